"""What a page needs for a slider over the values of a sweep: its nets by value, levels, quantiles."""

from collections import Counter
from typing import Any, NamedTuple

from dropout_lab.evidence import Analysis, Sweep, find_sweep
from dropout_lab.language import (
    UNKNOWN,
    Words,
    digits_of,
    known_ends,
    labels_of,
    level_text,
    levels_text,
    line_labels,
    metrics_in,
    swept_label,
)
from dropout_lab.report.bilingual import Both, both, say, tell
from dropout_lab.report.page.explored import Explored, template
from dropout_lab.stats import joint_level, t_quantiles


class Slid(NamedTuple):
    """Data of a slider, the sentences that the browser fills in, and the words beside it.

    ``first``: place of the value that it begins with. ``key``: what is swept. ``note``: how to read a line.
    """

    plain: dict[str, Any]
    texts: dict[str, Both]
    first: int
    key: Both
    note: Both


def slid(analysis: Analysis, explored: Explored | None) -> Slid | None:
    """Return what a page needs for its slider; None where one key orders no nets, or nothing is a control.

    Args:
        analysis: of the sweep.
        explored: data of the page by variant and seed, which the slider computes from.
    """
    sweep, control = find_sweep(analysis.experiment), _control(analysis)
    if explored is None or sweep is None or sweep.kind != "curve" or control not in sweep.points:
        return None
    names = [variant["name"] for variant in explored.plain["variants"]]
    metrics = [metric["name"] for metric in explored.plain["metrics"]]
    if analysis.metric not in metrics or control not in names:
        return None
    most, level = len(analysis.seeds), joint_level(analysis.experiment.family_size)
    key = both(lambda words: swept_label(sweep, words))
    plain = {
        "metric": metrics.index(analysis.metric),
        "control": names.index(control),
        "values": [f"{value:g}" for value in sweep.values],
        "lines": _lines(analysis, sweep, control, names),
        "levels": [both(lambda words, name=name: _level(analysis, name, words)) for name in names],
        "t": {"plain": explored.plain["t"], "joint": t_quantiles(most, level)},
    }
    called = both(lambda words: labels_of(analysis.experiment, words)[control])
    at = tell("page.slide.at", key=key, value="{value}")
    texts = {"said": template("page.slide.said"), "alone": template("page.slide.alone"), "at": at}
    note = "slide.note" if analysis.is_whole else "slide.note_open"
    return Slid(plain, texts, len(sweep.values) // 2, key, say(note, control=called))


def _control(analysis: Analysis) -> str:
    """Return the variant that most others are compared with; empty where nothing is compared."""
    controls = Counter(pair.control for pair in analysis.experiment.comparisons if not pair.minus)
    return max(controls, key=lambda name: controls[name], default="")


def _lines(analysis: Analysis, sweep: Sweep, control: str, names: list[str]) -> list[dict[str, Any]]:
    """Return each line of the curve, with its variant at each value and whether its comparison is planned.

    A line alone has no label: its variants have theirs.
    """
    planned = {
        pair.treatment
        for pair in analysis.experiment.comparisons
        if pair.control == control and not pair.minus and analysis.metric in pair.metrics
    }
    lines: list[dict[str, Any]] = []
    for line in dict.fromkeys(sweep.lines.values()):
        at = {sweep.points[name][0]: name for name in names if sweep.lines.get(name) == line}
        if [*at.values()] == [control]:  # drawn across
            at = dict.fromkeys(sweep.values, control)
        points = [
            {"variant": names.index(at[value]), "planned": at[value] in planned} if value in at else None
            for value in sweep.values
        ]
        label = both(lambda words, line=line: line_labels(analysis.experiment, sweep, words)[line])
        lines.append({"label": label if sweep.line_key else None, "points": points})
    return lines


def _level(analysis: Analysis, name: str, words: Words) -> str:
    """Say the level of a variant with its unit and its interval."""
    rows = analysis.summary[
        (analysis.summary["variant"] == name) & (analysis.summary["metric"] == analysis.metric)
    ]
    row, unit = rows.iloc[0], metrics_in(words)[analysis.metric].level_unit
    low, high = known_ends(row["n"], row["ci_low"], row["ci_high"])
    digits = digits_of(analysis.metric, low, high, row["mean"])
    level = level_text(analysis.metric, row["mean"], digits) + unit
    reach = levels_text(analysis.metric, low, high, digits, words)
    if reach.startswith("["):
        ends = {
            "low": level_text(analysis.metric, low, digits),
            "high": level_text(analysis.metric, high, digits),
        }
        reach = words("units.range", **ends)
    return level if reach == UNKNOWN else words("page.slide.level", level=level, reach=reach)
