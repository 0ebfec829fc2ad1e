"""The row of any metric: the catalogue's, or for a stranger's column one guessed from its name."""

import math
import re
from functools import cache

from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC, Metric

FRACTIONS = frozenset({"auc", "auroc", "ece", "f1", "precision", "recall"})
LOWER = ("loss", "nll", "err", "brier", "perplexity", "ppl", "divergence", "regret", "entropy")
LOWER_WORDS = frozenset({"ece", "mae", "mse", "rmse", "fid"})


def row_of(name: str) -> Metric:
    """Return the row of a metric of ours or of anybody's table.

    A stranger's accuracy is a fraction with the margin of ours; other names are read by their words.

    >>> row_of("valAcc").kind, row_of("eval/loss").kind, row_of("test_nll").kind
    ('fraction', 'plain', 'nats')
    >>> row_of("val_loss").higher_is_better, row_of("top5_acc").higher_is_better
    (False, True)
    """
    return CATALOGUE.get(name) or _guessed(name)


@cache
def _guessed(name: str) -> Metric:
    words = set(re.split(r"[^a-z0-9]+", name.lower()))
    is_accuracy = "acc" in name.lower()
    is_fraction = is_accuracy or not FRACTIONS.isdisjoint(words)
    is_lower = any(part in name.lower() for part in LOWER) or not LOWER_WORDS.isdisjoint(words)
    return Metric(
        name=name,
        kind="fraction" if is_fraction else "plain",
        higher_is_better=is_accuracy or not is_lower,
        split="test",
        by_example=is_accuracy,
        margin=CATALOGUE[DEFAULT_METRIC].margin if is_accuracy else None,
        low=0 if is_fraction else -math.inf,
        high=1 if is_fraction else math.inf,
    )
