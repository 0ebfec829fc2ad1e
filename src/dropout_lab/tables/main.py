"""The tables that people read, as plain text cells: for the terminal and for Markdown."""

from typing import NamedTuple

from dropout_lab.evidence import Analysis, Frame, columns_beside
from dropout_lab.experiment import comparison_label
from dropout_lab.language import (
    SHOWN,
    chance_text,
    difference_text,
    interval_text,
    level_text,
    number,
    seeds_range_text,
)


class Table(NamedTuple):
    """Column heads and rows of text; the first `n_names` columns hold names, the others numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_names: int = 1


def summary_table(analysis: Analysis) -> Table:
    """One row per variant: the primary metric with its spread, the metrics beside it, seconds a run."""
    primary, runs = analysis.experiment.metric, analysis.runs
    shown, beside = SHOWN[primary], [row.name for row in columns_beside(primary, narrow=True)]
    heads = (
        "variant", "n", _head(shown.name, shown.level_unit), _head("95 % interval", shown.level_unit),
        _head("sd", shown.difference_unit), _head("min - max", shown.level_unit),
        *(_head(SHOWN[metric].name, SHOWN[metric].level_unit) for metric in beside),
        "seconds a run", "diverged", "failed",
    )  # fmt: skip
    by_metric = {metric: part.set_index("variant") for metric, part in analysis.summary.groupby("metric")}
    counts = analysis.ledger.set_index("variant")
    seconds = runs[runs["status"] == "done"].groupby("variant")["seconds"].mean()
    rows = []
    for name, row in by_metric[primary].iterrows():
        ends = (level_text(primary, row[end]) for end in ("ci_low", "ci_high"))
        rows.append(
            (
                str(name),
                str(row["n"]),
                level_text(primary, row["mean"]),
                "[" + ", ".join(ends) + "]",
                difference_text(primary, row["sd"]),
                " - ".join(level_text(primary, row[end]) for end in ("min", "max")),
                *(level_text(metric, by_metric[metric].loc[name, "mean"]) for metric in beside),
                number(float(seconds.get(name, float("nan"))), 1),
                str(counts.loc[name, "diverged"]),
                str(counts.loc[name, "failed"]),
            )
        )
    return Table(heads, tuple(rows))


def _head(name: str, unit: str) -> str:
    """Name a column with its unit, where it has one."""
    return f"{name},{unit}" if unit else name


def comparison_table(comparisons: Frame) -> Table:
    """One row per comparison and metric, each with its unit."""
    heads = (
        "comparison", "metric", "pairs", "difference", "95 % interval", "seeds x images", "joint interval",
        "p, joint", "chance to beat", "pair correlation", "could have seen", "seeds to settle", "decision",
    )  # fmt: skip
    rows = []
    for row in comparisons.itertuples():
        unit = SHOWN[row.metric].difference_unit
        rows.append(
            (
                comparison_label(row.treatment, row.control, row.minus_treatment, row.minus_control),
                SHOWN[row.metric].name,
                str(row.n_pairs),
                difference_text(row.metric, row.mean_difference) + unit,
                interval_text(row.metric, row.ci_low, row.ci_high, row.margin),
                interval_text(row.metric, row.ci_low_crossed, row.ci_high_crossed),
                interval_text(row.metric, row.ci_low_joint, row.ci_high_joint, row.margin),
                number(row.p_joint, 4),
                chance_text(row.prob_better, row.prob_better_low, row.prob_better_high),
                number(row.pair_correlation, 2),
                difference_text(row.metric, row.detectable_difference) + unit,
                seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high),
                row.decision,
            )
        )
    return Table(heads, tuple(rows))


def ledger_table(ledger: Frame) -> Table:
    """Planned, done, diverged, failed and missing runs by variant; how often the test set was measured."""
    columns = ("variant", "planned", "done", "diverged", "failed", "missing", "test_measured")
    rows = tuple(tuple(str(row[column]) for column in columns) for _, row in ledger.iterrows())
    return Table((*columns[:-1], "test set measured"), rows)


def divergence_table(divergence: Frame) -> Table:
    """How many runs of each variant diverged, with the exact interval of the rate."""
    heads = ("variant", "runs that ended", "diverged", "rate, %", "95 % interval, %")
    rows = []
    for row in divergence.itertuples():
        rate, low, high = (number(100 * value, 1) for value in (row.rate, row.ci_low, row.ci_high))
        rows.append((row.variant, str(row.ended), str(row.diverged), rate, f"[{low}, {high}]"))
    return Table(heads, tuple(rows))
