"""Ranks as sets: what joint intervals of all pairs allow the rank of each variant to be."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rank_sets(ci_low: ArrayLike, ci_high: ArrayLike, *, higher_is_better: bool = True) -> NDArray[np.int64]:
    """Lowest and highest rank of each of m variants; 1 is the best.

    All sets hold together at 95 % where the intervals do: paired intervals of all m(m - 1)/2 pairs at
    1 - 0.05 / (m(m - 1)/2). Overlapping sets say that these seeds cannot order the variants.

    Args:
        ci_low: float64, shape (m, m), m >= 1: lower end of the interval of row minus column. The diagonal is
            not read. NaN, or unbounded: nothing is known of the pair.
        ci_high: float64, shape (m, m): the upper end; -ci_low of the transpose.
        higher_is_better: True for accuracy, False for NLL.

    Returns:
        int64, shape (m, 2): 1 + the number of variants surely better, and m - the number surely worse.

    Raises:
        ValueError: other shapes, an interval whose ends are in the wrong order, or two variants of which each
            is surely better.

    Source: Mogstad, Romano, Shaikh and Wilhelm (2023), Review of Economic Studies 91.

    >>> rank_sets([[0, 0.001, 0.002], [-0.003, 0, -0.001], [-0.004, -0.002, 0]],
    ...           [[0, 0.003, 0.004], [-0.001, 0, 0.002], [-0.002, 0.001, 0]]).tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    low, high = (np.array(ends, dtype=np.float64) for ends in (ci_low, ci_high))
    if low.shape != high.shape or low.ndim != 2 or low.shape[0] != low.shape[1] or not low.size:
        raise ValueError(
            f"ci_low has shape {low.shape}, ci_high {high.shape}; both need (m, m) for m variants, m >= 1"
        )
    for ends in (low, high):
        np.fill_diagonal(ends, np.nan)
    if (low > high).any():
        row, column = np.argwhere(low > high)[0].tolist()
        raise ValueError(
            f"row {row}, column {column}: ci_low={low[row, column]:g} is above ci_high={high[row, column]:g}"
        )
    better, worse = (low > 0, high < 0) if higher_is_better else (high < 0, low > 0)
    if (better & better.T).any():
        row, column = np.argwhere(better & better.T)[0].tolist()
        raise ValueError(f"rows {row} and {column} are each better; [column, row] must mirror [row, column]")
    better, worse = better | worse.T, worse | better.T  # a pair given in one of the two places alone
    return np.stack([1 + worse.sum(axis=1), len(low) - better.sum(axis=1)], axis=1)
