"""Metrics of a run's logits, measured on the device.

A stack's logits are larger than its weights and would be slow to fetch. `engines.metrics.MEASURES` are
called with `jax.numpy`; four have a form of their own here, which keeps precision in float32: NLL and Brier
score agree with NumPy's float64 to 1e-6, counts exactly. Sums have a fixed order, so that a run repeats its
bits.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dropout_lab.engines.calibration import BINS
from dropout_lab.engines.logits import Logits
from dropout_lab.engines.metrics import MEASURES


class Measured(NamedTuple):
    """Of the logits of some images."""

    right: Any  # images whose largest logit is the label's, int32, shape ()
    values: Mapping[str, Any]  # by measure but for accuracy, shape () each; NaN where a logit is not finite
    predictions: Any  # the largest logit's class, uint8, shape (n_images,)
    reliability: Any  # shape (bins, 3): images, mean confidence, accuracy, by rising confidence

    @property
    def finite(self) -> NDArray[np.bool_]:
        """Whether each run of a stack has finite logits, shape (runs,)."""
        return np.isfinite(self.values["nll"])

    def value(self, name: str) -> NDArray[Any]:
        """Return a measure of each run of a stack, shape (runs,); accuracy from its counts, in float64."""
        if name == "accuracy":
            n_images = self.predictions.shape[1]
            return np.where(self.finite, np.asarray(self.right) / n_images, np.nan)
        return np.asarray(self.values[name])


def measure(logits: Any, labels: Any) -> Measured:
    """Measure logits, shape (n_examples, classes), against labels, int32 of shape (n_examples,)."""
    largest = jnp.max(logits, axis=1, keepdims=True)
    exponentials = jnp.exp(logits - largest)
    predictions = jnp.argmax(logits, axis=1)
    of_label = jnp.take_along_axis(logits - largest, labels[:, None], axis=1)[:, 0]
    # The rest of the sum beside the largest exponential, which is 1: exact where the confidence is near 1.
    rest = jnp.sum(jnp.where(jnp.arange(logits.shape[1]) == predictions[:, None], 0, exponentials), axis=1)
    probabilities = exponentials / (1 + rest)[:, None]
    right = predictions == labels
    brier = jnp.sum(probabilities**2, axis=1) - 2 * jnp.exp(of_label) / (1 + rest) + 1
    bins = _reliability(rest, right)
    gaps = bins[:, 0] * jnp.abs(bins[:, 2] - bins[:, 1])
    finite = jnp.isfinite(logits).all()
    own = {
        "nll": jnp.mean(jnp.log1p(rest) - of_label),
        "ece": jnp.sum(gaps) / len(labels),
        "brier": jnp.mean(brier),
    }
    plain = Logits(logits, labels, jnp)
    others = {name: of(plain) for name, of in MEASURES.items() if name not in own and name != "accuracy"}
    return Measured(
        right=jnp.sum(right, dtype=jnp.int32),
        values={name: jnp.where(finite, value, jnp.nan) for name, value in (own | others).items()},
        predictions=predictions.astype(jnp.uint8),
        reliability=bins,
    )


def _reliability(rest: Any, right: Any) -> Any:
    """Cut images into bins of equal mass by rising confidence, 1 / (1 + rest), and describe each."""
    n_images = len(right)
    bins = min(BINS, n_images)
    cuts = np.array_split(np.arange(n_images), bins)
    longest = max(map(len, cuts))
    places = np.array([np.resize(cut, longest) for cut in cuts])
    used = np.array([np.arange(longest) < len(cut) for cut in cuts])
    order = jnp.argsort(-rest, stable=True)
    sizes = jnp.asarray(used.sum(axis=1), rest.dtype)

    def means(values: Any) -> Any:
        return jnp.sum(jnp.where(used, values[order][places], 0), axis=1) / sizes

    return jnp.stack([sizes, means(1 / (1 + rest)), means(right.astype(rest.dtype))], axis=1)
