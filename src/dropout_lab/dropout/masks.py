"""Dropout noise by position: Threefry-2x32-20 in `keras.ops`, the same bits on every backend (law 2).

key = (mask seed, noise site), counter = (row * W + word, training call) with W = ceil(units / 4). Each
call of the cipher gives four blocks of 16 bits (x0 low, x0 high, x1 low, x1 high), which stand beside
each other along the units and are cut to their number.

Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3 (Random123).
"""

from typing import Any

from keras import ops

from dropout_lab.recipe import RATE_STEPS

Tensor = Any
"""A tensor of whichever backend Keras runs on."""

LANES = 4
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
PARITY = 0x1BD11BDA


def threshold(rate: float) -> int:
    """Return t = round(65536 rate): a lane below t drops its unit.

    Args:
        rate: fraction of units dropped, 0 <= rate < 1.

    Raises:
        ValueError: the rate is outside, or so near 1 that it rounds to 65536.

    >>> threshold(0.2)
    13107
    """
    steps = round(RATE_STEPS * rate) if 0 <= rate < 1 else RATE_STEPS
    if steps >= RATE_STEPS:
        raise ValueError(f"rate must be in [0, 1) and at most 0.99999, received {rate!r}")
    return steps


def threefry2x32(key: tuple[Tensor, Tensor], counter: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """Encrypt counters: 20 rounds of Threefry-2x32.

    Args:
        key: two uint32 tensors that broadcast against the counter.
        counter: two uint32 tensors that broadcast against each other.

    Returns:
        (x0, x1), uint32. Key 0 and counter 0 give 6b200159 99ba4efe.
    """
    keys = (*key, ops.bitwise_xor(ops.bitwise_xor(*key), _word(PARITY)))
    x0, x1 = ops.add(counter[0], keys[0]), ops.add(counter[1], keys[1])
    for group in range(5):
        for step in range(4):
            x0 = ops.add(x0, x1)
            x1 = ops.bitwise_xor(_rotated(x1, ROTATIONS[(4 * group + step) % 8]), x0)
        x0 = ops.add(x0, keys[(group + 1) % 3])
        x1 = ops.add(x1, ops.add(keys[(group + 2) % 3], _word(group + 1)))
    return x0, x1


def lanes(mask_seed: Tensor, site: int, call: Tensor, rows: Tensor, units: int) -> Tensor:
    """Draw 16 random bits for each unit of each image in a batch.

    Args:
        mask_seed: uint32 scalar, the run's.
        site: noise site, 0 the input, then the hidden layers in order.
        call: uint32 scalar, how many batches the layer has been trained on.
        rows: number of images in the batch.
        units: number of units, >= 1.

    Returns:
        uint32 from 0 to 65535, shape (rows, units). Fewer rows give a prefix.
    """
    words = -(-units // LANES)
    row = ops.cast(ops.expand_dims(ops.arange(rows, dtype="int32"), 1), "uint32")
    word = ops.cast(ops.expand_dims(ops.arange(words, dtype="int32"), 0), "uint32")
    position = ops.add(ops.multiply(row, _word(words)), word)
    x0, x1 = threefry2x32((mask_seed, _word(site)), (position, call))
    # Doubled before they are cut in halves: XLA computes the cipher anew for each array that it joins.
    blocks = ops.concatenate([x0, x0, x1, x1], axis=1)
    shifts = ops.repeat(ops.convert_to_tensor([0, 16, 0, 16], dtype="uint32"), words)
    halves: Tensor = ops.bitwise_and(ops.right_shift(blocks, shifts), _word(0xFFFF))
    return halves[:, :units]


def _rotated(x: Tensor, bits: int) -> Tensor:
    return ops.bitwise_or(ops.left_shift(x, _word(bits)), ops.right_shift(x, _word(32 - bits)))


def _word(value: int) -> Tensor:
    return ops.convert_to_tensor(value, dtype="uint32")
