"""The row of any metric: the catalogue's, or for a stranger's column what its name says.

A name may end in a suffix that says how the values are held: ``wer [%]`` in percent, ``score [0-1]`` as
fractions. The rest is the metric.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any

from dropout_lab.evidence.by_seed import SMOOTH_UNIT
from dropout_lab.evidence.directions import Direction, reading_of
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC, Metric

PERCENT, FRACTION = " [%]", " [0-1]"
"""Suffixes of a name: values held in percent, values held as fractions."""

COUNTED_UNIT = 1e-4
"""Resolution of a fraction of counted examples where none is given: one of 10,000."""


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

    A stranger's accuracy is a fraction with the margin of ours; the direction of a name that says none is
    None. In percent the bounds and the margin are a hundred times those of the fraction.

    >>> row_of("valAcc").kind, row_of("eval/loss").kind, row_of("test_nll").kind
    ('fraction', 'plain', 'nats')
    >>> row_of("val_loss").higher_is_better, row_of("top5_acc").higher_is_better
    (False, True)
    >>> row_of("zork").higher_is_better is None
    True
    >>> row = row_of("test_accuracy [%]")
    >>> row.kind, row.low, row.high, row.margin
    ('percent', 0, 100, 0.1)
    """
    plain = plain_name(name)
    row = CATALOGUE.get(plain) or _named(plain)
    if name.endswith(FRACTION):
        return replace(row, name=name, kind="fraction", **_told_bounds(row))
    if not name.endswith(PERCENT):
        return row
    margin = None if row.margin is None else 100 * row.margin
    held = {"low": 100 * row.low, "high": 100 * row.high, "margin": margin}
    return replace(row, name=name, kind="percent", of_errors=False, **held)


def direction_of(name: str) -> Direction:
    """Say which way a metric is good, and by which words of its name; a metric of ours is known as a whole.

    >>> direction_of("val/wer [%]"), direction_of("zork")
    (Direction(higher_is_better=False, word='wer'), Direction(higher_is_better=None, word=None))
    """
    plain = plain_name(name)
    ours = CATALOGUE.get(plain)
    return reading_of(plain).direction if ours is None else Direction(ours.higher_is_better, plain)


def is_measured(name: str) -> bool:
    """Whether a column of this name holds results in anybody's table, and settings in nobody's.

    >>> is_measured("val/wer"), is_measured("iterations"), is_measured("precision")
    (True, False, False)
    """
    plain = plain_name(name)
    return plain in CATALOGUE or reading_of(plain).is_measured


def unit_of(row: Metric) -> float:
    """Return the resolution of a stranger's metric where none is given.

    >>> unit_of(row_of("top5_acc")), unit_of(row_of("top5_acc [%]"))
    (0.0001, 0.01)
    """
    unit = COUNTED_UNIT if row.by_example else SMOOTH_UNIT
    return 100 * unit if row.kind == "percent" else unit


def _told_bounds(row: Metric) -> dict[str, Any]:
    """Bounds of a fraction: its own, else those that the suffix tells."""
    return {} if row.kind == "fraction" else {"low": 0, "high": 1}


@cache
def _named(name: str) -> Metric:
    (higher, _), values, _ = reading_of(name)
    is_fraction, is_accuracy = values != "plain", values == "accuracy"
    return Metric(
        name=name,
        kind="fraction" if is_fraction else "plain",
        higher_is_better=higher,
        split="test",
        by_example=is_accuracy,
        margin=CATALOGUE[DEFAULT_METRIC].margin if is_accuracy else None,
        low=0 if is_fraction else -math.inf,
        high=1 if is_fraction else math.inf,
    )
