"""Keras's own Dropout as a control (``dropout.source=keras``): its noise is the backend's, not ours."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

CALLS = 2**24
"""Sites of one run start this many draws apart, so that they never share a draw."""


@keras.saving.register_keras_serializable("dropout_lab")
class KerasDropout(keras.layers.Dropout):
    """`keras.layers.Dropout` with an explicit seed from the mask stream.

    Args:
        rate: fraction of the units dropped; constant in a compiled program, unlike ours.
        site: noise site, 0 the input, then the hidden layers in order.
        kwargs: Keras's own, such as ``name`` and ``dtype``.
    """

    def __init__(self, rate: float, site: int = 0, **kwargs: Any) -> None:
        super().__init__(rate, seed=0, **kwargs)
        self.site = site

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made of; its seed is a run's, and so state."""
        config = {**super().get_config(), "site": self.site}
        del config["seed"]
        return config

    def first(self, mask_seed: int) -> list[tuple[Any, NDArray[Any]]]:
        """Return the seed generator's state with its value at the start of a run."""
        state = self.seed_generator.state
        return [(state, np.asarray([mask_seed, self.site * CALLS], np.int64).astype(state.dtype))]
