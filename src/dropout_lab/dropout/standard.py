"""Standard dropout: each unit of each image is dropped by itself, and what is kept is scaled up.

    y = x * scale where lane >= t, else 0;  t = round(65536 rate), scale = 65536 / (65536 - t)

Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15, section 4; scaled
while training ("inverted"), section 10.
"""

from keras import ops

from dropout_lab.dropout.base import Noise
from dropout_lab.dropout.masks import Tensor


class Standard(Noise):
    """Drops units independently with the same rate."""

    def disturb(self, inputs: Tensor) -> Tensor:
        """Return the kept inputs scaled by 65536 / (65536 - t), zeros elsewhere."""
        return ops.where(
            self.kept(inputs),
            ops.multiply(inputs, self.scale()),
            ops.zeros_like(inputs),
        )
