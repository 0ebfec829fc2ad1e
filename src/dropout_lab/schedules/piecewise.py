"""A piecewise constant schedule: a factor from one epoch (or step) on until the next takes over.

parameter at a position = its value in the recipe * the factor of the last start that is not after it.

Source: Liu, Xu, Jin, Shen and Darrell (2023), arXiv:2303.01500, early dropout: factors 1, 0.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from dropout_lab.canonical import LISTS
from dropout_lab.phrases import Phrase, plain
from dropout_lab.schedules.base import Schedule, Unit, in_steps


class Piecewise(Schedule):
    """Holds a factor from each start on; starts count epochs, or steps, that lie behind, the first is 0."""

    name: Literal["piecewise"]
    factors: Annotated[tuple[Annotated[float, Field(ge=0)], ...], LISTS, Field(min_length=1)]
    starts: Annotated[tuple[Annotated[int, Field(ge=0)], ...], LISTS]
    unit: Unit = "epoch"

    example: ClassVar[Mapping[str, Any]] = {"factors": (0.0, 1.0), "starts": (0, 1)}

    @model_validator(mode="after")
    def _one_start_a_factor(self) -> Self:
        starts = self.starts
        if len(starts) != len(self.factors) or starts[0] != 0 or list(starts) != sorted(set(starts)):
            raise ValueError(
                f"schedule: starts={list(starts)} for factors={list(self.factors)}; give one start for each "
                "factor, rising from 0, such as factors=[0,1] starts=[0,5]"
            )
        return self

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> early = Piecewise(name="piecewise", factors=(1.0, 0.0), starts=(0, 2))
        >>> early.over(steps_an_epoch=1, epochs=3).tolist()
        [1.0, 1.0, 0.0]
        """
        steps = np.arange(steps_an_epoch * epochs)
        position = steps if self.unit == "step" else steps // steps_an_epoch
        return np.asarray(self.factors)[np.searchsorted(self.starts, position, side="right") - 1]

    def shortest(self, steps_an_epoch: int) -> int:
        """Return the steps up to the first one of the last factor."""
        return in_steps(self.starts[-1], self.unit, steps_an_epoch) + 1

    def phrase(self) -> Phrase:
        """Say which factor holds from where on."""
        en, zh = ("epoch", "轮") if self.unit == "epoch" else ("step", "步")
        pairs = list(zip(self.factors, self.starts, strict=True))
        return plain(
            "times {english}",
            "乘以 {chinese}",
            english=", ".join(f"{factor:g} from {en} {start + 1} on" for factor, start in pairs),
            chinese="、".join(f"{factor:g}（自第 {start + 1} {zh}起）" for factor, start in pairs),
        )
