"""What the front page of a folder of results shows: questions in groups, a trial, a student's questions."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dropout_lab.language import LANGUAGES
from dropout_lab.report.bilingual import Both
from dropout_lab.stats import Interval

GROUPS = ("tutorial", "when", "luck", "trust", "other")
"""Groups of questions in their order: keys of an experiment's ``group``, and of the catalogue."""


def same(text: str) -> Both:
    """Return a text that is the same in every language, such as a name or a number."""
    return Both(dict.fromkeys(LANGUAGES, text))


class Span(NamedTuple):
    """One interval of a drawing, in the unit of its scale."""

    label: Both
    interval: Interval
    text: Both  # the numbers in words, with their unit
    outcome: str = ""  # key of its badge; "": no decision
    word: Both = Both(en="", zh="")  # what the badge says
    of: Both = Both(en="", zh="")  # what it was counted over, such as 20 seeds


class Drawing(NamedTuple):
    """Intervals that are drawn on one scale; those of one ``kind`` have the same in a group."""

    kind: str  # a metric's name for differences; "share", "coverage" or "ratio"
    unit: Both  # behind a number of the scale
    spans: tuple[Span, ...]
    margin: float = math.nan  # what is too small to matter either way, in the unit of the scale
    last: bool = False  # whether the question is of every epoch, and the differences are of the last


class Entry(NamedTuple):
    """One question in the index."""

    name: str  # of its folder
    page: str  # its file in there
    group: str
    order: int
    question: Both
    word: Both | None  # the answer in a word; None: the sentence says it
    sentence: Both
    drawing: Drawing | None
    counted: Both  # over how many seeds, or of what else
    date: str  # the day of its last run, ISO 8601; "": unknown
    open: Both | None = None  # what of its plan is not done
    verdicts: Mapping[str, int] = MappingProxyType({})  # key of the verdict -> claims


class Level(NamedTuple):
    """What a claim says that a variant reaches, beside what it reaches here; in the unit of the scale."""

    label: Both
    published: float  # NaN: no claim speaks of it
    ours: float
    text: Both


class Tried(NamedTuple):
    """One claim with its verdict."""

    says: Both
    verdict: str  # key of its badge
    published: Both
    ours: Both


class Trial(NamedTuple):
    """Claims that were put to the test, and what was found."""

    entry: Entry
    claims: Sequence[Tried]
    levels: Sequence[Level]
    unit: Both  # of the levels


class Effects(NamedTuple):
    """Differences under one heading, from one experiment or several."""

    title: Both
    drawing: Drawing
    told: Sequence[Both]  # what they show, in sentences
    sources: Sequence[Entry]


class Asked(NamedTuple):
    """A question that a student asks, answered with numbers of the folders."""

    question: Both
    told: Sequence[Both]
    effects: Sequence[Effects] = ()
    sources: Sequence[Entry] = ()


class Places(NamedTuple):
    """Where runs stand together, as (experiment, variant), and whether they were trained more than once.

    One recipe and seed, trained again elsewhere, as on a GPU, gives a run that differs in last digits alone.
    """

    where: tuple[tuple[str, str], ...]
    trained_anew: bool


class SharedRuns(NamedTuple):
    """Runs that stand on several pages, which therefore do not confirm each other."""

    listed: int  # over all pages, each as often as it stands there
    different: int  # by run_id: in recipe, seed or engine
    groups: Mapping[Places, int]  # -> runs


class Front(NamedTuple):
    """All that the index of a folder of results shows."""

    entries: Sequence[Entry]
    trial: Trial | None
    asked: Sequence[Asked]
    shared: SharedRuns

    @property
    def groups(self) -> dict[str, list[Entry]]:
        """The entries of each group that has some, in their order."""
        placed = sorted(self.entries, key=lambda entry: (entry.order, entry.name))
        by_group = {group: [entry for entry in placed if entry.group == group] for group in GROUPS}
        return {group: entries for group, entries in by_group.items() if entries}
