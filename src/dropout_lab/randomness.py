"""One seed, three independent streams: ``init`` (weights), ``order`` (batches), ``mask`` (noise).

Initial weights and orders are NumPy's (PCG64), keyed by ``SeedSequence`` spawn keys, so that no
stream shifts another (law 3) and every engine starts equal (law 2). Masks are drawn by
`dropout_lab.dropout.masks` from the mask seed alone.

Source: O'Neill (2014), PCG; NumPy's `SeedSequence`, whose spawn keys, unlike longer entropy lists,
never name one stream twice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.models import Affine
from dropout_lab.recipe import STREAMS, Randomness, Training

INIT, ORDER, MASK = range(3)


@dataclass(frozen=True)
class Streams:
    """The three streams of one run: the seed and the salt that each follows, and how they are used."""

    init: int
    order: int
    mask: int
    salts: tuple[int, int, int] = (0, 0, 0)
    replayed: bool = False
    poke: float = 0.0

    @classmethod
    def of(cls, seed: int, randomness: Randomness, order: str = Training().order) -> "Streams":
        """Take each stream from the seed, or from where the recipe froze it.

        Args:
            seed: the run's.
            randomness: the recipe's.
            order: ``fresh``, or ``replayed`` where every epoch repeats the first one's order.
        """
        frozen = randomness
        init, of_order, mask = (frozen.salt if stream in frozen.salted else 0 for stream in STREAMS)
        return cls(
            init=seed if frozen.init is None else frozen.init,
            order=seed if frozen.order is None else frozen.order,
            mask=seed if frozen.mask is None else frozen.mask,
            salts=(init, of_order, mask),
            replayed=order == "replayed",
            poke=frozen.poke,
        )

    @property
    def mask_seed(self) -> int:
        """Key of the counter-based masks, 0 <= mask_seed < 2**32."""
        return int(self._sequence(self.mask, MASK).generate_state(1, np.uint32)[0])

    @property
    def order_seed(self) -> int:
        """One number for an engine that shuffles by itself, 0 <= order_seed < 2**31."""
        return int(self._sequence(self.order, ORDER).generate_state(1, np.uint32)[0]) >> 1

    def epoch_order(self, epoch: int, n_examples: int) -> NDArray[np.int32]:
        """Return the order in which an epoch visits the training examples.

        Args:
            epoch: 0 for the first.
            n_examples: number of training examples.

        Returns:
            int32, shape (n_examples,): a permutation that depends on order seed and epoch alone.
        """
        drawn = 0 if self.replayed else epoch
        generator = np.random.Generator(np.random.PCG64(self._sequence(self.order, ORDER, drawn)))
        return generator.permutation(n_examples).astype(np.int32)

    def initial_weights(self, layers: Sequence[Affine]) -> list[NDArray[np.float64]]:
        """Draw the initial kernels and biases, as Keras's layers do: Glorot uniform, zero bias.

        Layers of selu units have LeCun-normal kernels instead, cut at two standard deviations as Keras's are.

        The stream of a kernel is named by its place (the output is 0, hidden layers count from 1),
        so two models share the weights wherever their shapes agree. A poke changes the first weight of the
        output's kernel, which nearly every example reaches.

        Args:
            layers: those with weights, from the input to the logits.

        Returns:
            [kernel, bias, kernel, bias, ...] from the input to the output; kernels float64 of shape
            (inputs, units), biases float64 of shape (units,).

        Source: Glorot and Bengio (2010), equation 16; LeCun, Bottou, Orr and Mueller (1998), section 4.6.
        """
        weights: list[NDArray[np.float64]] = []
        for place, layer in zip([*range(1, len(layers)), 0], layers, strict=True):
            generator = np.random.Generator(np.random.PCG64(self._sequence(self.init, INIT, place)))
            shape = layer.inputs, layer.units
            if layer.activation == "selu":
                kernel = _cut_normals(generator, shape) / np.sqrt(layer.inputs)
            else:
                limit = np.sqrt(6 / (layer.inputs + layer.units * layer.window))
                kernel = generator.uniform(-limit, limit, shape)
            weights += [kernel, np.zeros(layer.units)]
        weights[-2][0, 0] *= 1 + self.poke
        return weights

    def own_weight(self, site: int, name: str) -> np.random.Generator:
        """Return the generator of a dropout's own weight: named by its site, the dropout and the weight."""
        word = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
        return np.random.Generator(np.random.PCG64(self._sequence(self.init, INIT, site, word)))

    def _sequence(self, seed: int, stream: int, *path: int) -> np.random.SeedSequence:
        return np.random.SeedSequence(seed, spawn_key=(self.salts[stream], stream, *path))


CUT_SD = 0.87962566103423978
"""Standard deviation of a standard normal that is cut at -2 and 2."""


def _cut_normals(generator: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Draw normals of variance 1 that are cut at two standard deviations: what lies outside is drawn anew."""
    drawn = generator.standard_normal(shape)
    while (outside := np.abs(drawn) > 2).any():
        drawn[outside] = generator.standard_normal(np.count_nonzero(outside))
    return drawn / CUT_SD
