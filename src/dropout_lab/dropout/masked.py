"""Masks of standard dropout, for every file whose dropout draws them and does something more."""

from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops


class Masked(Rated):
    """Base of dropouts that drop each unit of each example by itself, and scale up what they keep."""

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the kept inputs scaled by 65536 / (65536 - t), zeros elsewhere."""
        scaled = ops.multiply(inputs, at.rate.scale(at.dtype))
        return ops.where(at.rate.kept(at.lanes(inputs)), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
