"""Dropout noise by position: Threefry-2x32-20, the same bits on every backend and in NumPy (law 2).

key = (mask seed, noise site), counter = (row * W + word, training call) with W = ceil(units / 4). Each
call of the cipher gives four blocks of 16 bits (x0 low, x0 high, x1 low, x1 high), which stand beside
each other along the units and are cut to their number.

Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3 (Random123).
"""

from typing import Any

from dropout_lab.keras_ops import Tensor, ops

LANES = 4
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
PARITY = 0x1BD11BDA


def threefry2x32(
    key: tuple[Tensor, Tensor], counter: tuple[Tensor, Tensor], ops: Any = ops
) -> tuple[Tensor, Tensor]:
    """Encrypt counters: 20 rounds of Threefry-2x32.

    Args:
        key: two uint32 tensors that broadcast against the counter.
        counter: two uint32 tensors that broadcast against each other.
        ops: namespace that computes: `keras.ops`, or one of the same names.

    Returns:
        (x0, x1), uint32. Key 0 and counter 0 give 6b200159 99ba4efe.
    """
    keys = (*key, ops.bitwise_xor(ops.bitwise_xor(*key), _word(PARITY, ops)))
    x0, x1 = _sum(counter[0], keys[0], ops), _sum(counter[1], keys[1], ops)
    for group in range(5):
        for step in range(4):
            x0 = _sum(x0, x1, ops)
            x1 = ops.bitwise_xor(_rotated(x1, ROTATIONS[(4 * group + step) % 8], ops), x0)
        x0 = _sum(x0, keys[(group + 1) % 3], ops)
        x1 = _sum(x1, ops.add(keys[(group + 2) % 3], _word(group + 1, ops)), ops)
    return x0, x1


def lanes(mask_seed: Tensor, site: int, call: Tensor, rows: Tensor, units: int, ops: Any = ops) -> Tensor:
    """Draw 16 random bits for each unit of each row.

    Args:
        mask_seed: uint32 scalar, the run's.
        site: noise site, 0 the input, then the hidden layers in order.
        call: uint32 scalar, how many batches the net has been trained on.
        rows: how many rows there are, from 0 on; or their numbers, int32 of shape (rows,).
        units: number of units, >= 1.
        ops: namespace that computes: `keras.ops`, or one of the same names.

    Returns:
        uint32 from 0 to 65535, shape (rows, units). Fewer rows give a prefix.
    """
    words = -(-units // LANES)
    numbers = rows if len(getattr(rows, "shape", ())) else ops.arange(rows, dtype="int32")
    row = ops.cast(ops.expand_dims(numbers, 1), "uint32")
    word = ops.cast(ops.expand_dims(ops.arange(words, dtype="int32"), 0), "uint32")
    position = ops.add(ops.multiply(row, _word(words, ops)), word)
    x0, x1 = threefry2x32((mask_seed, _word(site, ops)), (position, call), ops)
    # Doubled before they are cut in halves: XLA computes the cipher anew for each array that it joins.
    blocks = ops.concatenate([x0, x0, x1, x1], axis=1)
    shifts = ops.repeat(ops.convert_to_tensor([0, 16, 0, 16], dtype="uint32"), words)
    halves: Tensor = ops.bitwise_and(ops.right_shift(blocks, shifts), _word(0xFFFF, ops))
    return halves[:, :units]


def _rotated(x: Tensor, bits: int, ops: Any) -> Tensor:
    left, right = ops.left_shift(x, _word(bits, ops)), ops.right_shift(x, _word(32 - bits, ops))
    return ops.bitwise_or(_wrapped(left, ops), right)


def _sum(x: Tensor, y: Tensor, ops: Any) -> Tensor:
    return _wrapped(ops.add(x, y), ops)


def _wrapped(x: Tensor, ops: Any) -> Tensor:
    """Return the lower 32 bits, which are all but on PyTorch, whose Keras has int64 in place of uint32."""
    return x if getattr(ops, "words_wrap", True) else ops.bitwise_and(x, _word(0xFFFFFFFF, ops))


def _word(value: int, ops: Any) -> Tensor:
    return ops.convert_to_tensor(value, dtype="uint32")
