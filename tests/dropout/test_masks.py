"""The masks are those of law 2, bit for bit."""

import hashlib

import numpy as np
import pytest
from keras import ops
from scipy import stats

from dropout_lab.dropout import masks, threshold
from dropout_lab.keras_ops import NumpyOps
from tests.over import over

GOLDEN = {
    1: "aba06de1b82a626cd0aeff8c05aabab42e294678060de2e75fafbc23cd6a6fb7",
    3: "98b5e101a221197afcdd472eb58bdbd00edf8e17e223e2474e07a4e934972fec",
    10: "4642b7669a2bf45e199021a487586068fc996655eb32885a94492db762bebcd1",
    300: "a3da7584edebb102ef64451031915abdef58391b94b80b1d16ecec7d0bcc8e56",
    301: "fba392028eb2d19e7c75f38b248fe0b021864e98c42166d5a6d516e3095db316",
    512: "f32a28c0b51babcabe08f69c34830fda529827e7f4820d146b1cbf2f2231d168",
    784: "da7bddb285e262017773cda0881c4c01d9e5d129d8fa2d92e55968a597827f77",
}
"""SHA-256 of the lanes as little-endian 16-bit words: seed 20240117, site 2, call 5, 7 images; JAX draws
the same (tests/engines/test_parity.py)."""

SEED, SITE, CALL, ROWS = 20240117, 2, 5, 7


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, dtype="uint32")


def draw(units, seed=SEED, site=SITE, call=CALL, rows=ROWS):
    """Lanes as a NumPy array, uint32 of shape (rows, units)."""
    return ops.convert_to_numpy(masks.lanes(word(seed), site, word(call), rows, units))


def reference_lanes(seed, site, call, rows, units):
    """Law 2 once more, in Python's own integers and one unit at a time."""
    mod, words = 2**32, -(-units // 4)
    result = np.zeros((rows, units), np.uint32)
    for row in range(rows):
        for unit in range(units):
            block, word_ = divmod(unit, words)
            keys = [seed, site, 0x1BD11BDA ^ seed ^ site]
            x, y = (row * words + word_ + keys[0]) % mod, (call + keys[1]) % mod
            for turn in range(20):
                by = [[13, 15, 26, 6], [17, 29, 16, 24]][turn // 4 % 2][turn % 4]
                x = (x + y) % mod
                y = ((y << by) % mod | y >> (32 - by)) ^ x
                if turn % 4 == 3:
                    n = turn // 4 + 1
                    x, y = (x + keys[n % 3]) % mod, (y + keys[(n + 1) % 3] + n) % mod
            result[row, unit] = (x, x >> 16, y, y >> 16)[block] & 0xFFFF
    return result


@pytest.mark.parametrize(
    ("key", "counter", "expected"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_the_cipher_gives_the_published_answers(key, counter, expected):
    """Random123's known answers for Threefry-2x32-20 come out."""
    x0, x1 = masks.threefry2x32((word(key[0]), word(key[1])), (word(counter[0]), word(counter[1])))
    assert (int(x0), int(x1)) == expected


@over("units", [1, 2, 3, 4, 5, 10, 301])
def test_lanes_follow_law_2(units):
    """Key, counter, blocks and cut are those of the law, by an independent implementation."""
    np.testing.assert_array_equal(draw(units, rows=3), reference_lanes(SEED, SITE, CALL, 3, units))


@over("units", GOLDEN)
def test_lanes_never_change(units):
    """A published run can be drawn again: the bits are pinned."""
    assert hashlib.sha256(draw(units).astype("<u2").tobytes()).hexdigest() == GOLDEN[units]


@pytest.mark.parametrize("units", [1, 10, 301])
def test_a_partial_batch_sees_a_prefix(units):
    """The last batch's images get the masks that their rows would have in a whole batch."""
    np.testing.assert_array_equal(draw(units, rows=5), draw(units, rows=128)[:5])


def test_lanes_are_uniform():
    """Each of 256 classes of lanes is as frequent as the others."""
    counts = np.bincount(draw(512, rows=128).ravel() >> 8, minlength=256)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize("rate", [0.01, 0.2, 0.5, 0.9])
def test_the_rate_is_the_fraction_dropped(rate):
    """Over 262,144 units the dropped ones are as many as the rate says."""
    dropped = int((draw(512, rows=512) < threshold(rate)).sum())
    assert stats.binomtest(dropped, 512 * 512, threshold(rate) / 65536).pvalue > 0.001


PAIRS = {
    "neighbouring units": lambda: (draw(512, rows=256)[:, :-1], draw(512, rows=256)[:, 1:]),
    "blocks of one word, low and high": lambda: (
        draw(512, rows=256)[:, :128],
        draw(512, rows=256)[:, 128:256],
    ),
    "blocks of one word, x0 and x1": lambda: (draw(512, rows=256)[:, :128], draw(512, rows=256)[:, 256:384]),
    "neighbouring images": lambda: (draw(512, rows=256)[:-1], draw(512, rows=256)[1:]),
    "successive calls": lambda: (draw(512, call=0, rows=256), draw(512, call=1, rows=256)),
    "sites": lambda: (draw(512, site=1, rows=256), draw(512, site=2, rows=256)),
    "seeds": lambda: (draw(512, seed=0, rows=256), draw(512, seed=1, rows=256)),
    "seed and site exchanged": lambda: (
        draw(512, seed=1, site=2, rows=256),
        draw(512, seed=2, site=1, rows=256),
    ),
}


@pytest.mark.usefixtures("lanes_of_numpy")
@over("between", PAIRS)
@over("rate", [0.2, 0.5])
def test_drops_are_independent(between, rate):
    """What one unit, image, call, site or seed drops says nothing of another."""
    first, second = (drawn.ravel() < threshold(rate) for drawn in PAIRS[between]())
    table = [[(a & b).sum() for b in (second, ~second)] for a in (first, ~first)]
    assert stats.chi2_contingency(np.array(table)).pvalue > 0.001


@over("rate", [-0.1, 1.0, 1.5, 0.9999999, float("nan")])
def test_an_impossible_rate_is_named(rate):
    """A rate outside, or one that would drop everything, is answered with the range and the value."""
    with pytest.raises(ValueError, match=r"rate must be in \[0, 1\).*received"):
        threshold(rate)


class WideWords(NumpyOps):
    """Words as Keras has them on PyTorch: int64 in place of uint32, so that sums do not wrap."""

    words_wrap = False

    def cast(self, x, dtype):
        """Cast words to int64."""
        return super().cast(x, "int64" if dtype == "uint32" else dtype)

    def convert_to_tensor(self, x, dtype):
        """Make words of int64."""
        return super().convert_to_tensor(x, "int64" if dtype == "uint32" else dtype)


def test_words_of_64_bits_are_cut_to_32():
    """A backend without uint32 draws the same bits, at the largest seeds and calls too."""
    seed, call, rows = 2**32 - 1, 2**32 - 2, np.arange(40, dtype="int32")
    wide = masks.lanes(np.int64(seed), 70_000, np.int64(call), rows, 30, WideWords())
    with np.errstate(over="ignore"):  # words of 32 bits wrap
        usual = masks.lanes(np.uint32(seed), 70_000, np.uint32(call), rows, 30, NumpyOps())
    np.testing.assert_array_equal(wide, usual)
