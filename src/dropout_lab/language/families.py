"""Many variants against one in a few sentences: how many came out how, who they are, who may be first."""

from collections.abc import Sequence

from dropout_lab.evidence import Compared
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.metrics import metrics_in
from dropout_lab.outcomes import DECISIONS, OPEN_DECISIONS, OUTCOMES

MOST_NAMES = 12
"""Names that one sentence lists."""


def family_sentence(rows: Sequence[Compared], words: Words = ENGLISH) -> str:
    """Count the decisions of many treatments against one control, and name those that are told from it.

    Args:
        rows: one for each treatment, of one control and one metric.
        words: the language.
    """
    found = {
        decision: [row.treatment for row in rows if row.decision == decision]
        for decision in (*DECISIONS[:2], *OPEN_DECISIONS)
    }
    comma = words("units.join.comma")
    counts = (words(f"sentences.family.{key}", n=len(names)) for key, names in found.items() if names)
    told = [
        words(
            "sentences.family.opening",
            n=len(rows),
            control=rows[0].control,
            metric=metrics_in(words)[rows[0].metric].name,
            counts=comma.join(counts),
        )
    ]
    for decision, names in found.items():
        if names and decision != "inconclusive":
            named = words(f"outcomes.{OUTCOMES[decision].key}").capitalize()
            told.append(words("sentences.family.named", decision=named, names=names_text(names, words)))
    return words("units.join.sentences").join(told)


def first_sentence(candidates: Sequence[str], words: Words = ENGLISH) -> str:
    """Say which variant ranks first, or between which this stays open.

    Args:
        candidates: those whose possible ranks begin with the first.
        words: the language.
    """
    if len(candidates) == 1:
        return words("sentences.family.first", variant=candidates[0])
    return words("sentences.family.open", n=len(candidates), names=names_text(candidates, words))


def names_text(names: Sequence[str], words: Words = ENGLISH) -> str:
    """List names, at most a dozen; the others are counted.

    >>> names_text(["a", "b"]), names_text([str(n) for n in range(14)])
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more')
    """
    shown = words("units.join.comma").join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return words("sentences.family.more", names=shown, n=left) if left > 0 else shown
