"""What every dropout layer of ours has: a noise site, a threshold, a mask seed and a count of calls.

The last three are state, so one compiled program serves every rate and every seed. A new layer is one
file of this folder with one class that extends `Noise` and says in `disturb` what the noise does.
"""

from typing import Any

import keras
from keras import ops

from dropout_lab.dropout import masks
from dropout_lab.dropout.masks import Tensor
from dropout_lab.recipe import RATE_STEPS


class Noise(keras.layers.Layer):
    """Base of the layers: noise while training, the identity otherwise.

    A class of the user's own (``dropout.layer=module:Class``) takes the same arguments and has the
    same `reset`; to extend this class is the easy way to both.

    Args:
        rate: fraction of the units dropped, 0 <= rate < 1; rounded to 1/65536.
        site: noise site, 0 the input, then the hidden layers in order.
        mask_seed: key of the masks, 0 <= mask_seed < 2**32.
        kwargs: Keras's own, such as ``name`` and ``dtype``.

    Raises:
        ValueError: a rate outside [0, 1).
    """

    def __init__(self, rate: float, site: int = 0, mask_seed: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.site = site
        self._start = (rate, mask_seed)
        self.threshold = self._count("threshold", masks.threshold(rate))
        self.mask_seed = self._count("mask_seed", mask_seed)
        self.calls = self._count("calls", 0)
        self.built = True

    def reset(self, rate: float, mask_seed: int) -> None:
        """Go to the start of a run: its rate, its mask seed, no training call yet."""
        self._start = (rate, mask_seed)
        self.threshold.assign(ops.convert_to_tensor(masks.threshold(rate), "uint32"))
        self.mask_seed.assign(ops.convert_to_tensor(mask_seed, "uint32"))
        self.calls.assign(ops.convert_to_tensor(0, "uint32"))

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Disturb a batch, shape (rows, units), where `training`; else hand it on."""
        if not training:
            return inputs
        outputs = self.disturb(inputs)
        self.calls.assign(ops.add(self.calls, ops.convert_to_tensor(1, "uint32")))
        return outputs

    def disturb(self, inputs: Tensor) -> Tensor:
        """Return the inputs with this layer's noise, same shape and dtype."""
        raise NotImplementedError

    def kept(self, inputs: Tensor) -> Tensor:
        """Say which units this call keeps: bool, the shape (rows, units) of the inputs."""
        shape: Any = ops.shape(inputs)
        drawn = masks.lanes(self.mask_seed.value, self.site, self.calls.value, shape[0], inputs.shape[1])
        return ops.greater_equal(drawn, self.threshold.value)

    def scale(self) -> Tensor:
        """Return 65536 / (65536 - t), which keeps the expectation exactly: a scalar."""
        kept = ops.subtract(ops.convert_to_tensor(RATE_STEPS, "uint32"), self.threshold.value)
        return ops.divide(
            ops.convert_to_tensor(RATE_STEPS, self.compute_dtype),
            ops.cast(kept, self.compute_dtype),
        )

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Noise changes no shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        rate, mask_seed = self._start
        return {
            **super().get_config(),
            "rate": rate,
            "site": self.site,
            "mask_seed": mask_seed,
        }

    def _count(self, name: str, value: int) -> Any:
        variable = self.add_weight(shape=(), dtype="uint32", initializer="zeros", trainable=False, name=name)
        variable.assign(ops.convert_to_tensor(value, "uint32"))
        return variable
