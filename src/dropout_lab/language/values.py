"""Values of metrics as people read them: levels in %, differences in percentage points or nats.

A metric of the catalogue has its decimals; one of a stranger's table as many as its interval gives.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dropout_lab.evidence import row_of
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import UNKNOWN, Digits, plainly
from dropout_lab.language.metrics import SHOWN, metrics_in
from dropout_lab.language.numbers import signed
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import FEWEST_PAIRS

MOST_MORE = 1
"""Decimals that an interval on a metric of the catalogue gets more, so that no end touches a boundary."""


def digits_of(metric: str, low: float, high: float, *others: float, margin: float = math.nan) -> Digits:
    """Return the digits of an interval and of what stands beside it, so that all of it is written alike.

    Args:
        metric: one of the catalogue has its own decimals, and one more where an end would seem to touch zero
            or the margin; those of its interval where that is shorter than the last of them.
        low: lower end of the interval, in the metric's unit.
        high: upper end; an unknown or unbounded one gives no digits.
        others: numbers beside it, such as the mean.
        margin: a boundary besides zero that no end is rounded onto; NaN: none.

    >>> digits_of("test_accuracy", 0.0075, 0.0199).decimals, digits_of("score", 0.0075, 0.0199).decimals
    (2, 4)
    """
    shown = SHOWN[metric]
    scaled, edges = [shown.factor * value for value in (low, high, *others)], _edges(metric, _around(margin))
    if metric in CATALOGUE:
        usual = Digits(shown.decimals)
        if not scaled[0] < scaled[1] or not math.isfinite(scaled[1] - scaled[0]):
            return usual
        if scaled[1] - scaled[0] >= 10.0**-shown.decimals:
            return usual.apart(scaled[:2], edges, MOST_MORE)
    return Digits.fitting(*scaled).apart(scaled[:2], edges)


def level_text(metric: str, value: float, digits: Digits | None = None) -> str:
    """Return a level without its unit: accuracy in %."""
    return (digits or digits_of(metric, value, value)).text(value * SHOWN[metric].factor)


def difference_text(
    metric: str, value: float, boundaries: Sequence[float] = (), digits: Digits | None = None
) -> str:
    """Return a difference without its unit, in pp or nats, never rounded across a boundary.

    Args:
        metric: its metric.
        value: the difference, in the metric's unit.
        boundaries: numbers that it is told from, in the same unit.
        digits: of the interval that it stands beside; None: its own.

    >>> difference_text("test_accuracy", 0.00001), difference_text("test_accuracy", 0.00001, [0.0])
    ('0.00', '0.001')
    >>> difference_text("residual", -2.05e-8, [0.0])
    '-2.05e-8'
    """
    chosen = digits or digits_of(metric, value, value)
    return chosen.text(value * SHOWN[metric].factor, _edges(metric, boundaries))


def given_text(metric: str, value: float) -> str:
    """Return a number that somebody gave, such as a margin or a tolerance, without its unit.

    >>> given_text("test_accuracy", 0.005), given_text("score", 1e-9)
    ('0.5', '1e-9')
    """
    return plainly(value * SHOWN[metric].factor)


def difference_shown(
    metric: str,
    value: float,
    boundaries: Sequence[float] = (),
    words: Words = ENGLISH,
    digits: Digits | None = None,
) -> str:
    """Return a difference with its sign and its unit.

    >>> difference_shown("test_accuracy", 0.0034), difference_shown("test_nll", -0.02)
    ('+0.34 pp', '-0.0200 nats')
    """
    return signed(difference_text(metric, value, boundaries, digits)) + _unit(metric, words)


def shift_text(metric: str, row: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Write what choosing the epoch adds, with its interval where so many seeds have one.

    Args:
        metric: the one that shifts.
        row: of `Analysis.selection`.
        words: the language.

    >>> shift_text("test_accuracy", {"n": 10, "shift": -0.00002, "ci_low": -0.0012, "ci_high": 0.0012})
    '0.00 pp [-0.12, 0.12]'
    """
    ends = known_ends(row["n"], row["ci_low"], row["ci_high"])
    digits = digits_of(metric, *ends, row["shift"])
    mean = difference_shown(metric, row["shift"], told_apart(*ends), words, digits)
    interval = interval_text(metric, *ends, words=words, digits=digits)
    return mean if interval == UNKNOWN else f"{mean} {interval}"


def size_shown(metric: str, value: float, boundaries: Sequence[float] = (), words: Words = ENGLISH) -> str:
    """Return the size of a difference with its unit, in its first two digits: a spread, what could be seen.

    >>> size_shown("test_accuracy", 0.001)
    '0.10 pp'
    """
    digits = digits_of(metric, -value, value)
    return difference_text(metric, value, boundaries, digits) + _unit(metric, words)


