"""Numbers as people read them: levels in %, differences in percentage points or nats."""

import math
from collections.abc import Sequence

from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.metrics import SHOWN

MOST_DECIMALS = 6


def number(value: float, decimals: int) -> str:
    """Return a number with fixed decimals; ``-`` where it is unknown or unbounded.

    >>> number(0.123, 2), number(-0.001, 2), number(float("inf"), 2)
    ('0.12', '0.00', '-')
    """
    if not math.isfinite(value):
        return "-"
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def signed(text: str) -> str:
    """Give a number above zero its sign.

    >>> signed("0.12"), signed("-0.12"), signed("0.00")
    ('+0.12', '-0.12', '0.00')
    """
    return text if text.startswith("-") or float(text) == 0 else f"+{text}"


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
