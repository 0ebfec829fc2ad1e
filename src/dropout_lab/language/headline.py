"""The word that a question is answered with, and the sentences behind it.

The word follows from the decisions and the joint intervals of all comparisons that the question needs, and
from nothing else.
"""

from collections.abc import Mapping, Sequence

from dropout_lab.evidence import Analysis, Compared
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.comparisons import sentence
from dropout_lab.language.metrics import metrics_in

MEANS = {
    "better": {"better": "yes", "worse": "no", "equivalent": "no"},
    "change": {"better": "yes", "worse": "yes", "equivalent": "no"},
    "depends": {"better": "yes", "worse": "yes", "equivalent": "no"},
    "same": {"better": "no", "worse": "no", "equivalent": "yes"},
}
"""What a question asks -> the word for each decision. For one of no such kind a decision is the word."""

SETTLES = {
    "change": ("yes", "yes_faint"),
    "depends": ("yes", "yes_faint"),
    "same": ("no", "no_faint"),
}
"""What a question asks -> words for which one comparison is enough, whatever the others leave open."""

SPOKEN = 3
"""Comparisons that an answer has a sentence for, or a name; more are counted."""


def needed(analysis: Analysis) -> tuple[Compared, ...]:
    """Return the comparisons that the question needs: all on the primary metric, interactions or the others.

    Where there are no such, all on the primary metric; without these, all.
    """
    rows, experiment = analysis.compared, analysis.experiment
    on_metric = [row for row in rows if row.metric == experiment.metric]
    crossed = experiment.asks == "depends"
    wanted = [row for row in on_metric if bool(row.minus_treatment) == crossed]
    return tuple(wanted or on_metric or rows)


def answered(rows: Sequence[Compared], asks: str, words: Words = ENGLISH) -> str:
    """Answer a question by its comparisons: the word, then a sentence each, where they are few.

    Args:
        rows: the comparisons that it needs, at least one.
        asks: what it asks, of `Asks`.
        words: the language.
    """
    if asks not in MEANS and len(rows) == 1:  # its sentence says the word
        return sentence(rows[0], words)
    by_word = _by_word(rows, asks)
    first, few = next(iter(by_word)), len(rows) <= SPOKEN
    if few and (len(by_word) == 1 or first in SETTLES.get(asks, ())):
        head = words("sentences.word.alone", word=words(f"sentences.word.{first}"))
    else:
        each = words("units.join.semicolon").join(_named(*group, words) for group in by_word.items())
        metric = metrics_in(words)[rows[0].metric].name
        head = words("sentences.word.few" if few else "sentences.word.many", each=each, metric=metric)
    told = [sentence(row, words) for group in by_word.values() for row in group] if few else []
    return words("units.join.sentences").join([head[0].upper() + head[1:], *told])


def word_of(row: Compared, asks: str) -> str:
    """Return the word that one comparison answers a question with, as a key of the catalogue.

    A difference is ``faint`` where it is told from zero, but its joint interval reaches into the margin.
    """
    if row.decision == "inconclusive":
        return "open"
    word = MEANS.get(asks, {}).get(row.decision, row.decision)
    shown = row.decision != "equivalent" and (asks in SETTLES or word == "yes")
    nearest = min(abs(row.ci_low_joint), abs(row.ci_high_joint))
    return f"{word}_faint" if shown and nearest < row.margin else word


def _by_word(rows: Sequence[Compared], asks: str) -> Mapping[str, list[Compared]]:
    """Group comparisons by their word: words that settle the question first, those left open last."""
    groups: dict[str, list[Compared]] = {}
    for row in rows:
        groups.setdefault(word_of(row, asks), []).append(row)
    settling = SETTLES.get(asks, ())

    def place(word: str) -> int:
        return settling.index(word) if word in settling else len(settling) + (word == "open")

    return {word: groups[word] for word in sorted(groups, key=place)}


def _named(word: str, rows: Sequence[Compared], words: Words) -> str:
    """Say a word with the comparisons that it holds for."""
    names = words("units.join.comma").join(row.label for row in rows)
    if len(rows) > SPOKEN:
        names = words("units.family.comparisons", n=len(rows))
    return words("sentences.word.for", word=words(f"sentences.word.{word}"), names=names)
