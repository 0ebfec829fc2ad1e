"""Keras's own Dropout as a control (``dropout.source=keras``): its noise is the backend's, not ours."""

from typing import Any

import keras
from keras import ops

CALLS = 2**24
"""Sites of one run start this many draws apart, so that they never share a draw."""


class KerasOwn(keras.layers.Dropout):
    """`keras.layers.Dropout` with an explicit seed from the mask stream.

    Args:
        rate: fraction of the units dropped; constant in a compiled program, unlike ours.
        site: noise site, 0 the input, then the hidden layers in order.
        mask_seed: 0 <= mask_seed < 2**32.
        kwargs: Keras's own, such as ``name`` and ``dtype``.
    """

    def __init__(self, rate: float, site: int = 0, mask_seed: int = 0, **kwargs: Any) -> None:
        super().__init__(rate, seed=mask_seed, **kwargs)
        self.site = site
        self.reset(rate, mask_seed)

    def reset(self, rate: float, mask_seed: int) -> None:
        """Put the seed generator where a run starts; the rate must be the constructor's."""
        if rate != self.rate:
            raise ValueError(f"rate must be {self.rate:g}, the constructor's, received {rate!r}")
        state = self.seed_generator.state
        state.assign(
            ops.cast(
                ops.convert_to_tensor([mask_seed, self.site * CALLS], "int64"),
                state.dtype,
            )
        )

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        config = super().get_config()
        return {**config, "site": self.site, "mask_seed": config.pop("seed")}
