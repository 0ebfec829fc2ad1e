"""Which stream of randomness the spread between seeds comes from."""

import numpy as np
import pandas as pd

from dropout_lab.analysis.cells import Cells
from dropout_lab.analysis.frames import Frame
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.recipe import STREAMS, Randomness
from dropout_lab.stats import stream_share, total_share

SHARE_COLUMNS = ["base", "variant", "stream", "share", "n_pairs", "estimate", "ci_low", "ci_high"]


def shares_frame(experiment: Experiment, table: Cells) -> Frame:
    """Shares of the streams in the variance of test accuracy, for variants that share some with a base.

    One row per variant that equals an earlier one but for the streams it salts. Where it shares one stream
    with the base, ``share`` is ``first-order``: what that stream does by itself. Where it shares two, it is
    ``total``: what the third does, by itself and with the others. Estimates are fractions of the variance
    (by chance also below 0 or above 1), with 95 % intervals.
    """
    rows = []
    for variant in experiment.variants:
        base = _base_of(variant, experiment)
        shared = [stream for stream in STREAMS if stream not in variant.recipe.randomness.salted]
        if base is None or len(shared) not in (1, 2):
            continue
        values = [table.values[v.name]["test_accuracy"] for v in (base, variant)]
        both = np.isfinite(values).all(axis=0)
        left, right = (side[both] for side in values)
        if len(shared) == 1:
            kind, stream, found = "first-order", shared[0], stream_share(left, right)
        else:
            kind, stream = "total", next(s for s in STREAMS if s not in shared)
            found = total_share(left, right)
        row = (base.name, variant.name, stream, kind, int(both.sum()))
        rows.append((*row, found.mean, found.ci_low, found.ci_high))
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


def _base_of(variant: Variant, experiment: Experiment) -> Variant | None:
    """The variant that this one would be without its salt."""
    randomness = variant.recipe.randomness
    if not randomness.salt:
        return None
    plain = randomness.model_copy(update={"salt": 0, "salted": Randomness().salted})
    wanted = variant.recipe.model_copy(update={"randomness": plain}), variant.engine
    return next((v for v in experiment.variants if (v.recipe, v.engine) == wanted), None)
