"""Early dropout: the recipe's rate at first, none from the switch on.

`shape=constant`: factor 1 up to the switch, 0 from there on.
`shape=linear`: factor 1 - t / (n - 1) in step t of the n steps up to the switch, 0 from there on.

Source: Liu, Xu, Jin, Shen and Darrell (2023), ICML, arXiv:2303.01500; both shapes as in the authors' code,
facebookresearch/dropout, drop_scheduler.py, whose recipes are linear over 50 of 300 epochs.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dropout_lab.phrases import Phrase, Text
from dropout_lab.schedules.base import Schedule, Unit, beginning, in_steps


class Early(Schedule):
    """Ends after `switch` epochs (or steps), at once or by a linear descent from the first step on."""

    name: Literal["early"]
    switch: Annotated[int, Field(ge=1)] = 5
    unit: Unit = "epoch"
    shape: Literal["constant", "linear"] = "linear"

    example: ClassVar[Mapping[str, Any]] = {"switch": 1}

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> Early(name="early", switch=3).over(steps_an_epoch=1, epochs=4).tolist()
        [1.0, 0.5, 0.0, 0.0]
        """
        steps, before = np.arange(steps_an_epoch * epochs), in_steps(self.switch, self.unit, steps_an_epoch)
        if self.shape == "constant":
            return (steps < before).astype(np.float64)
        return np.maximum(0.0, 1 - steps / max(before - 1, 1))

    def shortest(self, steps_an_epoch: int) -> int:
        """Return the steps up to the first without noise."""
        return in_steps(self.switch, self.unit, steps_an_epoch) + (self.shape == "constant")

    def phrase(self) -> Phrase:
        """Say how it ends, and when."""
        return Phrase(SAID[self.shape], {"first": beginning(self.switch, self.unit)})


SAID = {
    "constant": Text("at its value for {first}, then 0", "{first}为设定值，此后为 0"),
    "linear": Text(
        "falls linearly from its value to 0 in {first}, then 0",
        "{first}从设定值线性降到 0，此后为 0",
    ),
}
