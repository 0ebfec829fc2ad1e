"""Values of metrics as people read them: levels in %, differences in percentage points or nats."""

import math
from collections.abc import Sequence

from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.metrics import SHOWN, metrics_in
from dropout_lab.language.numbers import number, signed

MOST_DECIMALS = 6


def level_text(metric: str, value: float) -> str:
    """Return a level without its unit: accuracy in %."""
    return number(value * SHOWN[metric].factor, SHOWN[metric].decimals)


def difference_text(metric: str, value: float, boundaries: Sequence[float] = ()) -> str:
    """Return a difference without its unit, in pp or nats, never rounded across a boundary.

    >>> difference_text("test_accuracy", 0.00001), difference_text("test_accuracy", 0.00001, [0.0])
    ('0.00', '0.001')
    """
    shown = SHOWN[metric]
    for decimals in range(shown.decimals, MOST_DECIMALS):
        text = number(value * shown.factor, decimals)
        onto = (math.isclose(float(text), b * shown.factor, abs_tol=1e-12) for b in boundaries if text != "-")
        if not any(onto) or any(math.isclose(value, b, abs_tol=1e-12) for b in boundaries):
            return text
    return number(value * shown.factor, MOST_DECIMALS)


def difference_shown(
    metric: str, value: float, boundaries: Sequence[float] = (), words: Words = ENGLISH
) -> str:
    """Return a difference with its sign and its unit.

    >>> difference_shown("test_accuracy", 0.0034), difference_shown("test_nll", -0.02)
    ('+0.34 pp', '-0.0200 nats')
    """
    return signed(difference_text(metric, value, boundaries)) + _unit(metric, words)


def size_shown(metric: str, value: float, boundaries: Sequence[float] = (), words: Words = ENGLISH) -> str:
    """Return the size of a difference with its unit: a margin, a spread, a tolerance.

    >>> size_shown("test_accuracy", 0.001)
    '0.10 pp'
    """
    return difference_text(metric, value, boundaries) + _unit(metric, words)


def interval_text(
    metric: str, low: float, high: float, margin: float = math.nan, words: Words = ENGLISH
) -> str:
    """Return ``[low, high]`` of a difference; an end never seems to touch zero or the margin unless it does.

    >>> interval_text("test_accuracy", -0.0003, 0.0012), interval_text("test_accuracy", -math.inf, math.inf)
    ('[-0.03, 0.12]', '[unbounded]')
    """
    if math.isnan(low) or math.isnan(high):
        return "[-]"
    if math.isinf(low) and math.isinf(high):
        return words("units.unbounded")
    boundaries = [0.0, *((margin, -margin) if math.isfinite(margin) else ())]
    return "[" + ", ".join(difference_text(metric, end, boundaries) for end in (low, high)) + "]"


def _unit(metric: str, words: Words) -> str:
    return metrics_in(words)[metric].difference_unit
