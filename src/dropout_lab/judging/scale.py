"""What a stranger's metric is measured by: its unit, resolution, margin and good direction, each with why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dropout_lab.errors import ConfigError, TableError
from dropout_lab.evidence import as_fraction, direction_of, in_percent, plain_name, row_of, unit_of
from dropout_lab.judging.notes import Note
from dropout_lab.judging.pair import Sides
from dropout_lab.judging.request import Request
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import resolution

PERCENT_IN_NAME = re.compile(r"%|(?<![a-z])(?:pct|percent|percentage|prozent|百分比)$", re.IGNORECASE)
"""How the name of a column says that it is in percent."""

MIXED_UNITS = 20
"""So many times the smallest, the largest value of a fraction in percent is hardly of the same unit."""


@dataclass(frozen=True)
class Scale:
    """What differences of a metric are measured by, in the unit of its column.

    ``metric``: its name, with its unit where that is percent. ``better_by``: ``told``, ``name`` (``word`` is
    the known one) or ``unknown``. ``percent_by``: ``told``, ``cells``, ``name``, ``values``, or "" where it
    is none.
    """

    metric: str
    unit: float
    margin: float | None
    higher_is_better: bool | None
    better_by: Literal["told", "name", "unknown"]
    word: str | None = None
    percent_by: str = ""

    @property
    def better(self) -> str | None:
        """The good direction: higher, lower, or None."""
        return None if self.higher_is_better is None else "higher" if self.higher_is_better else "lower"

    def taken(self) -> Note | None:
        """Say which direction was taken as good, and why; None for a metric of ours, or none."""
        if plain_name(self.metric) in CATALOGUE or self.better is None:
            return None
        return Note(f"taken.{self.better_by}.{self.better}", {"word": self.word})


def scale_of(metric: str, pairs: Sequence[Sides], request: Request) -> Scale:
    """Find what a metric is measured by.

    Args:
        metric: the column.
        pairs: all comparisons' values.
        request: what the user told.

    Raises:
        ConfigError: a margin, unit or claim that the column's unit cannot have.
        TableError: values that are neither fractions nor percent, or both.
    """
    values = np.concatenate([side for sides in pairs for side in sides.values])
    percent_by = _percent_by(metric, values, any(sides.in_percent for sides in pairs), request)
    told = request.percent is False and row_of(metric).kind != "fraction"
    name = in_percent(metric) if percent_by else as_fraction(metric) if told else metric
    row = row_of(name)
    smallest = unit_of(row) if row.by_example or not values.size else resolution(values)
    unit = request.unit or request.units.get(name) or smallest
    known = direction_of(metric)
    higher = row.higher_is_better if request.higher_is_better is None else request.higher_is_better
    by = "told" if request.higher_is_better is not None else "unknown" if higher is None else "name"
    _check_bounds(name, values)
    _check_numbers(name, request)
    _check_step(name, values, request)
    margin = row.margin if request.margin is None else request.margin
    return Scale(name, unit, margin, higher, by, known.word, percent_by)


def scale_notes(scale: Scale, pairs: Sequence[Sides], request: Request) -> Iterator[Note]:
    """Say what was taken that the user did not tell, and what it costs."""
    row, metric = row_of(scale.metric), plain_name(scale.metric)
    if scale.percent_by in ("cells", "name", "values"):
        yield Note(f"percent_{scale.percent_by}", {"metric": metric})
    if scale.margin is None:
        yield Note("no_margin", {"metric": metric})
    elif row.kind == "fraction" and scale.margin >= 0.02:
        yield Note("margin", {"margin": f"{scale.margin:g}", "points": f"{100 * scale.margin:g}"})
    values = np.concatenate([side for sides in pairs for side in sides.values])
    off = np.abs(values / scale.unit - np.round(values / scale.unit)) > 0.02
    told = request.units.get(scale.metric)
    if request.unit is None and told is not None and told != unit_of(row):
        yield Note("unit_beside", {"metric": metric, "of": f"{round(1 / told):,}"})
    elif request.unit is None and row.by_example and off.sum() > values.size / 10:
        yield Note("unit", {"metric": metric, "unit": f"{scale.unit:g}"})


def _percent_by(metric: str, values: np.ndarray, marked: bool, request: Request) -> str:
    row = row_of(metric)
    if request.percent is not None:
        return "told" if request.percent else ""
    if row.kind == "percent":
        return ""
    if marked:
        return "cells"
    if PERCENT_IN_NAME.search(metric):
        return "name"
    if row.kind != "fraction" or not values.size or values.max() <= row.high or values.min() < row.low:
        return ""
    small = values[(values > 0) & (values <= row.high)]
    if small.size and values.max() > MIXED_UNITS * small.min():
        raise TableError(
            f"{metric}: has values from {small.min():g} to {values.max():g}: fractions beside percent? write "
            "them one way, or say --percent where all of them are"
        )
    return "values"


def _check_bounds(name: str, values: np.ndarray) -> None:
    row = row_of(name)
    outside = values[(values < row.low) | (values > row.high)]
    if outside.size:
        wanted = {
            "fraction": "a fraction from 0 to 1, or in percent from 0 to 100",
            "percent": "in percent, from 0 to 100",
        }.get(row.kind, f"from {row.low:g} to {row.high:g}")
        raise TableError(f"{plain_name(name)} {outside[0]:g}: should be {wanted}")


def _check_numbers(name: str, request: Request) -> None:
    row, claim = row_of(name), request.published
    if row.kind not in ("fraction", "percent"):
        return
    most = 1 if row.kind == "fraction" else 100
    numbers = {"unit": request.unit, "margin": request.margin}
    if claim is not None:
        numbers |= {"claim": claim.value, "tolerance": claim.tolerance}
    for key, value in numbers.items():
        if value is not None and abs(value) >= most:
            what = (
                f"a fraction, as {name} is; {value:g} percentage points are {value / 100:g}"
                if most == 1
                else "in percent, below 100, as its column is"
            )
            raise ConfigError(f"{key}={value:g}: should be {what}")


def _check_step(name: str, values: np.ndarray, request: Request) -> None:
    """Refuse a unit of a metric without bounds that no two of its values are apart: it is no step of them."""
    if request.unit is None or row_of(name).kind in ("fraction", "percent") or not values.size:
        return
    apart = float(np.ptp(values))
    if 0 < apart < request.unit * (1 - 1e-9):
        step = f"should be the smallest step of {plain_name(name)}, whose values are at most {apart:g} apart"
        raise ConfigError(f"unit={request.unit:g}: {step}")
