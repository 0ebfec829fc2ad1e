"""Draw fewer of the pairs seen: what they would have said, by the mere sign of the mean and by our rule."""

import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit, positive
from dropout_lab.stats.decisions import FEWEST_PAIRS
from dropout_lab.stats.moments import scaled, unscaled

DRAWS = 20_000
"""Samples of pairs drawn; where there are no more samples in all, each is taken once instead."""

TRACE = 1e-9
"""Part of a unit below which a mean is what floats leave of zero, and a tie."""

SMALLEST = 1e-300
"""Least unit in parts of the largest difference, above zero."""


class Readings(NamedTuple):
    """Shares of the samples, 0 to 1: each group adds up to 1; the rule's are NaN under 3 pairs."""

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
    draws: int = DRAWS,
) -> Readings:
    """Say how often `n` of these pairs would be read as better, worse or neither.

    A sample is `n` of the pairs, none twice, as an experiment of `n` seeds has them: where nothing differs,
    its interval excludes zero in 5 % of data sets. Drawn with replacement, a pair may stand in a sample twice
    and the spread is too small: 8 to 27 %. Samples of more than half of the pairs are too alike to show how
    experiments vary.

    Args:
        differences: float64, shape (n_pairs,), n_pairs >= 2: treatment minus control, one entry a seed.
        n: pairs in a sample, 1 to n_pairs / 2.
        unit: resolution of the metric, > 0.
        margin: smallest difference that matters, > 0; None: no equivalence.
        level: of the interval that decides, 0 < level < 1.
        higher_is_better: True for accuracy, False for NLL.
        seed: of the draws; equal seeds give equal shares.
        draws: samples drawn where there are more than so many.

    Returns:
        By the sign of a sample's mean, and by the rule of `decide` on its paired t interval.

    Raises:
        ValueError: an entry not finite, or an argument outside its range.

    Source: subsampling (Politis and Romano 1994, Annals of Statistics 22); as a description of these pairs,
    and not as an interval. Errors simulated in tests/stats/test_resampling.py.

    >>> once = readings([0.001, 0.002, -0.001, 0.003], n=1, unit=1e-4)
    >>> once.sign_better, once.sign_worse, once.better, once.exact
    (0.75, 0.25, nan, True)
    """
    given = finite_values(differences, "differences", least=2)
    if not 1 <= n <= given.size / 2:
        raise ValueError(f"n={n}: must be 1 to half of the {given.size} pairs")
    values, exponent = scaled(given)
    small = max(unscaled(positive(unit, "unit"), -exponent), SMALLEST)
    samples, exact = _samples(values, n, seed, draws)
    means = samples.mean(axis=1)
    means[np.abs(means) < TRACE * small] = 0
    good = means if higher_is_better else -means
    signs = (float((good > 0).mean()), float((good < 0).mean()), float((good == 0).mean()))
    if n < FEWEST_PAIRS:
        return Readings(*signs, *[math.nan] * 4, n_samples=len(means), exact=exact)
    low, high = _intervals(samples, means, small, level)
    equivalent = np.zeros(len(means), np.bool_)
    if margin is not None:
        reach = unscaled(positive(margin, "margin"), -exponent)
        equivalent = (-reach < low) & (high < reach)
    apart = ~equivalent & ((low > 0) | (high < 0))
    return Readings(
        *signs,
        better=float((apart & (good > 0)).mean()),
        worse=float((apart & (good < 0)).mean()),
        equivalent=float(equivalent.mean()),
        inconclusive=float((~equivalent & ~apart).mean()),
        n_samples=len(means),
        exact=exact,
    )


def _samples(values: NDArray[np.float64], n: int, seed: int, draws: int) -> tuple[NDArray[np.float64], bool]:
    """All samples of `n` where they are few, else some: float64, shape (samples, n)."""
    if math.comb(values.size, n) <= draws:
        return values[np.array(list(combinations(range(values.size), n)))], True
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(n,))))
    places = np.empty((draws, n), np.int64)
    for column, last in enumerate(range(values.size - n, values.size)):  # Floyd: every subset is as likely
        drawn = generator.integers(last + 1, size=draws)
        taken = (places[:, :column] == drawn[:, None]).any(axis=1)
        places[:, column] = np.where(taken, last, drawn)
    return values[places], False


def _intervals(
    samples: NDArray[np.float64], means: NDArray[np.float64], unit: float, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the paired t interval of each sample of 2 pairs or more."""
    n = samples.shape[1]
    sd = np.maximum(samples.std(axis=1, ddof=1), unit / math.sqrt(6))
    half = float(stdtrit(n - 1, (1 + inside_unit(level, "level")) / 2)) * sd / math.sqrt(n)
    return means - half, means + half
