"""Numbers as people read them: levels in %, differences in percentage points or nats."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from dropout_lab.analysis.metric_kinds import is_fraction
from dropout_lab.words import ENGLISH, Words


class Metric(NamedTuple):
    """How a metric is shown: its name, the factor and unit of a level and of a difference, decimals."""

    name: str
    factor: float
    level_unit: str
    difference_unit: str
    decimals: int


FRACTION, NATS, PLAIN = (100, "percent", "points", 2), (1, "nats", "nats", 4), (1, "plain", "plain", 4)
KINDS = {
    "test_accuracy": FRACTION,
    "test_accuracy_at_best_test": FRACTION,
    "test_accuracy_at_best_validation": FRACTION,
    "train_accuracy": FRACTION,
    "generalisation_gap": (100, "points", "points", 2),
    "test_nll": NATS,
    "train_loss": NATS,
    "ece": FRACTION,
    "brier": PLAIN,
}
"""Factor, units of level and difference by their keys in the catalogue, decimals."""

MOST_DECIMALS = 6


class _Metrics(dict[str, Metric]):
    """Metrics by name, in one language; one of somebody else's table bears its own name."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, name: str) -> Metric:
        factor, level, difference, decimals = KINDS.get(name, FRACTION if is_fraction(name) else PLAIN)
        key = f"units.metrics.{name}" if name in KINDS else "units.metrics.other"
        level_unit, difference_unit = (self.words(f"units.{unit}") for unit in (level, difference))
        named = self.words(key, name=name)
        return self.setdefault(name, Metric(named, factor, level_unit, difference_unit, decimals))


@cache
def metrics_in(words: Words) -> Mapping[str, Metric]:
    """Return how metrics are shown in a language, by name."""
    return _Metrics(words)


SHOWN = metrics_in(ENGLISH)


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


def pairs_text(n: int, words: Words = ENGLISH) -> str:
    """Return ``1 pair of seeds`` or ``20 pairs of seeds``."""
    return words("units.pairs", n=n)
