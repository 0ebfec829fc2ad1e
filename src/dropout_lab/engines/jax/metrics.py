"""What is measured of a run's logits, on the device: as `engines.metrics` and `engines.calibration` do.

A stack's logits are larger than its weights and would be slow to fetch. What differs from NumPy's float64 is
rounding: NLL and Brier score agree to 1e-6, what is counted exactly. Sums have a fixed order, so that a run
repeats its bits.
"""

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from dropout_lab.engines.calibration import BINS


class Measured(NamedTuple):
    """Of the logits of some images; nll, ece and brier are NaN where a logit is not finite."""

    right: Any  # images whose largest logit is the label's, int32, shape ()
    nll: Any  # nats, shape ()
    ece: Any  # fraction, shape ()
    brier: Any  # 0 to 2, shape ()
    predictions: Any  # the largest logit's class, uint8, shape (n_images,)
    reliability: Any  # shape (bins, 3): images, mean confidence, accuracy, by rising confidence


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
    return Measured(
        right=jnp.sum(right, dtype=jnp.int32),
        nll=jnp.where(finite, jnp.mean(jnp.log1p(rest) - of_label), jnp.nan),
        ece=jnp.where(finite, jnp.sum(gaps) / len(labels), jnp.nan),
        brier=jnp.where(finite, jnp.mean(brier), jnp.nan),
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
