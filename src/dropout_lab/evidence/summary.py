"""Estimates of each variant by itself: at the end, and by epoch."""

import math
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.frames import Frame, stacked
from dropout_lab.evidence.images import image_spread
from dropout_lab.evidence.interval_choice import look_at
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE, Metric, twin_of
from dropout_lab.stats import Interval, level_interval, level_sequence_interval, sd_of

NO_IMAGES = (math.nan, math.nan)


def levels_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per variant and seed whose run is done: ``variant``, ``seed`` and the primary metric."""
    seeds, metric = np.asarray(table.seeds), experiment.metric
    parts: list[dict[str, Any]] = []
    for variant in (v.name for v in experiment.variants):
        done = table.ends[variant].done
        values = table.values[variant].get(metric, np.full(len(done), math.nan))
        parts.append({"variant": variant, "seed": seeds[done], metric: values[done]})
    return stacked(parts, ["variant", "seed", metric])


def summary_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per variant and metric: n, mean, sd, 95 % interval, min, max over the runs that are done.

    The sd is the plain one; the interval knows the resolution floor. ``method`` is ``t``, or
    ``sequence`` where the seeds were looked at on the way. Of test accuracy, ``image_noise`` is the
    spread between seeds that the images alone would make, ``sd_beyond_images`` what lies beyond.
    """
    rows: list[dict[str, Any]] = []
    shown = [row for row in metrics_of(experiment) if row.is_described]
    for variant in (v.name for v in experiment.variants):
        done = table.ends[variant].done
        look = look_at(experiment, table.beyond_plan(done), int(table.ends[variant].missing.sum()))
        for row in shown:
            values = table.values[variant].get(row.name, np.full(len(done), math.nan))[done]
            rows.append({"variant": variant, "metric": row.name, "n": int(done.sum())})
            unit = metric_unit(experiment, row.name, variant)
            rows[-1] |= {**described(values, unit, look.method), "method": look.method}
            noise = image_spread(experiment, table, variant) if row.of_errors else NO_IMAGES
            rows[-1] |= dict(zip(("image_noise", "sd_beyond_images"), noise, strict=True))
    return pd.DataFrame(rows)


def metrics_of(experiment: Experiment) -> list[Metric]:
    """Return the rows of the catalogue; those of an evaluation only where some variant has one."""
    evaluated = any(variant.recipe.evaluation for variant in experiment.variants)
    return [row for row in CATALOGUE.values() if evaluated or not row.needs_evaluation]


def columns_beside(experiment: Experiment) -> list[Metric]:
    """Return the metrics that a summary has columns of beside the primary one: test examples first."""
    rows = (row for row in metrics_of(experiment) if row.column and row.name != experiment.metric)
    return sorted(rows, key=lambda row: (row.split != "test", row.derived is not None))


def learning_metrics(experiment: Experiment) -> tuple[str, ...]:
    """Return the primary metric, as it is at each epoch, and its twin of the training examples, if any."""
    primary = CATALOGUE[experiment.metric].followed
    twin = twin_of(primary)
    return (primary, twin) if twin else (primary,)


def learning_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per variant and epoch: n, and mean and sd over seeds of the metrics that are followed.

    Those are the primary one and the one beside it that shows overfitting: test and train accuracy.
    """
    parts, metrics = [], learning_metrics(experiment)
    for variant in (v.name for v in experiment.variants):
        done = table.ends[variant].done
        if not done.any():
            continue
        curves = table.curves[variant]
        part = {
            "variant": variant,
            "epoch": np.arange(1, experiment.variant(variant).recipe.training.epochs + 1),
            "n": done.sum(),
        }
        for metric in metrics:
            part[f"{metric}_mean"] = curves[metric][done].mean(axis=0)
            spread = curves[metric][done].std(axis=0, ddof=1) if done.sum() > 1 else math.nan
            part[f"{metric}_sd"] = spread
        parts.append(part)
    columns = ["variant", "epoch", "n"]
    columns += [f"{metric}_{what}" for metric in metrics for what in ("mean", "sd")]
    return stacked(parts, columns)


def described(values: np.ndarray, unit: float, method: str = "t") -> dict[str, float]:
    """Describe one variant on one metric: mean, sd, 95 % interval, min, max.

    Args:
        values: float64 of shape (n_seeds,).
        unit: resolution of the metric.
        method: t, or sequence where the seeds were looked at on the way.

    Returns:
        NaN where there is no value, or where too few say it.
    """
    n = values.size
    if n and not np.isfinite(values).all():  # a metric that this engine did not measure
        n = 0
    if n > 1:
        estimate = level_interval if method == "t" else level_sequence_interval
        interval = estimate(values, unit)
    else:
        interval = Interval(math.nan, float(values[0]) if n else math.nan, math.nan)
    return {
        "mean": interval.mean,
        "sd": sd_of(values) if n > 1 else math.nan,
        "ci_low": interval.ci_low,
        "ci_high": interval.ci_high,
        "min": float(values.min()) if n else math.nan,
        "max": float(values.max()) if n else math.nan,
    }
