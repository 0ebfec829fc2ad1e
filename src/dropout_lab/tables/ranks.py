"""Ranks as sets: the places that each variant can have."""

from collections.abc import Sequence
from functools import partial

from dropout_lab.language import Words
from dropout_lab.tables import cells
from dropout_lab.tables.model import Cell, Column, Row, Table


def places_text(best: int, worst: int, words: Words) -> str:
    """Return the places from the best to the worst.

    >>> from dropout_lab.language import ENGLISH
    >>> places_text(1, 3, ENGLISH), places_text(2, 2, ENGLISH)
    ('1 to 3', '2')
    """
    return f"{best}" if best == worst else words("units.range", low=best, high=worst)


def ranks_table(ranks: Sequence[tuple[str, int, int]]) -> Table:
    """One row per variant: its best and its worst possible place.

    Args:
        ranks: variant, best and worst, in the order of the table.
    """
    rows = (
        Row((cells.named(variant), Cell(partial(places_text, best, worst), best)), variant)
        for variant, best, worst in ranks
    )
    return Table((Column("variant", is_name=True), Column("place")), tuple(rows))
