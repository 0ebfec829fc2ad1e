"""Where to break an axis: far-away groups in panels of their own, all at one scale."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

MOST_PANELS = 3
GAP = 2.0
"""A gap is cut out when it is this many times as wide as all that is shown."""

Span = tuple[float, float]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join what overlaps.

    >>> merged([(3, 4), (0, 2), (1, 2.5)])
    [(0, 2.5), (3, 4)]
    """
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def panels(spans: Sequence[Span], least: float) -> list[Span]:
    """Return one to three stretches of an axis that hold all spans, with wide empty gaps cut out.

    Args:
        spans: (low, high) of each variant, finite.
        least: smallest width of the whole that is worth drawing, > 0.

    Returns:
        Stretches in ascending order, padded. Drawn with widths in proportion they share one scale;
        none is narrower than a fifth of the widest.

    >>> [(round(a, 2), round(b, 2)) for a, b in panels([(0.0, 1.0), (50.0, 51.0)], least=0.1)]
    [(-0.12, 1.12), (49.88, 51.12)]
    """
    parts = merged(spans) or [(0.0, least)]
    shown = max(least, sum(high - low for low, high in parts))
    gaps = sorted(pairwise(parts), key=lambda pair: pair[0][1] - pair[1][0])
    cut = {left[1] for left, right in gaps[: MOST_PANELS - 1] if right[0] - left[1] > GAP * shown}
    groups: list[list[Span]] = [[]]
    for part in parts:
        groups[-1].append(part)
        if part[1] in cut:
            groups.append([])
    stretches = [(group[0][0], group[-1][1]) for group in groups if group]
    widest = max(least, *(high - low for low, high in stretches)) if stretches else least
    pad = 0.12 * widest
    return [_widened(low - pad, high + pad, (widest + 2 * pad) / 5) for low, high in stretches]


def tick_step(width: float, ticks: int = 6) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) that gives about `ticks` ticks.

    >>> tick_step(0.6), tick_step(9.0)
    (0.1, 2.0)
    """
    rough = width / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= rough * (1 - 1e-9))


def _widened(low: float, high: float, least: float) -> Span:
    missing = max(0.0, least - (high - low)) / 2
    return low - missing, high + missing
