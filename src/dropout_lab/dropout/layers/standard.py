"""Standard dropout: each unit of each example is dropped by itself, and what is kept is scaled up.

y = x * scale where lane >= t, else 0;  t = round(65536 rate), scale = 65536 / (65536 - t)

Moments of the multiplier: mean 1, variance q / (1 - q) at rate q = t / 65536.
Inference: y = x.
Cost: one draw a unit.

Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15, section 4; scaled
while training ("inverted"), section 10.
"""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from dropout_lab.canonical import State
from dropout_lab.dropout.base import Family
from dropout_lab.dropout.masked import Masked
from dropout_lab.phrases import Text


class Standard(Masked):
    """Drops units independently with the same rate.

    ``source=keras`` takes Keras's own layer instead, as the textbook's control: its noise is the backend's,
    and its rates are constants of a compiled program.
    """

    name: Literal["standard"]
    source: Literal["harness", "keras"] = "harness"

    family: ClassVar[Family | None] = "units"
    keras_layer: ClassVar[str | None] = "Dropout"

    @model_validator(mode="after")
    def _keras_has_this_one_alone(self) -> Self:
        if self.source == "keras" and type(self) is not Standard:
            raise ValueError(f"dropout.source=keras: Keras has no {self.name}; choose dropout=standard")
        return self

    def state(self, name: str) -> State | None:
        """Return the mark of a field that is state; a layer of Keras's has none."""
        return None if self.source == "keras" else super().state(name)

    def acting(self, rate: float) -> float:
        """Return the rate that acts: Keras's layer has it as it is."""
        return rate if self.source == "keras" else super().acting(rate)

    def called(self) -> Text:
        """Return what people call it, in both languages."""
        if self.source == "keras":
            return Text("Keras's own dropout layer", "Keras 自带的 Dropout 层")
        return Text("dropout", "Dropout")
