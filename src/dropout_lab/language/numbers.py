"""Numbers as people read them: fixed decimals, signs, chances and counts of seeds."""

import math

from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import UNKNOWN, Digits, plainly

SMALLEST_P = 1e-10
"""A chance below this one is said to be below it: no model is right so far out."""


def number(value: float, decimals: int) -> str:
    """Return a number with fixed decimals; ``-`` where it is unknown or unbounded.

    >>> number(0.123, 2), number(-0.001, 2), number(float("inf"), 2)
    ('0.12', '0.00', '-')
    """
    return Digits(decimals).text(value)


def p_text(p: float) -> str:
    """Return a p-value: four decimals, or its first digit where they would be zeros.

    >>> p_text(0.0312), p_text(0.00003), p_text(3e-7), p_text(0.0), p_text(1.0)
    ('0.0312', '0.00003', '3e-7', '< 1e-10', '1')
    """
    if math.isnan(p):
        return UNKNOWN
    if p < SMALLEST_P:
        return f"< {plainly(SMALLEST_P)}"
    text = number(p, 4)
    return plainly(p, 1) if float(text) == 0 else "1" if float(text) == 1 else text


def signed(text: str) -> str:
    """Give a number above zero its sign.

    >>> signed("0.12"), signed("-0.12"), signed("0.00")
    ('+0.12', '-0.12', '0.00')
    """
    return text if text.startswith("-") or float(text) == 0 else f"+{text}"


def chance_text(chance: float, low: float, high: float) -> str:
    """Return a chance in % with its interval.

    >>> chance_text(0.7, 0.457, 0.881), chance_text(math.nan, math.nan, math.nan)
    ('70 % [46, 88]', '-')
    """
    if math.isnan(chance):
        return UNKNOWN
    return f"{number(100 * chance, 0)} % [{number(100 * low, 0)}, {number(100 * high, 0)}]"


def share_text(estimate: float, low: float, high: float, words: Words = ENGLISH) -> str:
    """Return a share of a whole in %, and what is known of it: no part is under 0 or over 100 %.

    >>> share_text(0.34, 0.12, 0.56), share_text(0.46, 0.13, 1.14), share_text(1.19, 0.73, 1.58)
    ('34 % (12 to 56 %)', '46 % (at least 13 %)', 'at least 73 %')
    >>> share_text(0.15, -0.29, 0.58), share_text(0.4, -0.2, 1.3), share_text(0.4, math.nan, math.nan)
    ('15 % (at most 58 %)', '40 % (0 to 100 %)', '40 %')
    """
    if math.isnan(estimate):
        return UNKNOWN
    shown, ends = number(100 * estimate, 0), [number(100 * min(max(end, 0.0), 1.0), 0) for end in (low, high)]
    if math.isnan(low) or math.isnan(high):
        return f"{shown} %"
    if low <= 0 < 1 <= high or 0 < low <= high < 1:
        reach = words("units.range", low=ends[0], high=ends[1])
    else:
        reach = words("units.at_least", value=ends[0]) if low > 0 else words("units.at_most", value=ends[1])
    return words("units.share", share=shown, reach=f"{reach} %") if 0 <= estimate <= 1 else f"{reach} %"


def seeds_range_text(low: float, high: float, words: Words = ENGLISH) -> str:
    """Return how many seeds would settle a question; infinite is never, NaN unknown.

    >>> seeds_range_text(34, 1072), seeds_range_text(9, math.inf), seeds_range_text(math.inf, math.inf)
    ('34 to 1,072', '9 to never', 'never')
    """
    if math.isnan(low):
        return UNKNOWN
    ends = [words("units.never") if math.isinf(end) else f"{end:,.0f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else words("units.range", low=ends[0], high=ends[1])


def duration_words(seconds: float) -> str:
    """Say a time in the unit that fits.

    >>> duration_words(42), duration_words(600), duration_words(7200)
    ('42 s', '10 min', '2.0 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
