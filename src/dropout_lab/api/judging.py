"""`dropout_lab.judge`: a table of runs trained anywhere; loads neither Dask nor a backend."""

from pathlib import Path
from typing import TYPE_CHECKING

from dropout_lab.judging import Judgement, Published, Scale, judge_table
from dropout_lab.judging import Roles as Columns
from dropout_lab.metrics import DEFAULT_METRIC

if TYPE_CHECKING:  # its one door is `analysis`
    from pandas import DataFrame


def judge(
    table: "DataFrame | Path | str",
    *,
    treatment: object,
    control: object,
    variant: str = "variant",
    seed: str = "seed",
    metric: str = DEFAULT_METRIC,
    unit: float | None = None,
    margin: float | None = None,
    higher_is_better: bool | None = None,
    claim: float | None = None,
    tolerance: float = 0.005,
    claim_runs: int | None = 1,
    claim_decimals: int | None = None,
) -> Judgement:
    """Judge two variants of a table by the rules of our own experiments; nothing is trained.

    Args:
        table: a frame, or the path of a CSV or Parquet file; a row is a run.
        treatment: name of the one variant (its text, where the column holds numbers).
        control: name of the other.
        variant: column that names the variant.
        seed: column of the seed; rows pair by it, never by position.
        metric: column to compare; an accuracy is a fraction.
        unit: the metric's resolution, 1 / number of test images; None: 0.0001 for an accuracy.
        margin: smallest difference that matters; None: 0.001 for an accuracy, else none.
        higher_is_better: the good direction; None: by the metric's name.
        claim: a published difference, as a fraction.
        tolerance: how near it counts.
        claim_runs: runs behind it; None: said of the recipe itself.
        claim_decimals: decimals of the published fraction; None: those that `claim` has.

    Returns:
        ``decision``, ``verdict`` (None without a claim), ``sentences``, ``compared`` (the row of
        comparisons.csv), ``judged`` (the object of claims.json), ``frame``, ``seeds`` and ``notes``.

    Raises:
        ConfigError: a column, a variant or a number that cannot be.
        TableError: a table that cannot be read, or not be paired.
    """
    return judge_table(
        Path(table) if isinstance(table, str) else table,
        str(treatment),
        str(control),
        roles=Columns(variant, seed, metric),
        scale=Scale(unit, margin, higher_is_better),
        published=None if claim is None else Published(claim, tolerance, claim_runs, claim_decimals),
    )
