"""Judge a stranger's table as our own runs are: the same row, the same decision, the same verdict."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.errors import ConfigError
from dropout_lab.evidence import (
    RUN_ONCE_COLUMNS,
    Compared,
    Frame,
    Judged,
    compare_values,
    described,
    judge_claim,
    plain_name,
    readings_by_size,
    row_of,
    unit_of,
)
from dropout_lab.experiment import Claim, Says, Source
from dropout_lab.judging.pair import ForeignPairs, Roles, Seed, pair_table
from dropout_lab.judging.published import Published
from dropout_lab.judging.read import read_table
from dropout_lab.language import ENGLISH, LANGUAGES, Words, claim_note, claim_sentence, sentence
from dropout_lab.metrics import CATALOGUE
from dropout_lab.tables import Table, comparison_table, written_comparisons


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


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a table says: a row of comparisons.csv, with a claim its verdict, and what to know first.

    ``pairs`` are the two sides of the table; ``unit`` is the resolution of the metric; ``notes_by_language``
    holds what to know first.
    """

    compared: Compared
    judged: Judged | None
    pairs: ForeignPairs
    unit: float
    higher_is_better: bool | None
    notes_by_language: Mapping[str, tuple[str, ...]]

    @property
    def metric(self) -> str:
        """The metric that was judged."""
        return self.compared.metric

    @property
    def seeds(self) -> tuple[Seed, ...]:
        """Seeds of the complete pairs."""
        return self.pairs.seeds

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know first, in English."""
        return self.notes_by_language["en"]

    @property
    def decision(self) -> str:
        """Better, worse, equivalent or inconclusive; higher or lower where neither is known to be good."""
        return self.compared.decision

    @property
    def verdict(self) -> str | None:
        """What the evidence says of the claim; None without one."""
        return self.judged.verdict.outcome if self.judged else None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The decision in one sentence and, with a claim, the verdict in another."""
        return self.sentences_in(ENGLISH)

    def sentences_in(self, words: Words) -> tuple[str, ...]:
        """Return the same in a language."""
        verdict = [claim_sentence(self.judged, words)] if self.judged else []
        return (sentence(self.compared, words), *verdict)

    @property
    def table(self) -> Table:
        """The comparison, as people read it."""
        return comparison_table(self.comparisons, is_open=self.higher_is_better is None)

    @property
    def frame(self) -> Frame:
        """One row of comparisons.csv, in fractions or the metric's own unit."""
        return written_comparisons(self.comparisons)

    @property
    def comparisons(self) -> Frame:
        """The row of ``frame`` with its reasons as kinds and counts, as `Analysis` has it."""
        return pd.DataFrame([asdict(self.compared)])

    @property
    def runs(self) -> Frame:
        """One row per run of the complete pairs: ``variant``, ``seed``, ``status`` and the metric."""
        parts = [
            pd.DataFrame(
                {"variant": name, "seed": self.seeds, "status": "done", self.compared.metric: values}
            )
            for name, values in self._sides()
        ]
        return pd.concat(parts, ignore_index=True)

    @property
    def ledger(self) -> Frame:
        """One row per variant: of the common seeds, those of complete pairs are done."""
        n, lost = len(self.seeds), self.compared.n_lost
        rows = [
            {"variant": name, "planned": n + lost, "done": n, "diverged": 0, "failed": 0}
            for name, _ in self._sides()
        ]
        return pd.DataFrame(rows)

    @property
    def summary(self) -> Frame:
        """One row per variant: n, mean, sd, 95 % interval, min and max over the complete pairs."""
        rows = [
            {"variant": name, "metric": self.compared.metric, "n": values.size, "method": "t"}
            | described(values, self.unit)
            for name, values in self._sides()
        ]
        return pd.DataFrame(rows)

    @property
    def run_once(self) -> Frame:
        """What fewer of these pairs would have said, as run_once.csv of our own experiments."""
        left, right = self.pairs.values
        better = right - left if self.higher_is_better is False else left - right
        margin = self.compared.margin
        found = readings_by_size(better, self.unit, margin=None if math.isnan(margin) else margin)
        sides = {"treatment": self.pairs.treatment, "control": self.pairs.control}
        rows = [{**sides, "minus_treatment": "", "minus_control": "", **row} for row in found]
        return pd.DataFrame(rows, columns=RUN_ONCE_COLUMNS)

    def _sides(self) -> Iterable[tuple[str, np.ndarray]]:
        return zip((self.pairs.treatment, self.pairs.control), self.pairs.values, strict=True)

    def as_object(self) -> dict[str, Any]:
        """Return the row's keys and, with a claim, its ``verdict``; unknown or unbounded is None."""
        (row,) = self.frame.to_dict("records")
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
    notes = {
        language: (
            *pairs.notes[language],
            *_notes(Words(language), pairs, metric, scale, unit, margin, higher, published),
            *filter(None, [judged and claim_note(judged, Words(language))]),
        )
        for language in LANGUAGES
    }
    return Judgement(compared, judged, pairs, unit, higher, notes)


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


def _scale_of(metric: str, scale: Scale) -> tuple[float, float | None, bool | None]:
    unit, margin, higher, row = scale.unit, scale.margin, scale.higher_is_better, row_of(metric)
    unit = unit_of(row) if unit is None else unit
    return unit, row.margin if margin is None else margin, row.higher_is_better if higher is None else higher


def _check_numbers(metric: str, scale: Scale, claim: Published | None) -> None:
    positive = {"unit": scale.unit, "margin": scale.margin, "tolerance": claim.tolerance if claim else None}
    for key, value in positive.items():
        if value is not None and not (math.isfinite(value) and value > 0):
            raise ConfigError(f"{key}={value:g}: should be above 0")
    numbers = {**positive, "claim": claim.value if claim else None}
    for key, value in numbers.items():
        if value is not None and not math.isfinite(value):
            raise ConfigError(f"{key}={value:g}: should be a number")
        if value is not None and row_of(metric).kind == "fraction" and abs(value) >= 1:
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
    words: Words,
    pairs: ForeignPairs,
    metric: str,
    scale: Scale,
    unit: float,
    margin: float | None,
    higher: bool | None,
    claim: Published | None,
) -> Iterable[str]:
    if scale.higher_is_better is None and metric not in CATALOGUE:
        direction = {True: "higher", False: "lower", None: "open"}[higher]
        yield words(f"judging.{direction}", metric=plain_name(metric))
    if margin is None:
        yield words("judging.no_margin", metric=metric)
    elif row_of(metric).kind == "fraction" and margin >= 0.02:
        yield words("judging.margin", margin=f"{margin:g}", points=f"{100 * margin:g}")
    values = np.concatenate(pairs.values)
    off = np.abs(values / unit - np.round(values / unit)) > 0.02
    if scale.unit is None and row_of(metric).by_example and off.sum() > values.size / 10:
        yield words("judging.unit", metric=metric, unit=f"{unit:g}")
    if claim is not None:
        rounded = claim.digits is not None
        yield words(
            "judging.claim",
            digits=words(f"judging.digits.{'rounded' if rounded else 'exact'}", n=claim.digits),
            runs=words(f"judging.runs.{'published' if claim.runs else 'recipe'}", n=claim.runs),
        )
