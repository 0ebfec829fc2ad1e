"""What a step of training costs beside one without dropout: a recipe's, measured outside of its runs."""

from typing import Annotated

from pydantic import Field

from dropout_lab.canonical import LISTS, Part
from dropout_lab.recipe import Positive, PositiveInt

CHEAP = 1.1
"""A step that takes at most so many times as long costs next to nothing."""


class Cost(Part):
    """Time and peak memory of a step of training, each over that of a step without dropout.

    ``low`` and ``high`` are the ends of the 95 % interval of the ratio of times.
    """

    low: Positive
    time: Positive
    high: Positive
    memory: Positive


class Costs(Part):
    """Costs of those variants whose recipe was measured, on which processor and at which commits of the code.

    ``pairs``: pairs of epochs behind each interval, at least.
    """

    by_variant: dict[str, Cost]
    cpu: str
    pairs: PositiveInt
    commits: Annotated[tuple[str, ...], LISTS, Field(min_length=1)]
