"""The row of any metric: the catalogue's, or for a stranger's column one guessed from its name.

A name may end in a suffix that says how the values are held: ``wer [%]`` in percent, ``score [0-1]`` as
fractions. The rest is the metric.
"""

import math
import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from dropout_lab.evidence.by_seed import SMOOTH_UNIT
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC, Metric

PERCENT, FRACTION = " [%]", " [0-1]"
"""Suffixes of a name: values held in percent, values held as fractions."""

COUNTED_UNIT = 1e-4
"""Resolution of a fraction of counted examples where none is given: one of 10,000."""

FRACTIONS = frozenset({"auc", "auroc", "ece", "f1", "precision", "recall"})
LOWER = ("loss", "nll", "err", "brier", "perplexity", "ppl", "divergence", "regret", "entropy")
LOWER_WORDS = frozenset({"ece", "mae", "mse", "rmse", "fid"})


def in_percent(name: str) -> str:
    """Name a metric whose values are held in percent.

    >>> in_percent("wer"), in_percent("wer [0-1]")
    ('wer [%]', 'wer [%]')
    """
    return plain_name(name) + PERCENT


def as_fraction(name: str) -> str:
    """Name a metric whose values are told to be fractions, whatever its own name says.

    >>> as_fraction("score")
    'score [0-1]'
    """
    return plain_name(name) + FRACTION


def plain_name(name: str) -> str:
    """Return the name of a metric without the suffix that says how its values are held.

    >>> plain_name("wer [%]"), plain_name("score [0-1]"), plain_name("test_nll")
    ('wer', 'score', 'test_nll')
    """
    return name.removesuffix(PERCENT).removesuffix(FRACTION)


@cache
def row_of(name: str) -> Metric:
    """Return the row of a metric of ours or of anybody's table.

    A stranger's accuracy is a fraction with the margin of ours; other names are read by their words. In
    percent the bounds and the margin are a hundred times those of the fraction.

    >>> row_of("valAcc").kind, row_of("eval/loss").kind, row_of("test_nll").kind
    ('fraction', 'plain', 'nats')
    >>> row_of("val_loss").higher_is_better, row_of("top5_acc").higher_is_better
    (False, True)
    >>> row = row_of("test_accuracy [%]")
    >>> row.kind, row.low, row.high, row.margin
    ('percent', 0, 100, 0.1)
    """
    plain = plain_name(name)
    row = CATALOGUE.get(plain) or _guessed(plain)
    if name.endswith(FRACTION):
        return replace(row, name=name, kind="fraction", **_told_bounds(row))
    if not name.endswith(PERCENT):
        return row
    margin = None if row.margin is None else 100 * row.margin
    held = {"low": 100 * row.low, "high": 100 * row.high, "margin": margin}
    return replace(row, name=name, kind="percent", of_errors=False, **held)


def unit_of(row: Metric) -> float:
    """Return the resolution of a stranger's metric where none is given.

    >>> unit_of(row_of("top5_acc")), unit_of(row_of("top5_acc [%]"))
    (0.0001, 0.01)
    """
    unit = COUNTED_UNIT if row.by_example else SMOOTH_UNIT
    return 100 * unit if row.kind == "percent" else unit


def _told_bounds(row: Metric) -> dict[str, float]:
    """Bounds of a fraction: its own, else those that the suffix tells."""
    return {} if row.kind == "fraction" else {"low": 0, "high": 1}


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


class Direction(NamedTuple):
    """The good direction of a metric, and the known word of its name that says it; None: not known."""

    higher_is_better: bool | None
    word: str | None


def direction_of(name: str) -> Direction:
    """Return which way a metric is good, by its name."""
    return Direction(row_of(name).higher_is_better, name if row_of(name).by_example else None)
