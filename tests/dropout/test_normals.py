"""Normals and uniforms from 16 random bits: the table, and what a site draws from it."""

import numpy as np
import pytest
import scipy.special
from keras import ops

from dropout_lab.dropout import Site, masks, normals

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, "uint32")


def site(number=1, call=0, dtype="float64"):
    """A site of a net."""
    return Site(number=number, mask_seed=word(7), call=word(call), dtype=dtype)


def test_the_table_is_the_inverse_normal_distribution():
    """At the middle of each of 65,536 equal chances, as SciPy has it, over the root of its variance."""
    exact = scipy.special.ndtri((np.arange(65536) + 0.5) / 65536)
    assert np.mean(exact**2) == pytest.approx(0.99997972, abs=5e-9)
    np.testing.assert_allclose(normals.table(), exact / np.sqrt(np.mean(exact**2)), rtol=1e-13)


def test_the_table_has_the_moments_of_a_normal():
    """Mean 0 exactly, since its halves mirror each other; variance 1; kurtosis 2.9992, largest 4.3249."""
    z = normals.table()
    np.testing.assert_array_equal(z, -z[::-1])
    assert np.mean(z**2) == pytest.approx(1, abs=1e-14)
    assert np.mean(z**4) == pytest.approx(2.9992, abs=5e-5)
    assert z.max() * np.sqrt(0.99997972) == pytest.approx(4.3249, abs=5e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_normal_is_the_table_at_the_lane(dtype):
    """The same word of random bits costs a normal what it costs a mask, and is rounded once."""
    like = ops.zeros((40, 30), dtype)
    lanes = ops.convert_to_numpy(masks.lanes(word(7), 1 + 2**16, word(3), 40, 30))
    drawn = ops.convert_to_numpy(site(call=3, dtype=dtype).normals(like, draw=1))
    assert drawn.dtype == dtype
    np.testing.assert_array_equal(drawn, normals.table()[lanes].astype(dtype))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_uniform_is_the_middle_of_its_lane(dtype):
    """(lane + 1/2) / 65536 exactly: never 0, never 1."""
    like = ops.zeros((40, 30), dtype)
    lanes = ops.convert_to_numpy(masks.lanes(word(7), 1, word(0), 40, 30))
    drawn = ops.convert_to_numpy(site(dtype=dtype).uniforms(like))
    np.testing.assert_array_equal(drawn, ((lanes + 0.5) / 65536).astype(dtype))
    assert drawn.dtype == dtype


def test_fixed_lanes_are_those_of_no_call():
    """Every call sees the same, of each draw its own."""
    first = ops.convert_to_numpy(site(call=5).fixed_lanes(4, 30))
    np.testing.assert_array_equal(first, masks.lanes(word(7), 1, word(0), 4, 30))
    assert (first != ops.convert_to_numpy(site().fixed_lanes(4, 30, draw=1))).mean() > 0.99
