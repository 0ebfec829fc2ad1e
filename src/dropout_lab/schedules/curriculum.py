"""Curriculum dropout: a rate that rises from 0 to that of the recipe, steeply at first.

rate(t) = rate * (1 - exp(-gamma t)) in step t, from 0; keep(t) = (1 - k) exp(-gamma t) + k, k = 1 - rate

Without a gamma it is 10 / T for a training of T steps, so that rate(T) is the recipe's but for 0.005 %.
With rate 0.5 and gamma 0.001 keep is 1, 0.68394, 0.52489 in steps 0, 1,000, 3,000.

Source: Morerio, Cavazza, Volpi, Vidal and Murino (2017), ICCV, arXiv:1703.06229; formula from the authors'
code, pmorerio/curriculum-dropout, which has gamma 0.001 for MNIST and 0.0001 for two digits an image. 10 / T
is the paper's rule after others' code; it was not checked against the paper's own text.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dropout_lab.phrases import Phrase, Text, plain
from dropout_lab.schedules.base import Schedule

IN_ALL = 10
"""gamma T where no gamma is given."""


class Curriculum(Schedule):
    """Rises from 0 to the recipe's value; `gamma` is the share of the way left that a step goes."""

    name: Literal["curriculum"]
    gamma: Annotated[float, Field(gt=0)] | None = None

    example: ClassVar[Mapping[str, Any]] = {"gamma": 0.1}

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> by_hand = Curriculum(name="curriculum", gamma=0.5)
        >>> by_hand.over(steps_an_epoch=1, epochs=3).round(4).tolist()
        [0.0, 0.3935, 0.6321]
        """
        steps = steps_an_epoch * epochs
        gamma = IN_ALL / steps if self.gamma is None else self.gamma
        return -np.expm1(-gamma * np.arange(steps))

    def phrase(self) -> Phrase:
        """Say how fast it rises."""
        if self.gamma is None:
            return Phrase(OVER_ALL)
        return plain(
            "rises from 0 to its value as 1 - exp(-{gamma} t) in step t",
            "按 1 - exp(-{gamma} t) 从 0 升到设定值，t 为步数",
            gamma=f"{self.gamma:g}",
        )


OVER_ALL = Text(
    "rises from 0 to its value as 1 - exp(-10 t / T) in step t of T",
    "按 1 - exp(-10 t / T) 从 0 升到设定值，t 为步数，T 为总步数",
)
