"""Frames as files hold them: reasons in English words instead of kinds and counts."""

from dropout_lab.evidence import Frame
from dropout_lab.language import look_text, reason_text


def written_comparisons(comparisons: Frame) -> Frame:
    """Return the rows of comparisons.csv: ``reason`` and ``look`` are texts, empty where there is none."""
    return comparisons.assign(
        reason=[reason_text(reason) for reason in comparisons["reason"]],
        look=[look_text(look) for look in comparisons["look"]],
    )
