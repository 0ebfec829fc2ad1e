"""Resample fewer seeds: what they would have said, by the mere sign of the mean and by our rule."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit, positive
from dropout_lab.stats.decisions import FEWEST_PAIRS

DRAWS = 20_000
"""Samples of pairs drawn; where all samples there can be are no more, each is taken once instead."""

TRACE = 1e-9
"""Part of a unit below which a mean is what floats leave of zero, and a tie."""


class Readings(NamedTuple):
    """Shares of the samples, 0 to 1: each group adds up to 1."""

    sign_better: float
    sign_worse: float
    sign_tie: float
    better: float
    worse: float
    equivalent: float
    inconclusive: float
    n_samples: int
    exact: bool  # every sample that there can be, instead of some drawn


def readings(
    differences: ArrayLike,
    n: int,
    unit: float,
    *,
    margin: float | None = None,
    level: float = 0.95,
    higher_is_better: bool = True,
    seed: int = 0,
) -> Readings:
    """Say how often `n` of these pairs would be read as better, worse or neither.

    Samples are `n` independent draws, with replacement, from the pairs seen.

    Args:
        differences: float64, shape (n_pairs,), n_pairs >= 1: treatment minus control, one entry a seed.
        n: pairs in a sample, >= 1. Above n_pairs a sample pretends to more than was seen.
        unit: resolution of the metric, > 0.
        margin: smallest difference that matters, > 0; None: no equivalence.
        level: of the interval that decides (the joint level), 0 < level < 1.
        higher_is_better: True for accuracy, False for NLL.
        seed: of the draws; equal seeds give equal shares.

    Returns:
        By the sign of a sample's mean, and by the rule of `decide` on its paired t interval.

    Raises:
        ValueError: no pair, an entry not finite, or an argument outside its range.

    Source: Efron (1979), sampling from the empirical distribution; as a description of these pairs, and not
    as an interval.

    >>> once = readings([0.001, 0.002, -0.001, 0.003], n=1, unit=1e-4)
    >>> once.sign_better, once.sign_worse, once.inconclusive, once.exact
    (0.75, 0.25, 1.0, True)
    """
    values = finite_values(differences, "differences", least=1)
    if n < 1:
        raise ValueError(f"n={n}: must be 1 or more")
    samples, exact = _samples(values, n, seed)
    means = samples.mean(axis=1)
    means[np.abs(means) < TRACE * positive(unit, "unit")] = 0
    good = means if higher_is_better else -means
    low, high = _intervals(samples, means, unit, level)
    decided = np.full(len(means), n >= FEWEST_PAIRS)
    equivalent = np.zeros_like(decided)
    if margin is not None:
        equivalent = decided & (-positive(margin, "margin") < low) & (high < margin)
    apart = decided & ~equivalent & ((low > 0) | (high < 0))
    return Readings(
        sign_better=float((good > 0).mean()),
        sign_worse=float((good < 0).mean()),
        sign_tie=float((good == 0).mean()),
        better=float((apart & (good > 0)).mean()),
        worse=float((apart & (good < 0)).mean()),
        equivalent=float(equivalent.mean()),
        inconclusive=float((~equivalent & ~apart).mean()),
        n_samples=len(means),
        exact=exact,
    )


def _samples(values: NDArray[np.float64], n: int, seed: int) -> tuple[NDArray[np.float64], bool]:
    """All samples of `n` where they are few, else some: float64, shape (samples, n)."""
    if values.size**n <= DRAWS:
        places = np.indices((values.size,) * n).reshape(n, -1).T
        return values[places], True
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(n,))))
    return values[generator.integers(values.size, size=(DRAWS, n))], False


def _intervals(
    samples: NDArray[np.float64], means: NDArray[np.float64], unit: float, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the paired t interval of each sample; unbounded for one pair."""
    n = samples.shape[1]
    if n < 2:
        return np.full(len(means), -math.inf), np.full(len(means), math.inf)
    sd = np.maximum(samples.std(axis=1, ddof=1), unit / math.sqrt(6))
    half = float(stdtrit(n - 1, (1 + inside_unit(level, "level")) / 2)) * sd / math.sqrt(n)
    return means - half, means + half
