"""Names of metrics that are known, by field: which way is good, and what the values are.

Names are written as their words, in lower case; ``#`` stands for a number, ``at`` also for ``@``. What a name
made of them says is decided in `directions`.
"""

from dropout_lab.evidence.known_metrics.costs import CONTROL, LEARNING_IN_SEQUENCE, TIME_AND_COST
from dropout_lab.evidence.known_metrics.group import Group, Values
from dropout_lab.evidence.known_metrics.media import DETECTION, IMAGES, LANGUAGE_MODELS, SPEECH
from dropout_lab.evidence.known_metrics.prediction import (
    CALIBRATION,
    CLASSIFICATION,
    LOSSES,
    REGRESSION,
    RETRIEVAL,
    STRUCTURE,
)
from dropout_lab.evidence.known_metrics.tongues import CHINESE, EUROPEAN, JAPANESE_AND_KOREAN

__all__ = ["KNOWN", "Group", "Values"]

KNOWN = (
    *CLASSIFICATION,
    *LOSSES,
    *CALIBRATION,
    *REGRESSION,
    *RETRIEVAL,
    *STRUCTURE,
    *LANGUAGE_MODELS,
    *SPEECH,
    *IMAGES,
    *DETECTION,
    *TIME_AND_COST,
    *CONTROL,
    *LEARNING_IN_SEQUENCE,
    *CHINESE,
    *JAPANESE_AND_KOREAN,
    *EUROPEAN,
)
"""Every group of known names; of two that hold one name the later counts."""
