"""Annealed dropout in its exponential form: a rate that falls towards 0, steeply at first.

rate(t) = rate * exp(-gamma t) in step t, from 0; keep(t) = 1 - (1 - k) exp(-gamma t), k = 1 - rate

Without a gamma it is 10 / T for a training of T steps: 0.005 % of the rate is left at its end.

Source: Morerio, Cavazza, Volpi, Vidal and Murino (2017), ICCV, arXiv:1703.06229, who compare their
curriculum with it; formula from the authors' code, pmorerio/curriculum-dropout, mode `ann_dropout`, with
gamma 0.001.
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


class AnnealedExponential(Schedule):
    """Falls from the recipe's value towards 0; `gamma` is the share of what is left that a step takes."""

    name: Literal["annealed_exponential"]
    gamma: Annotated[float, Field(gt=0)] | None = None

    example: ClassVar[Mapping[str, Any]] = {"gamma": 0.1}

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> by_hand = AnnealedExponential(name="annealed_exponential", gamma=0.5)
        >>> by_hand.over(steps_an_epoch=1, epochs=3).round(4).tolist()
        [1.0, 0.6065, 0.3679]
        """
        steps = steps_an_epoch * epochs
        gamma = IN_ALL / steps if self.gamma is None else self.gamma
        return np.exp(-gamma * np.arange(steps))

    def phrase(self) -> Phrase:
        """Say how fast it falls."""
        if self.gamma is None:
            return Phrase(OVER_ALL)
        return plain(
            "falls from its value towards 0 as exp(-{gamma} t) in step t",
            "按 exp(-{gamma} t) 从设定值降向 0，t 为步数",
            gamma=f"{self.gamma:g}",
        )


OVER_ALL = Text(
    "falls from its value towards 0 as exp(-10 t / T) in step t of T",
    "按 exp(-10 t / T) 从设定值降向 0，t 为步数，T 为总步数",
)
