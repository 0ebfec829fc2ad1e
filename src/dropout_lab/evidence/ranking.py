"""Ranks as sets: the places that joint intervals of all pairs leave to each variant."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from dropout_lab.evidence.comparisons import Compared
from dropout_lab.evidence.frames import Frame
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import rank_sets

RANK_COLUMNS = ["metric", "variant", "best", "worst"]
FEWEST = 3
"""Variants from which on an order says more than their comparison does."""


class Rank(NamedTuple):
    """Places that a variant can have: from 1 + those surely better to all but those surely worse."""

    variant: str
    best: int
    worst: int


def ranked(rows: Sequence[Compared], variants: Sequence[str], *, higher_is_better: bool) -> tuple[Rank, ...]:
    """Rank variants by the joint intervals of their pairs, best first.

    Args:
        rows: comparisons of two of the variants each, on one metric, of one family; a pair that is not there,
            or that decides nothing (too few pairs of seeds, or lost ones), leaves its order open.
        variants: the names, in the order of equal ranks.
        higher_is_better: which way the metric is good.
    """
    place = {name: number for number, name in enumerate(variants)}
    low, high = (np.full((len(variants),) * 2, end) for end in (-math.inf, math.inf))
    for row in rows:
        if row.decision == "inconclusive" and row.reason.kind in ("few_pairs", "lost_pairs"):
            continue
        i, j = place[row.treatment], place[row.control]
        low[i, j], high[i, j] = row.ci_low_joint, row.ci_high_joint
        low[j, i], high[j, i] = -row.ci_high_joint, -row.ci_low_joint
    found = rank_sets(low, high, higher_is_better=higher_is_better)
    ranks = [Rank(name, *places) for name, places in zip(variants, found.tolist(), strict=True)]
    return tuple(sorted(ranks, key=lambda rank: rank[1:]))


def ranks_frame(compared: Sequence[Compared]) -> Frame:
    """One row per metric and variant, best first, of each metric on which all pairs were planned.

    Empty where fewer than three variants are compared, or a pair is left out: an order that not all pairs
    were planned for would say more than its joint intervals hold together.
    """
    rows: list[tuple[object, ...]] = []
    for metric in dict.fromkeys(row.metric for row in compared):
        of_metric = [row for row in compared if row.metric == metric and not row.minus_treatment]
        variants = list(dict.fromkeys(name for row in of_metric for name in (row.control, row.treatment)))
        pairs = {frozenset((row.treatment, row.control)) for row in of_metric}
        better = CATALOGUE[metric].higher_is_better
        if better is None or len(variants) < FEWEST or len(pairs) < math.comb(len(variants), 2):
            continue
        rows += [(metric, *rank) for rank in ranked(of_metric, variants, higher_is_better=better)]
    return pd.DataFrame(rows, columns=RANK_COLUMNS)
