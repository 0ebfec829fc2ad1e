"""Anybody's table, judged as our own runs are: the same row, the same decision, the same verdict."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.analysis.cells import SMOOTH_UNIT
from dropout_lab.analysis.claims import Judged, judge_claim
from dropout_lab.analysis.comparisons import Compared, compare_values
from dropout_lab.analysis.foreign import read_table
from dropout_lab.analysis.foreign_pairs import ForeignPairs, Roles, Seed, pair_table
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.metric_kinds import higher_is_better, is_accuracy_like, is_fraction
from dropout_lab.analysis.sentences import sentence
from dropout_lab.analysis.tables import Table, comparison_table
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import HIGHER_IS_BETTER, Claim, Says, Source

UNIT, MARGIN = 1e-4, 1e-3
"""Of an accuracy where none is given: one of 10,000 test images, and 0.1 percentage points."""


@dataclass(frozen=True)
class Published:
    """A published difference, treatment minus control, as a fraction (or in the metric's unit).

    ``runs``: runs behind each of its numbers; None: said of the recipe itself. ``decimals``: digits
    after the point of the fraction; None: those that ``value`` is written with.
    """

    value: float
    tolerance: float = 0.005
    runs: int | None = 1
    decimals: int | None = None

    @property
    def digits(self) -> int | None:
        """Decimals as given or as written; a whole number says nothing of its rounding."""
        if self.decimals is not None or float(self.value).is_integer():
            return self.decimals
        return max(0, -int(Decimal(repr(self.value)).as_tuple().exponent))


@dataclass(frozen=True)
class Scale:
    """What a difference is measured by, in the metric's unit; None: what fits the metric's name.

    ``unit``: resolution (accuracy: 1 / number of test images). ``margin``: smallest difference that
    matters. ``higher_is_better``: the metric's good direction.
    """

    unit: float | None = None
    margin: float | None = None
    higher_is_better: bool | None = None


ROLES, SCALE = Roles(), Scale()


@dataclass(frozen=True)
class Judgement:
    """What a table says: a row of comparisons.csv, with a claim its verdict, and what to know first.

    ``seeds`` are those of the complete pairs.
    """

    compared: Compared
    judged: Judged | None
    seeds: tuple[Seed, ...]
    notes: tuple[str, ...]

    @property
    def decision(self) -> str:
        """Better, worse, equivalent or inconclusive."""
        return self.compared.decision

    @property
    def verdict(self) -> str | None:
        """What the evidence says of the claim; None without one."""
        return self.judged.verdict if self.judged else None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The decision in one sentence and, with a claim, the verdict in another."""
        return (sentence(self.compared), *filter(None, [self.judged and self.judged.sentence]))

    @property
    def table(self) -> Table:
        """The comparison, as people read it."""
        return comparison_table(self.frame)

    @property
    def frame(self) -> Frame:
        """One row of comparisons.csv, in fractions or the metric's own unit."""
        return pd.DataFrame([asdict(self.compared)])

    def as_object(self) -> dict[str, Any]:
        """Return the row's keys and, with a claim, its ``verdict``; unknown or unbounded is None."""
        row = asdict(self.compared)
        plain = {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in row.items()}
        return {**plain, "verdict": self.verdict} if self.judged else plain


def judge_table(
    source: Path | Frame,
    treatment: str,
    control: str,
    *,
    roles: Roles = ROLES,
    scale: Scale = SCALE,
    published: Published | None = None,
) -> Judgement:
    """Judge two variants of a table by the rules of our own experiments; nothing is trained.

    Args:
        source: a CSV or Parquet file, or a frame; a row is a run.
        treatment: name of the one variant.
        control: name of the other.
        roles: the columns of variant, seed and metric.
        scale: unit, margin and direction of the metric, where its name does not say them.
        published: a claim on the difference; it makes the family two.

    Raises:
        ConfigError: a column, a variant or a number that cannot be.
        TableError: a table that cannot be read, or not be paired.
    """
    _check_numbers(roles.metric, scale, published)
    pairs = pair_table(read_table(source), treatment, control, roles)
    metric, family = roles.metric, 1 if published is None else 2
    unit, margin, higher = _scale_of(metric, scale)
    compared = compare_values(
        pairs.treatment,
        pairs.control,
        metric,
        pairs.values,
        unit=unit,
        margin=margin,
        family_size=family,
        n_lost=pairs.n_lost,
        n_unpaired=pairs.n_unpaired,
        higher_is_better=higher,
    )
    judged = None
    if published is not None:
        judged = judge_claim(
            _claim_of(pairs, metric, published),
            pairs.values[0] - pairs.values[1],
            unit=unit,
            family_size=family,
            margin=margin,
            n_lost=pairs.n_lost,
            metric=metric,
        )
    notes = [*pairs.notes, *_notes(pairs, metric, scale, unit, margin, higher, published)]
    if judged and judged.note:
        notes.append(judged.note)
    return Judgement(compared, judged, pairs.seeds, tuple(notes))


def _claim_of(pairs: ForeignPairs, metric: str, claim: Published) -> Claim:
    """Return the claim without validation: a foreign variant or metric may have any name."""
    sides = f"{pairs.treatment} - {pairs.control}"
    return Claim.model_construct(
        id="claim",
        says=Says(
            en=f"{sides} is {claim.value:g} on {metric}.", zh=f"{metric}: {sides} 为 {claim.value:g}。"
        ),
        source=Source(text="given to dropout-lab judge", section=""),
        kind="difference",
        treatment=pairs.treatment,
        control=pairs.control,
        value=claim.value,
        tolerance=claim.tolerance,
        decimals=claim.digits,
        published_runs=claim.runs,
    )


def _scale_of(metric: str, scale: Scale) -> tuple[float, float | None, bool]:
    unit, margin, higher = scale.unit, scale.margin, scale.higher_is_better
    if unit is None:
        unit = UNIT if is_accuracy_like(metric) else SMOOTH_UNIT
    if margin is None and is_accuracy_like(metric):
        margin = MARGIN
    return unit, margin, higher_is_better(metric) if higher is None else higher


def _check_numbers(metric: str, scale: Scale, claim: Published | None) -> None:
    positive = {"unit": scale.unit, "margin": scale.margin, "tolerance": claim.tolerance if claim else None}
    for key, value in positive.items():
        if value is not None and not (math.isfinite(value) and value > 0):
            raise ConfigError(f"{key}={value:g}: should be above 0")
    numbers = {**positive, "claim": claim.value if claim else None}
    for key, value in numbers.items():
        if value is not None and not math.isfinite(value):
            raise ConfigError(f"{key}={value:g}: should be a number")
        if value is not None and is_fraction(metric) and abs(value) >= 1:
            raise ConfigError(
                f"{key}={value:g}: should be a fraction, as {metric} is; {value:g} percentage points are "
                f"{value / 100:g}"
            )
    if claim is None:
        return
    if claim.value and claim.tolerance >= abs(claim.value):
        raise ConfigError(
            f"tolerance={claim.tolerance:g}: is not smaller than the claimed difference {claim.value:g}, so "
            "that no difference at all would reproduce it"
        )
    if claim.runs is not None and claim.runs < 1:
        raise ConfigError(f"claim-runs={claim.runs}: should be at least 1")
    if claim.decimals is not None and not 0 <= claim.decimals <= 12:
        raise ConfigError(f"claim-decimals={claim.decimals}: should be 0 to 12")


def _notes(
    pairs: ForeignPairs,
    metric: str,
    scale: Scale,
    unit: float,
    margin: float | None,
    higher: bool,
    claim: Published | None,
) -> Iterable[str]:
    if scale.higher_is_better is None and metric not in HIGHER_IS_BETTER:
        yield f"{metric}: {'higher' if higher else 'lower'} is taken as better, by its name"
    if margin is None:
        yield f"no margin is given for {metric}, so nothing can be equivalent"
    elif is_fraction(metric) and margin >= 0.02:
        yield f"the margin {margin:g} is {100 * margin:g} percentage points"
    values = np.concatenate(pairs.values)
    off = np.abs(values / unit - np.round(values / unit)) > 0.02
    if scale.unit is None and is_accuracy_like(metric) and off.sum() > values.size / 10:
        yield (
            f"{metric} is no multiple of {unit:g}, one of 10,000 test images; say by the unit how many there "
            "are (1 / number of test images)"
        )
    if claim is not None:
        digits = "not rounded" if claim.digits is None else f"rounded to {claim.digits} decimals"
        runs = "said of the recipe itself" if claim.runs is None else f"of {claim.runs} published run"
        plural = "s" if claim.runs and claim.runs > 1 else ""
        yield (
            f"the claim counts as {digits}, {runs}{plural}; it joins the family, so that intervals decide at "
            "97.5 %"
        )
