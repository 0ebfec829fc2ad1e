"""What a stranger's table says: comparisons, ranks, a verdict, and what to know first."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.evidence import (
    RUN_ONCE_COLUMNS,
    Compared,
    Frame,
    Judged,
    Rank,
    Reply,
    described,
    first_reply,
    plain_name,
    readings_by_size,
    rows_reply,
)
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.pair import Sides
from dropout_lab.judging.request import DEFAULT_COLUMN
from dropout_lab.judging.roles import Roles, Seed
from dropout_lab.judging.scale import Scale
from dropout_lab.language import (
    ENGLISH,
    Headline,
    Telling,
    Words,
    claim_sentence,
    family_sentence,
    first_sentence,
    headline_of,
    level_text,
    metrics_in,
    ranks_told,
    sentence,
)
from dropout_lab.tables import Table, comparison_table, written_comparisons


@dataclass(frozen=True, eq=False, repr=False)
class Judgement:
    """What a table says: rows of comparisons.csv, with a claim its verdict, and what to know first.

    ``rows`` and ``pairs`` belong together: each comparison and its two sides, those over all groups last.
    ``ranks`` is empty where they were not asked for, best variants first. ``is_family`` says whether more
    than one comparison was asked for; ``roles`` holds the columns, none of a seed where rows pair.
    """

    rows: tuple[Compared, ...]
    pairs: tuple[Sides, ...]
    judged: Judged | None
    ranks: tuple[Rank, ...]
    scale: Scale
    found: tuple[Note, ...]
    is_family: bool
    roles: Roles

    def __repr__(self) -> str:
        several = f"{len(self.rows)} comparisons"
        of = several if len(self.rows) > 1 else f"{self.compared.treatment} against {self.compared.control}"
        return f"<Judgement of {of} on {plain_name(self.metric)}>\n{self.answer}"

    @property
    def compared(self) -> Compared:
        """The comparison, of several the last: the one over all groups."""
        return self.rows[-1]

    @property
    def metric(self) -> str:
        """The metric that was judged, with its unit where that is percent."""
        return self.scale.metric

    @property
    def unit(self) -> float:
        """Resolution of the metric, in the unit of its column."""
        return self.scale.unit

    @property
    def higher_is_better(self) -> bool | None:
        """The good direction; None: not known."""
        return self.scale.higher_is_better

    @property
    def seeds(self) -> tuple[Seed, ...]:
        """Seeds of the complete pairs of `compared`."""
        return self.pairs[-1].seeds

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know first, in English; what is so of several comparisons stands there once."""
        return tuple(dict.fromkeys(self.notes_in(ENGLISH)))

    def notes_in(self, words: Words) -> tuple[str, ...]:
        """Return what to know first in a language."""
        spoken = words.speaking(*self.dialects)
        return tuple(note.said(spoken) for note in self.found)

    @property
    def decision(self) -> str:
        """What `compared` came to: better, worse, higher, lower, equivalent or inconclusive."""
        return self.compared.decision

    @property
    def verdict(self) -> str | None:
        """What the evidence says of the claim; None without one."""
        return self.judged.verdict.outcome if self.judged else None

    @property
    def word(self) -> str:
        """What the table answers, in a word: better, slightly worse, can't tell yet."""
        return self.headline_in(ENGLISH).word

    @property
    def answer(self) -> str:
        """The word, and one sentence with what it rests on."""
        return self.headline_in(ENGLISH).text

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each decision in one sentence and, with a claim, the verdict in another."""
        return self.sentences_in(ENGLISH)

    def sentences_in(self, words: Words) -> tuple[str, ...]:
        """Return the same in a language."""
        spoken = words.speaking(*self.dialects)
        said = [*self.rows_in(words)]
        said[-1] = self._taken(said[-1], spoken)
        verdict = [claim_sentence(self.judged, spoken)] if self.judged else []
        return (*said, *verdict)

    def rows_in(self, words: Words) -> tuple[str, ...]:
        """Return each comparison in one sentence."""
        spoken = words.speaking(*self.dialects)
        return tuple(self._sentence(row, spoken) for row in self.rows)

    def opening_in(self, words: Words) -> str:
        """Return what a page opens with: the comparison over all groups, or how many variants came out how.

        Args:
            words: the language.
        """
        spoken = words.speaking(*self.dialects)
        overall = [row for row in self.rows if not row.group]
        told = [family_sentence(overall, spoken) if len(overall) > 1 else self._sentence(overall[0], spoken)]
        first = [rank.variant for rank in self.ranks if rank.best == 1]
        told += [first_sentence(first, spoken)] if first else []
        return self._taken(spoken("units.join.sentences").join(told), spoken)

    def headline_in(self, words: Words) -> Headline:
        """Return the answer in a word and one sentence: over all groups, of ranks where they are asked for.

        Args:
            words: the language.
        """
        several = (
            ("unseeded",) if self.compared.is_paired and (self.has_groups or len(self.roles.seed) > 1) else ()
        )
        spoken = words.speaking(*dict.fromkeys((*self.dialects, *several)))  # a seed has several pairs there
        overall = [row for row in self.rows if not row.group]
        means: dict[tuple[str, ...], tuple[float, float]] = {
            (sides.treatment, sides.control, self.metric): (
                float(sides.values[0].mean()),
                float(sides.values[1].mean()),
            )
            for sides in self.pairs
            if not sides.group and all(side.size for side in sides.values)
        }
        told = {"levels": means, "higher_is_better": self.higher_is_better, "is_foreign": True}
        telling = Telling(spoken, self.labels, **told)
        if not self.ranks:
            return headline_of(rows_reply(overall, "difference"), telling)
        reply = Reply("ranks", first_reply(rank.best for rank in self.ranks))
        unit = metrics_in(spoken)[self.metric].level_unit
        reached = {
            row["variant"]: level_text(self.metric, row["mean"]) + unit
            for row in self.summary.to_dict("records")
        }
        ranked = [rank._asdict() for rank in self.ranks]
        return Headline(reply.kind, *ranks_told(ranked, reply, reached, telling))

    def _sentence(self, row: Compared, words: Words) -> str:
        said = sentence(row, words)
        if row.group:
            return words("judging.in_group", group=row.group, said=said)
        return words("judging.over_all", said=said) if self.has_groups else said

    def _taken(self, said: str, words: Words) -> str:
        """Add to a sentence which direction was taken as good, and why."""
        taken = self.scale.taken()
        return said if taken is None else words("units.join.sentences").join((said, taken.said(words)))

    @property
    def labels(self) -> dict[str, str]:
        """What sentences call the variants: their names, where these are numbers behind that of their column.

        *0.5 is worse: 98.2 % against 98.6 % of 0* would ask to be read twice.
        """
        names = dict.fromkeys(name for row in self.rows for name in (row.treatment, row.control))
        column = self.roles.variant[0] if len(self.roles.variant) == 1 else DEFAULT_COLUMN
        if column == DEFAULT_COLUMN or not all(map(number_of, names)):
            return {name: name for name in names}
        return {name: f"{column} {name}" for name in names}

    @property
    def has_groups(self) -> bool:
        """Whether rows are of groups of runs, beside those over all."""
        return any(row.group for row in self.rows)

    @property
    def better(self) -> str | None:
        """The good direction in a word: higher or lower; None: not known."""
        return self.scale.better

    @property
    def dialects(self) -> tuple[str, ...]:
        """How this table is spoken of: as somebody's, in pairs of seeds, of something else, or in none."""
        if not self.compared.is_paired:
            return ("judged", "unpaired")
        named = any("seed" in column.casefold() for column in self.roles.seed)
        return ("judged",) if named else ("judged", "unseeded")

    @property
    def family_size(self) -> int:
        """Intervals that hold together at 95 %."""
        return round(0.05 / (1 - self.compared.joint_level))

    @property
    def how(self) -> str:
        """How sides were set against each other, as a title of the table says."""
        return self.how_in(ENGLISH)

    def how_in(self, words: Words) -> str:
        """Return the same in a language."""
        if not self.compared.is_paired:
            return words("terminal.how.groups")
        return words("terminal.how.column", seed=self.paired_by(words))

    def paired_by(self, words: Words) -> str:
        """Name what pairs: the columns, or the row of a table where no column says it."""
        if not self.roles.seed:
            return words("page.judged.row")
        *others, last = self.roles.seed
        listed = words("units.join.comma").join(others)
        return words("units.join.last", list=listed, last=last) if others else last

    @property
    def table(self) -> Table:
        """The comparisons, as people read them."""
        return comparison_table(self.comparisons, is_open=self.higher_is_better is None)

    @property
    def frame(self) -> Frame:
        """Rows of comparisons.csv, in the unit of the metric's column."""
        return written_comparisons(self.comparisons, ENGLISH.speaking(*self.dialects))

    @property
    def comparisons(self) -> Frame:
        """The rows of ``frame`` with their reasons as kinds and counts, as `Analysis` has them."""
        return pd.DataFrame([asdict(row) for row in self.rows])

    @property
    def runs(self) -> Frame:
        """One row per run that counts: ``variant``, ``seed``, ``status`` and the metric."""
        parts = [
            pd.DataFrame(
                {"variant": name, "seed": list(runs), "status": "done", self.metric: list(runs.values())}
            )
            for name, runs in self._variants()
        ]
        return pd.concat(parts, ignore_index=True)

    @property
    def levels(self) -> Frame:
        """The runs, which count as done."""
        return self.runs

    @property
    def ledger(self) -> Frame:
        """One row per variant: of its runs, those that count are done."""
        lost = {name: len(sides.lost) for sides in self.pairs for name in _names(sides)}
        rows = [
            {
                "variant": name,
                "planned": len(runs) + lost[name],
                "done": len(runs),
                "diverged": 0,
                "failed": 0,
            }
            for name, runs in self._variants()
        ]
        return pd.DataFrame(rows)

    @property
    def summary(self) -> Frame:
        """One row per variant: n, mean, sd, 95 % interval, min and max over the runs that count."""
        rows = [
            {"variant": name, "metric": self.metric, "n": len(runs), "method": "t"}
            | described(np.array(list(runs.values())), self.unit)
            for name, runs in self._variants()
        ]
        return pd.DataFrame(rows)

    @property
    def run_once(self) -> Frame:
        """What fewer of these pairs would have said, as run_once.csv of our own experiments."""
        rows = []
        for row, sides in zip(self.rows, self.pairs, strict=True):
            if not sides.paired or row.group or self.higher_is_better is None:
                continue
            left, right = sides.values
            better = left - right if self.higher_is_better else right - left
            margin = None if math.isnan(row.margin) else row.margin
            found = readings_by_size(better, self.unit, margin=margin)
            sides_of = {"treatment": row.treatment, "control": row.control}
            rows += [{**sides_of, "minus_treatment": "", "minus_control": "", **entry} for entry in found]
        return pd.DataFrame(rows, columns=RUN_ONCE_COLUMNS)

    def _variants(self) -> Iterator[tuple[str, dict[object, float]]]:
        """Yield variants, in a table of groups one for each group, with their runs' values by seed."""
        found: dict[str, dict[object, float]] = {}
        for sides in self.pairs:
            if self.has_groups and not sides.group:
                continue
            for name, values in zip(_names(sides), sides.values, strict=True):
                seeds: Iterable[object] = sides.seeds if sides.paired else range(values.size)
                found.setdefault(name, {}).update(zip(seeds, values.tolist(), strict=True))
        yield from found.items()

    def as_object(self) -> dict[str, Any]:
        """Return what a program reads; unknown or unbounded is None.

        The answer's kind, word and sentence. Of one comparison then the row's keys, what was taken of the
        metric and, with a claim, its ``verdict``. Of more than one, ``comparisons`` has a row each; ``ranks``
        are there where they were asked for.
        """
        told = self.headline_in(ENGLISH).as_object()
        rows = [
            {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in row.items()}
            | {"metric": plain_name(self.metric)}
            for row in self.frame.to_dict("records")
        ]
        taken = {
            "better": self.scale.better,
            "better_by": self.scale.better_by,
            "percent": self.metric != plain_name(self.metric),
            "unit": self.unit,
        }
        if not self.is_family:
            return told | rows[0] | taken | ({"verdict": self.verdict} if self.judged else {})
        ranks = {"ranks": [rank._asdict() for rank in self.ranks]} if self.ranks else {}
        return {**told, "comparisons": rows, **ranks, **taken}


def _names(sides: Sides) -> tuple[str, str]:
    """The names of both sides, with their group where they have one."""
    group = f" [{sides.group}]" if sides.group else ""
    return sides.treatment + group, sides.control + group
