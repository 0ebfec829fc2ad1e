"""No dropout: the control of nearly every question.

y = x

Cost: nothing.
"""

from typing import Any, ClassVar, Literal

from dropout_lab.dropout.base import Dropout
from dropout_lab.phrases import Text


class NoDropout(Dropout):
    """Leaves every unit as it is."""

    name: Literal["none"]

    phrase: ClassVar[Text | None] = Text("no dropout", "不加 Dropout")

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return no site."""
        return ()

    def keras(self, site: int) -> str | None:
        """Return no layer: plain Keras needs none."""
        return ""

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance 0."""
        return 1.0, 0.0

    def canonical(self) -> dict[str, Any]:
        """Return the form of version 1, which had rates for every name."""
        return {**super().canonical(), "rate": [], "input_rate": 0.0}