def margin_shown(metric: str, margin: float, words: Words = ENGLISH) -> str:
    """Return a margin with its unit: as given, and with the decimals that the catalogue's metrics have.

    >>> margin_shown("test_accuracy", 0.001), margin_shown("test_accuracy", 1e-5), margin_shown("score", 0.5)
    ('0.10 pp', '0.001 pp', '0.5')
    """
    catalogued = metric in CATALOGUE
    text = difference_text(metric, margin, [0.0]) if catalogued else given_text(metric, margin)
    return text + _unit(metric, words)


def interval_text(
    metric: str,
    low: float,
    high: float,
    margin: float = math.nan,
    words: Words = ENGLISH,
    digits: Digits | None = None,
) -> str:
    """Return ``[low, high]`` of a difference; an end never seems to touch zero or the margin unless it does.

    >>> interval_text("test_accuracy", -0.0003, 0.0012), interval_text("test_accuracy", -math.inf, math.inf)
    ('[-0.03, 0.12]', '[unbounded]')
    >>> interval_text("residual", -2.26e-8, -1.84e-8)
    '[-2.26e-8, -1.84e-8]'
    """
    if math.isnan(low) or math.isnan(high):
        return UNKNOWN
    if math.isinf(low) and math.isinf(high):
        return words("units.unbounded")
    chosen = digits or digits_of(metric, low, high, margin=margin)
    return "[" + ", ".join(_end(metric, end, margin, chosen, words) for end in (low, high)) + "]"


def reach_text(
    metric: str,
    low: float,
    high: float,
    margin: float = math.nan,
    words: Words = ENGLISH,
    digits: Digits | None = None,
) -> str:
    """Return the same interval for a sentence: its ends without brackets.

    >>> reach_text("test_accuracy", 0.0003, 0.0017), reach_text("test_accuracy", 0.000001, 0.0014)
    ('0.03 to 0.17', 'just above 0 to 0.14')
    """
    chosen = digits or digits_of(metric, low, high, margin=margin)
    ends = [_end(metric, end, margin, chosen, words) for end in (low, high)]
    return words("units.range", low=ends[0], high=ends[1])


def _end(metric: str, value: float, margin: float, digits: Digits, words: Words) -> str:
    """Write an end of an interval; one that would seem to touch zero or the margin is beside it in words."""
    scaled = value * SHOWN[metric].factor
    edge = digits.touched(scaled, _edges(metric, _around(margin)))
    if edge is None:
        return digits.text(scaled)
    return words(f"units.just_{'above' if scaled > edge else 'below'}", edge=plainly(edge))


def levels_text(
    metric: str, low: float, high: float, digits: Digits | None = None, words: Words = ENGLISH
) -> str:
    """Return ``[low, high]`` of a level; an end that no level can have is left out, and the other named.

    >>> levels_text("test_accuracy", 0.981, 0.9834), levels_text("loss", 3.1e-9, 3.7e-9)
    ('[98.10, 98.34]', '[3.10e-9, 3.70e-9]')
    >>> levels_text("test_accuracy", 0.7164, 1.0299), levels_text("test_accuracy", -0.1, 0.25)
    ('at least 71.64', 'at most 25.00')
    """
    if math.isnan(low) or math.isnan(high):
        return UNKNOWN
    chosen = digits or digits_of(metric, low, high)
    row = row_of(metric)  # its bounds have room for rounding
    least, most = (round(end) if math.isfinite(end) else end for end in (row.low, row.high))
    texts = [level_text(metric, end, chosen) for end in (low, high)]
    if low < least and high > most:
        return words("units.anything")
    if high > most:
        return words("units.at_least", value=texts[0])
    return words("units.at_most", value=texts[1]) if low < least else f"[{texts[0]}, {texts[1]}]"


def known_ends(n: int, low: float, high: float) -> tuple[float, float]:
    """Return the ends of an interval as they are shown: none where it bounds nothing, or decides nothing.

    >>> known_ends(20, -0.1, 0.1), known_ends(2, -0.1, 0.1), known_ends(4, -math.inf, math.inf)
    ((-0.1, 0.1), (nan, nan), (nan, nan))
    """
    bounds = n >= FEWEST_PAIRS and (math.isfinite(low) or math.isfinite(high))
    return (low, high) if bounds else (math.nan, math.nan)


def told_apart(low: float, high: float, margin: float = math.nan) -> list[float]:
    """Return which of zero and both ends of a margin lie outside an interval: its mean is told from these.

    >>> told_apart(0.0004, 0.003, 0.001), told_apart(-0.1, 0.1)
    ([0.0, -0.001], [])
    """
    return [boundary for boundary in _around(margin) if not low <= boundary <= high]


def _around(margin: float) -> tuple[float, ...]:
    """Zero, and both ends of the margin where there is one."""
    return (0.0, margin, -margin) if math.isfinite(margin) else (0.0,)


def _edges(metric: str, boundaries: Sequence[float]) -> list[float]:
    return [boundary * SHOWN[metric].factor for boundary in boundaries]


def _unit(metric: str, words: Words) -> str:
    return metrics_in(words)[metric].difference_unit
