"""The standard layer agrees in distribution with what TensorFlow and PyTorch call dropout."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from scipy import stats

from dropout_lab.dropout import LAYERS, RateNow, Site, threshold

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

ROWS, UNITS = 4000, 256
LEVEL = 1e-6
"""Of each test; the seeds are fixed, so that none fails by chance unless a library draws anew."""


def ours(rate):
    """A batch of ones after the standard layer."""
    word = lambda value: ops.convert_to_tensor(value, "uint32")  # noqa: E731 - a scalar of the backend
    at = Site(number=1, mask_seed=word(7), call=word(3), rate=RateNow(word(threshold(rate))))
    dropout = LAYERS.get("standard")(name="standard", rate=(rate,))
    return ops.convert_to_numpy(dropout.disturb(ops.ones((ROWS, UNITS)), at))


def of_tensorflow(rate):
    """The same after `tf.nn.dropout`."""
    tf.random.set_seed(7)
    return tf.nn.dropout(tf.ones((ROWS, UNITS)), rate, seed=3).numpy()


def of_pytorch(rate):
    """The same after `torch.nn.Dropout`, eager, in training."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(7)
    return torch.nn.Dropout(rate).train()(torch.ones((ROWS, UNITS))).numpy()


def probabilities(one, other):
    """P values of the differences between two batches, by what is compared."""
    kept = [batch > 0 for batch in (one, other)]
    beside = [2 * k[:, :-1] + k[:, 1:] for k in kept]
    below = [2 * k[:-1] + k[1:] for k in kept]
    return {
        "kept units in all": homogeneous([np.bincount(k.ravel()) for k in kept]),
        "kept units of a row": stats.ks_2samp(*(k.sum(axis=1) for k in kept)).pvalue,
        "rows that keep a unit": stats.ks_2samp(*(k.sum(axis=0) for k in kept)).pvalue,
        "neighbours in a row": homogeneous([np.bincount(pairs.ravel()) for pairs in beside]),
        "neighbours in a column": homogeneous([np.bincount(pairs.ravel()) for pairs in below]),
    }


def homogeneous(counts):
    """P value of two samples having the same distribution over a few outcomes."""
    return stats.chi2_contingency(np.array(counts), correction=False).pvalue


@pytest.mark.parametrize("theirs", [of_tensorflow, of_pytorch])
@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_masks_are_distributed_as_those_of_others(rate, theirs):
    """In number, by row, by unit and between neighbours; and what is kept is scaled by 1 / (1 - rate)."""
    one, other = ours(rate), theirs(rate)
    found = probabilities(one, other)
    assert {what: p for what, p in found.items() if p < LEVEL} == {}
    for batch in (one, other):
        np.testing.assert_allclose(np.unique(batch), [0, 1 / (1 - rate)], rtol=1e-5)


def test_wrong_masks_are_told_apart():
    """A rate that is 0.02 off, rows that share a mask, units that fall in pairs: each is seen."""
    right = of_tensorflow(0.2)
    shared, paired = right.copy(), right.copy()
    shared[1::2], paired[:, 1::2] = shared[::2], paired[:, ::2]
    for wrong, seen in (
        (of_tensorflow(0.22), "kept units in all"),
        (shared, "neighbours in a column"),
        (paired, "kept units of a row"),
    ):
        assert probabilities(ours(0.2), wrong)[seen] < LEVEL
