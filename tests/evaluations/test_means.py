"""What is made of the passes of an evaluation: the arithmetic and the geometric mean of probabilities."""

from itertools import product

import numpy as np
import pytest
from keras import ops
from scipy.special import log_softmax, softmax

from dropout_lab.evaluations import EVALUATIONS

W = np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 0.3]])
X = np.array([1.0, 2.0, -0.5])
MASKS = list(product((0, 1), repeat=3))


def mean_of(name, logits):
    """Probabilities that an evaluation makes of the logits of passes, shape (passes, rows, classes)."""
    evaluation = EVALUATIONS.get(name)(name=name, passes=len(logits))
    each = ops.convert_to_tensor(log_softmax(logits, axis=2))
    return softmax(np.asarray(evaluation.joined(lambda number: ops.take(each, number, axis=0))), axis=1)


def test_of_one_softmax_layer_the_geometric_mean_of_all_masks_is_the_scaled_net():
    """W = [[1, -1], [.5, 2], [-1, .3]], x = (1, 2, -.5) at rate 0.5 over its eight masks."""
    logits = np.array([[(mask * X) @ W] for mask in MASKS])
    scaled, geometric = softmax(X / 2 @ W), mean_of("geometric_mean", logits)[0]
    assert geometric.tolist() == pytest.approx([0.45636131, 0.54363869], abs=5e-9)
    assert geometric.tolist() == pytest.approx(scaled.tolist(), abs=1e-15)
    arithmetic = mean_of("monte_carlo", logits)[0]
    assert arithmetic.tolist() == pytest.approx([0.47357925, 0.52642075], abs=5e-9)


@pytest.mark.parametrize("passes", [1, 2, 7])
def test_means_are_those_of_numpy(passes):
    """The arithmetic mean of probabilities, and the geometric one after it is normalised."""
    logits = np.random.default_rng(0).normal(0, 3, (passes, 5, 10))
    each = softmax(logits, axis=2)
    geometric = np.exp(np.log(each).mean(axis=0))
    np.testing.assert_allclose(mean_of("monte_carlo", logits), each.mean(axis=0), rtol=1e-12)
    geometric /= geometric.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(mean_of("geometric_mean", logits), geometric, rtol=1e-12)


def test_a_probability_too_small_for_float32_leaves_a_finite_logarithm():
    """Every pass gives the second class e^-500, which float32 rounds to 0: its log of the mean stays -500."""
    evaluation = EVALUATIONS.get("monte_carlo")(name="monte_carlo", passes=3)
    one = ops.convert_to_tensor([[0.0, -500.0]], dtype="float32")
    assert np.asarray(evaluation.joined(lambda _: one))[0].tolist() == pytest.approx([0, -500])
