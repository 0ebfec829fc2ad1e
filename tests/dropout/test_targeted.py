"""Candidates of targeted dropouts are found without a sort, and are those that a sort finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from keras import ops

from dropout_lab.dropout import LAYERS

AWKWARD = (0.0, -0.0, 1.0, -1.0, 2.0, 0.1, np.inf, -np.inf, np.nan, -np.nan)
"""Values that meet often, so that there are ties; NaN is what a run that diverged has."""

shares = st.floats(0.01, 0.99)


def of_kind(dtype, share, values):
    """The candidates of an array, as the layer finds them."""
    dropout = LAYERS.get("targeted_weights")(name="targeted_weights", share=share)
    return np.asarray(dropout.smallest(ops.convert_to_tensor(values, dtype)))


def as_sorted(share, values):
    """Candidates by definition; what is smaller than a normal number is 0, as compiled programs have it."""
    sizes = np.abs(values)
    sizes[sizes < np.finfo(values.dtype).smallest_normal] = 0
    return sizes < np.sort(sizes, axis=0)[int(share * len(sizes))]


@pytest.mark.parametrize("dtype", ["float32", pytest.param("float64", marks=pytest.mark.slow)])
@given(data=st.data(), share=shares)
def test_candidates_are_those_of_a_sort(dtype, data, share):
    """Of any numbers: with ties, zeros of both signs, numbers too small to be normal, infinities and NaN."""
    width = int(dtype.removeprefix("float"))
    numbers = st.sampled_from(AWKWARD) | st.floats(width=width)
    values = data.draw(arrays(dtype, array_shapes(min_dims=1, max_dims=2, max_side=9), elements=numbers))
    np.testing.assert_array_equal(of_kind(dtype, share, values), as_sorted(share, values))


@pytest.mark.parametrize(("dtype", "exact"), [("float16", "float32"), ("bfloat16", "float32")])
def test_short_floats_are_compared_as_they_are(dtype, exact):
    """A kernel in half precision has the candidates of the same numbers in float32."""
    values = np.random.default_rng(0).normal(size=(40, 6)).astype("float16")
    short = ops.cast(ops.convert_to_tensor(values), dtype)
    wanted = as_sorted(0.5, np.asarray(ops.cast(short, exact)))
    np.testing.assert_array_equal(of_kind(dtype, 0.5, short), wanted)
