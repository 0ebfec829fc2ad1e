"""Frames as files hold them: reasons in English words instead of kinds and counts."""

from dropout_lab.evidence import Frame
from dropout_lab.language import ENGLISH, Words, look_text, reason_text

FOREIGN = ("group", "n_treatment", "n_control")
"""Columns that only comparisons of a stranger's table fill, and only some."""


def written_comparisons(comparisons: Frame, words: Words = ENGLISH) -> Frame:
    """Return the rows of comparisons.csv: ``reason`` and ``look`` are texts, empty where there is none."""
    idle = [column for column in FOREIGN if not comparisons[column].astype(bool).any()]
    return comparisons.drop(columns=idle).assign(
        reason=[reason_text(reason, words) for reason in comparisons["reason"]],
        look=[look_text(look, words) for look in comparisons["look"]],
    )
