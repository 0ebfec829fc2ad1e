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

NARROW_PANELS, NARROW_ROWS = 6, 20
"""The same on a phone."""

Kind = TypeVar("Kind")


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
