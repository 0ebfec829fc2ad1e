"""One results folder as the index reads it: what it asked, what it found, and the intervals to be drawn."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from dropout_lab.errors import DropoutLabError, ResultsError
from dropout_lab.evidence import POKE
from dropout_lab.experiment import LAST, Experiment, comparison_label
from dropout_lab.language import (
    ENGLISH,
    Words,
    comparison_labels,
    difference_text,
    digits_of,
    labels_of,
    metrics_in,
    reach_text,
    share_text,
    signed,
    told_apart,
)
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.outcomes import DECISIONS, OUTCOMES
from dropout_lab.report import GROUPS, Both, Drawing, Entry, Span, both, same, say, tell
from dropout_lab.results_folder import read_claims, read_experiment, read_provenance, read_table
from dropout_lab.stats import FEWEST_PAIRS, Interval

PAGE = "report.html"
MOST_DRAWN = 8
"""Comparisons that an entry draws; of more, those against the first one's control."""

MOST_LINES = 24

SIDES = ("treatment", "control", "minus_treatment", "minus_control")


class Row(NamedTuple):
    """A planned comparison on one metric, as comparisons.csv has it; in the metric's unit."""

    sides: tuple[str, ...]  # treatment and control, and those of the other effect of an interaction
    metric: str
    n: int
    interval: Interval  # the joint one
    margin: float
    decision: str

    @property
    def is_interaction(self) -> bool:
        """Whether it is a difference of two effects."""
        return len(self.sides) > 2

    def named(self, label: Both) -> Span:
        """The row as a drawing has it."""
        factor = metrics_in(ENGLISH)[self.metric].factor
        interval = Interval(*(factor * value for value in self.interval))
        of = tell("front.seeds", n=self.n)
        word = tell(f"answers.short.{self.standing}")
        return Span(label, interval, self.difference, OUTCOMES[self.decision].key, word, of)

    @property
    def standing(self) -> str:
        """Where the interval stands beside zero and the margin: a key of the catalogue's short answers."""
        if self.decision == "inconclusive":
            return "few" if self.n < FEWEST_PAIRS else "open"
        if self.decision == "equivalent":
            return "no_difference"
        nearest = min(abs(self.interval.ci_low), abs(self.interval.ci_high))
        return f"slightly_{self.decision}" if nearest < self.margin else self.decision

    @property
    def difference(self) -> Both:
        """The mean and its interval, with their unit."""
        return both(partial(_difference, self))


class Told:
    """A results folder, read as far as the index needs it."""

    def __init__(self, folder: Path) -> None:
        """Name the folder.

        Raises:
            ResultsError: its provenance is damaged.
            LookupError, TypeError, ValueError, AttributeError: it is none of ours.
        """
        self.folder, self.name, self.known = folder, folder.name, read_provenance(folder)
        self.experiment: Mapping[str, Any] = self.known["experiment"]
        self.metric = str(self.experiment.get("metric") or DEFAULT_METRIC)
        self.entry = self._entry()

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """The claims with their verdicts; none where their file is damaged."""
        with suppress(ResultsError):
            return read_claims(self.folder)
        return []

    @cached_property
    def rows(self) -> list[Row]:
        """The planned comparisons that have an estimate; none where their table is missing or damaged."""
        with suppress(ResultsError, KeyError, ValueError):
            return [
                row for each in self._table("comparisons") if math.isfinite((row := _row(each)).interval.mean)
            ]
        return []

    @cached_property
    def _whole(self) -> Experiment | None:
        with suppress(DropoutLabError):
            return read_experiment(self.folder)[0]
        return None

    def label(self, *sides: str) -> Both:
        """What people call a variant, or the comparison of two or four."""
        return both(partial(self._label, sides))

    def _label(self, sides: tuple[str, ...], words: Words) -> str:
        plain = comparison_label(*sides) if len(sides) in (2, 4) else sides[0]
        if self._whole is None:
            return plain
        if len(sides) == 1:
            return labels_of(self._whole, words).get(sides[0], plain)
        return comparison_labels(self._whole, words).get(sides, plain)

    def row(self, treatment: str, control: str, metric: str = DEFAULT_METRIC) -> Row | None:
        """The comparison of two variants on a metric; None: it was not planned."""
        wanted = ((treatment, control), metric)
        return next((row for row in self.rows if (row.sides, row.metric) == wanted), None)

    def level(self, variant: str, metric: str = DEFAULT_METRIC) -> Mapping[str, float] | None:
        """The row of summary.csv of a variant, its numbers alone; None: there is none."""
        for row in self._table("summary"):
            if (row.get("variant"), row.get("metric")) == (variant, metric):
                return {name: float(row[name]) for name in ("n", "mean", "ci_low", "ci_high")}
        return None

    def recipe(self, variant: str) -> Mapping[str, Any]:
        """The recipe of a variant as it was written down; empty where there is no such variant."""
        found = (each["recipe"] for each in self.experiment["variants"] if each["name"] == variant)
        return next(found, {})

    @property
    def needed(self) -> list[Row]:
        """The comparisons that the question needs, on its metric: of an interaction its two effects.

        Those are the numbers that its sentence begins with; interactions alone are drawn without them.
        """
        rows = [row for row in self.rows if row.metric == self.metric]
        crossed = [row.sides for row in rows if row.is_interaction]
        if self.experiment.get("asks") == "depends" and crossed:
            parts = {part for sides in crossed for part in (sides[:2], sides[2:])}
            wanted = [row for row in rows if row.sides in parts] or [r for r in rows if r.is_interaction]
        else:
            wanted = [row for row in rows if not row.is_interaction] or rows
        if len(wanted) > MOST_DRAWN:
            wanted = [row for row in wanted if row.sides[1] == wanted[0].sides[1]]
        return wanted[:MOST_LINES]

    def _table(self, name: str) -> list[dict[str, str]]:
        with suppress(ResultsError):
            return read_table(self.folder, name)
        return []

    def _entry(self) -> Entry:
        known, experiment, ledger = self.known, self.experiment, self.known["ledger"]
        done, planned = int(ledger["done"]), int(ledger["planned"])
        group = str(experiment.get("group") or "other")
        return Entry(
            name=self.name,
            page=PAGE,
            group=group if group in GROUPS else "other",
            order=int(experiment.get("order") or LAST),
            question=_in_both(experiment, "question"),
            word=_in_both(known, "word") if known.get("word") else None,
            sentence=_in_both(known, "sentence" if known.get("sentence") else "answer"),
            drawing=self._drawing(),
            counted=tell("front.seeds", n=len(known.get("seeds") or [])),
            date=str(known.get("last_finished") or "")[:10],
            verdicts=Counter(OUTCOMES[claim["verdict"]].key for claim in self.claims),
            open=None if done == planned else say("index.runs", done=done, planned=planned),
        )

    def _drawing(self) -> Drawing | None:
        """The intervals that the answer rests on; None where it rests on no comparison, share or shift."""
        makers: dict[str, Callable[[], Drawing | None]] = {
            "how much": self._shares,
            "selection": self._shifts,
        }
        with suppress(KeyError, ValueError):
            made = makers.get(str(self.experiment.get("asks")), self._differences)()
            return made or self._differences()
        return None

    def _differences(self) -> Drawing | None:
        rows = self.needed
        if not rows:
            return None
        drawing = drawing_of(rows, [row.named(self.label(*row.sides)) for row in rows])
        return drawing._replace(last=self.experiment.get("asks") == "epochs")

    def _shares(self) -> Drawing | None:
        """Shares of the variance by stream, with all that the stream has a part in."""
        rows = [row for row in self._table("shares") if row["share"] == "total" and row["estimate"]]
        spans = tuple(map(_share, rows))
        return Drawing("share", same(" %"), spans) if spans else None

    def _shifts(self) -> Drawing | None:
        """What choosing the epoch adds to each level and difference, by the first way of choosing."""
        rows = self._table("selection")
        first = [row for row in rows if row["chosen_by"] == rows[0]["chosen_by"]]
        spans = [self._shift(row) for row in first]
        return Drawing(self.metric, unit_of(self.metric), tuple(spans)) if spans else None

    def _shift(self, row: Mapping[str, str]) -> Span:
        """A shift decides nothing, so it has no badge."""
        interval = Interval(*_numbers(row, "ci_low", "shift", "ci_high"))
        sides = tuple(row["what"].split(" - "))  # of a level one
        shift = Row(sides, self.metric, int(row["n"]), interval, math.nan, "inconclusive")
        return shift.named(self.label(*sides))._replace(outcome="", word=same(""))


