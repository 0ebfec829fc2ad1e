"""How much one picture shows: of hundreds of variants the first ones, and it says so."""

from collections.abc import Sequence
from typing import TypeVar

from dropout_lab.language import Words

CURVES = 30
"""Curves in a panel; more are too many to tell apart."""

PANELS = 12
"""Panels of a picture; more make it taller than anybody scrolls."""

ROWS = 60
"""Rows of a picture; more make it taller than anybody scrolls, and its page slow to open."""

NARROW_PANELS, NARROW_ROWS = 8, 20
"""The same on a phone."""

FEW_PANELS = 9
"""Panels that stand three beside each other; of more, four."""

Kind = TypeVar("Kind")


def panels_beside(n: int) -> int:
    """Return how many of n panels stand beside each other: few places of the last row are left empty.

    >>> [panels_beside(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]
    [1, 2, 3, 2, 3, 3, 4, 4, 3, 4]
    """
    if n <= 4:
        return (1, 1, 2, 3, 2)[n]
    return 4 if n > FEW_PANELS else min((3, 4), key=lambda columns: -n % columns)


def first_of(everything: Sequence[Kind], most: int, words: Words) -> tuple[Sequence[Kind], list[str]]:
    """Return the first ones, at most so many, and what to say where there are more.

    >>> from dropout_lab.language import ENGLISH
    >>> first_of("abc", 2, ENGLISH)
    ('ab', ['Drawn: the first 2 of 3; the tables have all.'])
    >>> first_of("abc", 3, ENGLISH)
    ('abc', [])
    """
    n = len(everything)
    return everything[:most], [words("figures.first", shown=most, n=n)] if n > most else []
