"""A group of known names of metrics: which way they are good, what their values are, where they stand."""

from typing import Literal, NamedTuple

Values = Literal["accuracy", "fraction", "plain"]
"""A fraction of counted examples; values from 0 to 1, which a table may hold in percent; anything."""

Place = Literal["anywhere", "alone", "last"]
"""Whether unknown words may stand before it; only neutral ones beside it; and it ends the name."""


class Group(NamedTuple):
    """Names of one field that say the same, separated by commas."""

    higher_is_better: bool
    values: Values
    names: str
    place: Place = "anywhere"
