"""Dropouts that are known and not built: each in a line, with what keeps it out of this collection."""

from typing import NamedTuple


class Known(NamedTuple):
    """A dropout that is left out.

    Attributes:
        name: by which it is known.
        paper: where it was published, in short.
        summary: what it does, without a full stop.
        reason: why it is not built here.
    """

    name: str
    paper: str
    summary: str
    reason: str


NO_RECURRENT = "no recurrent net here"
NO_ATTENTION = "no attention here"
FINE_TUNING = "it regularises fine-tuning, and nets here start untrained"

KNOWN = (
    Known(
        "guided dropout",
        "Keshari et al. 2019, arXiv:1812.03965",
        "drops units that have learned a high strength, from a later epoch on",
        "two public implementations disagree on scale, region and first value, and the paper's text was not "
        "at hand to decide",
    ),
    Known(
        "max-pooling dropout",
        "Wu and Gu 2015",
        "drops units before a maximum is taken over them",
        "it acts inside a pooling layer, between its inputs and their maximum, where no noise site is",
    ),
    Known(
        "zoneout",
        "Krueger et al. 2017, arXiv:1606.01305",
        "keeps units of a recurrent state as they were a step before",
        NO_RECURRENT,
    ),
    Known(
        "variational RNN dropout",
        "Gal and Ghahramani 2016, arXiv:1512.05287",
        "has one mask for all steps of a sequence, also on the recurrent weights",
        NO_RECURRENT,
    ),
    Known(
        "fraternal dropout",
        "Zolna et al. 2018, arXiv:1711.00066",
        "pulls the outputs under two masks together; `r_drop` does so for classes",
        NO_RECURRENT,
    ),
    Known("DropAttention", "Zehui et al. 2019, arXiv:1907.11065", "drops attention weights", NO_ATTENTION),
    Known(
        "LayerDrop",
        "Fan et al. 2020, arXiv:1909.11556",
        "drops whole layers of a transformer",
        f"{NO_ATTENTION}; on residual branches it is `drop_path`",
    ),
    Known(
        "mixout",
        "Lee et al. 2020, arXiv:1909.11299",
        "puts weights back to their pretrained values in place of 0",
        FINE_TUNING,
    ),
    Known(
        "nested dropout",
        "Rippel et al. 2014, arXiv:1402.0915",
        "drops all units behind a random place, so that units are ordered by their weight",
        "it orders the code of an autoencoder, and nets here classify",
    ),
    Known(
        "jumpout",
        "Wang et al. 2019, ICML",
        "draws each rate from half a normal, divides it by the share of active units, and rescales",
        "three changes at once; `random_rate` has the first of them by itself",
    ),
    Known(
        "bridgeout",
        "Khan et al. 2018, arXiv:1804.08042",
        "perturbs each weight by its size to a power, which on average penalizes the weights' L_q norm",
        "`shakeout` has the two usual norms, L1 and L2",
    ),
    Known(
        "spectral dropout",
        "Khan et al. 2019, arXiv:1711.08591",
        "drops small coefficients of a cosine transform of the activations",
        "units of a dense layer have no order, so that they have no spectrum either",
    ),
    Known(
        "advanced dropout",
        "Xie et al. 2021, arXiv:2010.05244",
        "learns the distribution of its masks from the activations",
        "a network of its own estimates the masks; `concrete` learns rates, one of its parts",
    ),
    Known(
        "dynamic DropConnect",
        "Yang and Chen 2025, arXiv:2502.19948",
        "drops each weight at a rate of its own, by the size of its gradient",
        "it needs the gradient of a weight before the mask of the same step is drawn",
    ),
    Known(
        "AutoDropout",
        "Pham and Le 2021, arXiv:2101.01761",
        "searches for mask patterns by a controller that trains many nets",
        "a search over thousands of nets, which no comparison of equal cost can hold",
    ),
    Known(
        "back-projection",
        "Bouthillier et al. 2015, arXiv:1506.08700",
        "finds inputs whose undisturbed units are the dropped ones, and trains on them",
        "many gradient steps for each batch: a way to explain dropout, not to train",
    ),
)
"""In the order of what they are made for: pooling, sequences, attention, fine-tuning, dense nets."""
