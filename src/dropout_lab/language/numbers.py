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

    >>> p_text(0.0312), p_text(0.00003), p_text(3e-7), p_text(0.0)
    ('0.0312', '0.00003', '3e-7', '< 1e-10')
    """
    if math.isnan(p):
        return UNKNOWN
    if p < SMALLEST_P:
        return f"< {plainly(SMALLEST_P)}"
    text = number(p, 4)
    return plainly(p, 1) if float(text) == 0 else text


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


def seeds_range_text(low: float, high: float, words: Words = ENGLISH) -> str:
    """Return how many seeds would settle a question; infinite is never, NaN unknown.

    >>> seeds_range_text(34, 72), seeds_range_text(9, math.inf), seeds_range_text(math.inf, math.inf)
    ('34 to 72', '9 to never', 'never')
    """
    if math.isnan(low):
        return UNKNOWN
    ends = [words("units.never") if math.isinf(end) else number(end, 0) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else words("units.range", low=ends[0], high=ends[1])


def duration_words(seconds: float) -> str:
    """Say a time in the unit that fits.

    >>> duration_words(42), duration_words(600), duration_words(7200)
    ('42 s', '10 min', '2.0 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
