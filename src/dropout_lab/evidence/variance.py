"""Which stream of randomness the spread between seeds comes from."""

import numpy as np
import pandas as pd

from dropout_lab.evidence.by_seed import Cells
from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.recipe import STREAMS, Randomness
from dropout_lab.stats import stream_share, total_share

POKE = "poke"
"""Stands among the streams: one nudged weight."""

SHARE_COLUMNS = ["base", "variant", "stream", "share", "n_pairs", "estimate", "ci_low", "ci_high"]


def shares_frame(experiment: Experiment, table: Cells) -> Frame:
    """Shares of the streams in the variance of the primary metric, for variants that share some with a base.

    One row per variant that equals an earlier one but for the streams it salts. Where it shares one stream
    with the base, ``share`` is ``first-order``: what that stream does by itself. Where it shares two, it is
    ``total``: what the third does, by itself and with the others. Estimates are fractions of the variance
    (by chance also below 0 or above 1), with 95 % intervals. A variant that merely pokes one initial weight
    of its base measures, as stream ``poke``, what that nudge makes with all streams the same.
    """
    rows = []
    for variant in experiment.variants:
        found = _base_of(variant, experiment)
        if found is None:
            continue
        base, stream, kind = found
        values = [table.values[v.name][experiment.metric] for v in (base, variant)]
        both = np.isfinite(values).all(axis=0)
        left, right = (side[both] for side in values)
        share = (stream_share if kind == "first-order" else total_share)(left, right)
        row = (base.name, variant.name, stream, kind, int(both.sum()))
        rows.append((*row, share.mean, share.ci_low, share.ci_high))
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


def _base_of(variant: Variant, experiment: Experiment) -> tuple[Variant, str, str] | None:
    """The variant that this one would be without salt or poke; the stream it measures, and which share."""
    randomness = variant.recipe.randomness
    shared = [stream for stream in STREAMS if not randomness.salt or stream not in randomness.salted]
    if randomness.poke and len(shared) == len(STREAMS):
        plain, stream, kind = {"poke": 0.0}, POKE, "total"
    elif randomness.salt and not randomness.poke and len(shared) == 1:
        plain, stream, kind = {"salt": 0, "salted": Randomness().salted}, shared[0], "first-order"
    elif randomness.salt and not randomness.poke and len(shared) == 2:
        (other,) = set(STREAMS).difference(shared)
        plain, stream, kind = {"salt": 0, "salted": Randomness().salted}, other, "total"
    else:
        return None
    recipe = variant.recipe.model_copy(update={"randomness": randomness.model_copy(update=plain)})
    wanted = recipe, variant.engine
    base = next((v for v in experiment.variants if (v.recipe, v.engine) == wanted), None)
    return None if base is None else (base, stream, kind)
