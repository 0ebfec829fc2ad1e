"""Types of numbers that several parts of a recipe have."""

from typing import Annotated

from pydantic import Field

Positive = Annotated[float, Field(gt=0)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
PositiveInt = Annotated[int, Field(ge=1, le=10**9)]
"""A count; a billion epochs, images or runs is a slip of the finger, and would fill memory or disk."""
Seed = Annotated[int, Field(ge=0, lt=2**32)]
