"""Gaussian dropout as a posterior of the weights: its variance alpha is learned against a KL term.

The prior of a weight is uniform in log |w|. The KL of N(w, alpha w^2) from it depends on alpha alone:

-KL = 1/2 log alpha + c1 alpha + c2 alpha^2 + c3 alpha^3 + constant,  for alpha <= 1

The constant is left out, as in the paper: the term may be below 0, only its differences mean anything. It is
divided by the number of training examples, since the cross-entropy is a mean of one.

alpha = sigma(a) with a trained stays below 1, the paper's bound. As alpha = rate / (1 - rate), that is a rate
below 1/2.

Source: Kingma, Salimans and Welling (2015), NIPS, arXiv:1506.02557, sections 3.3 and 3.4 by accounts of them;
coefficients also in gngdb/variational-dropout, whose first loss added -KL where KL is meant.
"""

from collections.abc import Mapping
from math import log, prod
from typing import Annotated, Any, ClassVar

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

CUBIC = (1.16145124, -1.50204118, 0.58629921)
"""Coefficients of alpha, its square and its cube."""

STARTS = Wanted("should be a rate that training starts at, 0 < initial_rate < 0.5, since alpha is below 1")
SCALES = Wanted("should be a number >= 0 that the KL term is multiplied by; 1 is the variational bound")


class Variational(Dropout):
    """Base of dropouts with a learned alpha; `alphas` names what has one of its own."""

    initial_rate: Annotated[float, Field(gt=0, lt=0.5), State(), STARTS] = 0.2
    kl: Annotated[float, Field(ge=0), State(), SCALES] = 1.0

    family: ClassVar[Family | None] = "adaptive"

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return all sites, the input too."""
        return tuple(range(n_hidden + 1))

    def alphas_of(self, widths: Widths) -> tuple[int, ...]:
        """Return the shape of the site's alphas."""
        raise NotImplementedError

    def weights(self, widths: Widths, at: int) -> Mapping[str, Weight]:
        """Return the logits of the site's alphas."""
        logit = log(self.initial_rate / (1 - 2 * self.initial_rate))
        return {"alpha_logit": Weight(self.alphas_of(widths), logit)}

    def alpha(self, at: Site) -> Tensor:
        """Return the variances, in the shape of the weight."""
        return ops.sigmoid(at.weights["alpha_logit"])

    def divergence(self, alpha: Tensor, count: int, at: Site) -> Tensor:
        """Return the KL term of so many noisy weights that share these alphas, a scalar."""
        each = count // prod(alpha.shape)
        return self.kl * (each * ops.sum(divergence(alpha)) / at.n_train)

    def learned(self, at: Site) -> Mapping[str, Tensor]:
        """Return the rate that alpha is, alpha / (1 + alpha): of several the mean."""
        alpha = self.alpha(at)
        return {"rate": ops.mean(alpha / (1 + alpha))}

    def phrases(self) -> list[Phrase]:
        """Say what has an alpha, where it starts and how much the KL term weighs."""
        shown: dict[str, Any] = {
            "called": Phrase(self.called()),
            "each": Phrase(EACH[self.settings()["alphas"]]),
            "rate": f"{self.initial_rate:g}",
            "kl": f"{self.kl:g}",
        }
        return [Phrase(SAID, shown)]


def divergence(alpha: Tensor) -> Tensor:
    """Return KL without its constant, in nats, of each alpha from 0 to 1."""
    first, second, third = CUBIC
    return -(ops.log(alpha) / 2 + alpha * (first + alpha * (second + alpha * third)))


EACH = {
    "layer": Text("one alpha a layer", "每层一个 alpha"),
    "unit": Text("one alpha a unit", "每个单元一个 alpha"),
    "weight": Text("one alpha a weight", "每个权重一个 alpha"),
}
SAID = Text(
    "{called} on the input and in the hidden layers: {each}, learned from that of rate {rate} on, KL term "
    "times {kl}",
    "输入上和隐藏层中用{called}：{each}，自丢弃率 {rate} 所对应的值起学习，KL 项乘以 {kl}",
)
