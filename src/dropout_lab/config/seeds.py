"""What ``seeds=`` may say."""

import re
from collections.abc import Sequence

from dropout_lab.errors import ConfigError
from dropout_lab.experiment import ROUND

WANTED = "give a number (50 means 0 to 49), a span (20-39), a list ([3,5,20-39]) or auto"
AUTO_CAP = 50
"""Seeds that ``auto`` stops at where it names no other number, as ``auto:100`` does."""
MOST = 100_000
"""Seeds of one command; more is a slip of the finger, and would fill the memory."""


def parse_seeds(value: object) -> tuple[int, ...]:
    """Return the seeds that a value names, in its order.

    Args:
        value: a count, a span as text, or a list of seeds and spans.

    Raises:
        ConfigError: anything else, no seed at all, or a seed named twice.

    >>> parse_seeds(3), parse_seeds("20-22"), parse_seeds([7, "1-2"])
    ((0, 1, 2), (20, 21, 22), (7, 1, 2))
    """
    if isinstance(value, int) and not isinstance(value, bool):
        seeds = tuple(_bounded(range(value), value))
    else:
        entries = value if isinstance(value, list | tuple) else str(value).split(",")
        seeds = tuple(seed for entry in entries for seed in _span(entry, value))
    if not seeds:
        raise ConfigError(f"seeds={value}: no seed at all; {WANTED}")
    twice = sorted({seed for seed in seeds if seeds.count(seed) > 1}) if len(set(seeds)) < len(seeds) else []
    if twice:
        raise ConfigError(f"seeds={value}: seed {twice[0]} is given twice; name each seed once")
    return seeds


def auto_cap(value: object) -> int | None:
    """Return the cap that ``auto`` or ``auto:CAP`` names; None for what names its seeds.

    Raises:
        ConfigError: a cap below one round, or above `MOST`.

    >>> auto_cap("auto"), auto_cap("auto:100"), auto_cap(20)
    (50, 100, None)
    """
    match = re.fullmatch(r"auto(?::(\d+))?", str(value))
    if match is None:
        return None
    cap = int(match[1] or AUTO_CAP)
    if not ROUND <= cap <= MOST:
        raise ConfigError(f"seeds={value}: a cap of {cap}; auto adds {ROUND} a round, give {ROUND} to {MOST}")
    return cap


def seeds_word(seeds: Sequence[int]) -> str:
    """Write seeds as the shortest word that names them.

    >>> seeds_word([0, 1, 2]), seeds_word([20, 21, 22]), seeds_word([3, 7])
    ('3', '20-22', '[3,7]')
    """
    first, last = seeds[0], seeds[-1]
    if list(seeds) != list(range(first, first + len(seeds))):
        return f"[{','.join(map(str, seeds))}]"
    return str(last + 1) if first == 0 else f"{first}-{last}"


def _span(entry: object, value: object) -> range:
    match = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", str(entry))
    if match is None or isinstance(entry, bool):
        raise ConfigError(f"seeds={value}: {entry} is no seed; {WANTED}")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first or last >= 2**32:
        raise ConfigError(f"seeds={value}: {entry} is no span of seeds below 2**32; {WANTED}")
    return _bounded(range(first, last + 1), value)


def _bounded(seeds: range, value: object) -> range:
    count = seeds.stop - seeds.start  # `len` overflows for the largest
    if count > MOST:
        raise ConfigError(f"seeds={value}: {count} seeds; choose at most {MOST}")
    return seeds