def drawing_of(rows: Sequence[Row], spans: Sequence[Span]) -> Drawing:
    """Return the drawing of some differences on one metric, with the margin of the first."""
    metric = rows[0].metric
    margin = metrics_in(ENGLISH)[metric].factor * rows[0].margin
    return Drawing(metric, unit_of(metric), tuple(spans), margin)


def unit_of(metric: str) -> Both:
    """Return the unit of a difference on a metric, with the blank before it."""
    return both(partial(_unit, metric))


def _unit(metric: str, words: Words) -> str:
    """The unit of a difference as sentences have it: points in the place of pp."""
    unit = metrics_in(words)[metric].difference_unit
    return words("answers.unit.points") if unit == words("units.points") else unit


def _difference(row: Row, words: Words) -> str:
    """Write mean and interval with the digits of all that is said of the comparison elsewhere."""
    low, mean, high = row.interval
    digits = digits_of(row.metric, low, high, mean, margin=row.margin)
    apart = told_apart(low, high, row.margin)
    shown, unit = signed(difference_text(row.metric, mean, apart, digits)), _unit(row.metric, words)
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{shown}{unit}"
    reach = reach_text(row.metric, low, high, row.margin, words, digits)
    return words("front.difference", mean=shown, unit=unit, reach=reach)


def _in_both(known: Mapping[str, Any], key: str) -> Both:
    """A text of a document in both languages; in English where there is no translation."""
    return Both(en=str(known[key]), zh=str(known.get(f"{key}_zh") or known[key]))


def _row(row: Mapping[str, str]) -> Row:
    sides = tuple(row[side] for side in SIDES if row.get(side))
    if row["decision"] not in DECISIONS:
        raise ValueError(f"decision {row['decision']}: no such decision")
    interval = Interval(*_numbers(row, "ci_low_joint", "mean_difference", "ci_high_joint"))
    (margin,) = _numbers(row, "margin")
    return Row(sides, row["metric"], int(row["n_pairs"]), interval, margin, row["decision"])


def _numbers(row: Mapping[str, str], *names: str) -> tuple[float, ...]:
    return tuple(float(row[name]) if row[name] else math.nan for name in names)


def _share(row: Mapping[str, str]) -> Span:
    """A share of the variance in %, with what people call its stream."""
    ends = _numbers(row, "ci_low", "estimate", "ci_high")
    return Span(
        tell("front.labels.poke" if row["stream"] == POKE else f"units.streams.{row['stream']}"),
        Interval(*(100 * end for end in ends)),
        both(lambda words: share_text(ends[1], ends[0], ends[2], words)),
        of=tell("front.pairs", n=int(row["n_pairs"])),
    )
