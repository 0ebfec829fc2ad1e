"""Runs -> tidy frames."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.metrics import is_learned, measured_metrics
from dropout_lab.plan import Cell
from dropout_lab.store import Runs

if TYPE_CHECKING:
    Frame = Any  # pandas annotates a cell as nearly every type there is: checks that only find noise
else:
    Frame = pd.DataFrame

RUN_COLUMNS = (
    *("variant", "seed", "run_id", "engine", "status"),
    *(
        "seconds",
        "weights_sha256",
        "epochs",
        "diverged_epoch",
        "attempts",
        "finished_at",
        "first_seen",
        "error",
    ),
)
"""Columns of runs.csv beside the metrics, which stand after the status."""

CURVE_COLUMNS = ("run_id", "epoch")
"""Columns of curves.csv before the metrics."""


def runs_frame(cells: Sequence[Cell], found: Runs) -> Frame:
    """One row per variant and seed that has a run, in the order of variants, then of seeds.

    A metric of the catalogue has a column where any run has it.
    """
    there = [cell for cell in cells if cell.run_id in found]
    places = found.places([cell.run_id for cell in there])
    columns: dict[str, Any] = {
        "variant": [cell.variant.name for cell in there],
        "seed": [cell.seed for cell in there],
        "run_id": [cell.run_id for cell in there],
        "engine": [cell.variant.engine.name for cell in there],
    }
    for name in RUN_COLUMNS:
        if name not in columns:
            columns[name] = found.fact_at(name, places).tolist()
    metrics = _known([found.metrics.names(places)])
    for name in metrics:
        columns[name] = found.metrics.matrix(name, places, 1)[:, 0]
    frame: Frame = pd.DataFrame(columns, columns=[*RUN_COLUMNS[:5], *metrics, *RUN_COLUMNS[5:]])
    numbers = [*metrics, "seconds"]
    frame[numbers] = frame[numbers].astype("float64")
    whole = ["epochs", "diverged_epoch", "attempts"]
    frame[whole] = frame[whole].astype("Int64")
    return frame


def curves_frame(runs: Frame, found: Runs) -> Frame:
    """One row per run and epoch; a run shared by two variants stands here once.

    A metric of the catalogue has a column where any run has its curve, and then what a dropout learned.
    """
    run_ids = list(dict.fromkeys(runs["run_id"]))
    curves = [found.curves.of_run(place) for place in found.places(run_ids).tolist()]
    epochs = [max(map(len, of_run.values()), default=0) for of_run in curves]
    columns: dict[str, NDArray[Any]] = {
        "run_id": np.repeat(np.array(run_ids, dtype=object), epochs),
        "epoch": np.concatenate([np.zeros(0, np.int64), *(np.arange(1, n + 1) for n in epochs)]),
    }
    learned = sorted(filter(is_learned, set[str]().union(*curves)))
    for name in [*_known(curves), *learned]:
        rows = (padded(of_run.get(name), n) for of_run, n in zip(curves, epochs, strict=True))
        columns[name] = np.concatenate([np.zeros(0), *rows])
    return pd.DataFrame(columns)


def stacked(parts: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Frame:
    """Stack parts of a table, as one frame: a frame for each would take ten times longer.

    Args:
        parts: each by column an array of shape (n_rows,), or one value for all its rows; at least one array.
        columns: their names, in order.
    """
    if not parts:
        return pd.DataFrame(columns=list(columns))
    sizes = [
        next(len(values) for values in part.values() if isinstance(values, np.ndarray)) for part in parts
    ]
    return pd.DataFrame(
        {
            name: np.concatenate([_filled(part[name], n) for part, n in zip(parts, sizes, strict=True)])
            for name in columns
        }
    )


def _filled(values: Any, size: int) -> NDArray[Any]:
    if isinstance(values, np.ndarray):
        return values
    return np.full(size, values, object if isinstance(values, str) else None)


def _known(runs: Iterable[Iterable[str]]) -> list[str]:
    """Metrics that any run has, in the order of the catalogue."""
    there = set[str]().union(*runs)
    return [row.name for row in measured_metrics() if row.name in there]


def padded(curve: NDArray[np.float64] | None, epochs: int) -> NDArray[np.float64]:
    """Return a curve as float64 of shape (epochs,), NaN where it ended earlier."""
    if curve is not None and len(curve) == epochs:
        return curve
    whole = np.full(epochs, np.nan)
    if curve is not None:
        whole[: len(curve)] = curve[:epochs]
    return whole
