"""The chance that one side beats the other, and the size of an effect in units of its spread."""

from numpy.typing import ArrayLike

from dropout_lab.stats.checks import finite_values
from dropout_lab.stats.divergence import clopper_pearson
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.moments import mean_of
from dropout_lab.stats.pairs import difference_sd


def chance_of_beating(
    differences: ArrayLike, level: float = 0.95, higher_is_better: bool | None = True
) -> Interval:
    """Probability that treatment beats control at a fresh seed; a tie counts half.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 0. Treatment minus control.
        level: two-sided coverage, 0 < level < 1. Ties vary less than wins and losses do, so that the
            interval keeps it with them too.
        higher_is_better: True for accuracy, False for NLL, None where no direction is known to be good: then
            the chance that treatment is higher.

    Returns:
        (ci_low, mean, ci_high), all 0 to 1: the share of seeds won; (0, NaN, 1) without seeds.

    Raises:
        ValueError: another shape, an entry not finite, or `level` outside (0, 1).

    Source: the probability of improvement of Agarwal et al. (2021), NeurIPS 34, over paired seeds;
    interval of Clopper and Pearson (1934), Biometrika 26.

    >>> "{:.4f} {:.4f} {:.4f}".format(*chance_of_beating([0.001, 0.002, 0.0, -0.001]))
    '0.1228 0.6250 0.9715'
    """
    values = finite_values(differences, "differences", least=0)
    won = values < 0 if higher_is_better is False else values > 0
    hits = float(won.sum() + (values == 0).sum() / 2)
    return clopper_pearson(hits, values.size, level)


def effect_size(differences: ArrayLike, unit: float) -> float:
    """Mean of the paired differences in units of their standard deviation (Cohen's d_z).

    It depends on pairing: the same means over seeds paired otherwise have another d_z. Say so beside it.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2. Treatment minus control.
        unit: resolution of the metric, > 0; the sd is at least unit / sqrt(6), so that ties stay finite.

    Raises:
        ValueError: fewer than 2 entries, an entry not finite, or `unit` <= 0.

    Source: Cohen (1988), Statistical Power Analysis, chapter 2.3.5.

    >>> round(effect_size([0.001, 0.002, 0.003], unit=1e-4), 9)
    2.0
    """
    values = finite_values(differences, "differences")
    return mean_of(values) / difference_sd(values, unit)
