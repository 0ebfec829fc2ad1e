"""What a comparison, or a level, says in one sentence: never more than its numbers."""

from dropout_lab.analysis.comparisons import Compared
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.words import SHOWN, difference_text, interval_text, level_text, pairs_text


def sentence(row: Compared) -> str:
    """Say in one sentence what a comparison showed, and no more than its numbers do."""
    if row.minus_treatment:
        return _interaction(row)
    sides = f"{row.treatment} against {row.control}"
    metric = SHOWN[row.metric]
    if not row.n_pairs:
        lost = f" ({row.n_lost} lost to diverged or failed runs)" if row.n_lost else ""
        return f"{sides} on {metric.name}: no complete pair of seeds yet{lost}, so nothing is known."
    unit = metric.difference_unit
    interval = interval_text(row.metric, row.ci_low_joint, row.ci_high_joint, row.margin)
    name = level_name(row.joint_level, row.method, row.look)
    numbers = _numbers(row, f"{name} {interval}{unit}")
    pairs = pairs_text(row.n_pairs)
    if row.decision == "equivalent":
        margin = difference_text(row.metric, row.margin)
        return (
            f"{row.treatment} and {row.control} are equivalent on {metric.name}, the difference being inside "
            f"{margin}{unit} either way: {numbers}, over {pairs}."
        )
    if row.decision in ("better", "worse"):
        said = f"{row.treatment} is {row.decision} than {row.control} on {metric.name}"
        return f"{said}: {numbers}, over {pairs}."
    if row.n_pairs == 1:
        numbers = f"{_signed(row)}{unit}, no interval from a single pair"
    return f"{sides} on {metric.name} is inconclusive: {numbers}, over {pairs}{_why(row)}."


def _interaction(row: Compared) -> str:
    """Say whether an effect depends on where it is measured: a difference of two differences."""
    metric = SHOWN[row.metric]
    here = f"the effect {row.treatment} - {row.control}"
    there = f"the effect {row.minus_treatment} - {row.minus_control}"
    head = f"{here} against {there} on {metric.name}"
    if not row.n_pairs:
        lost = f" ({row.n_lost} lost to diverged or failed runs)" if row.n_lost else ""
        return f"{head}: no seed is complete on all four sides yet{lost}, so nothing is known."
    unit = metric.difference_unit
    interval = interval_text(row.metric, row.ci_low_joint, row.ci_high_joint, row.margin)
    bounds = _numbers(row, f"{level_name(row.joint_level, row.method, row.look)} {interval}{unit}")
    if row.n_pairs == 1:
        bounds = f"{_signed(row)}{unit}, no interval from a single seed"
    seeds = f"{row.n_pairs} seed{'' if row.n_pairs == 1 else 's'} with all four runs"
    numbers = f"they differ by {bounds}, over {seeds}" if row.method == "t" else f"{bounds}, over {seeds}"
    if row.decision == "equivalent":
        margin = difference_text(row.metric, row.margin)
        inside = f"the difference being inside {margin}{unit} either way"
        return f"{here} and {there} are equivalent on {metric.name}, {inside}: {numbers}."
    if row.decision in ("better", "worse"):
        return f"{here} is {row.decision} than {there} on {metric.name}: {numbers}."
    return f"{head} is inconclusive: {numbers}{_why(row)}."


def level_sentence(summary: Frame) -> str:
    """Say where each variant stands when nothing is compared."""
    rows = summary[summary["metric"] == "test_accuracy"]
    parts = []
    for row in rows.itertuples():
        if not row.n:
            parts.append(f"{row.variant}: no run is done yet")
            continue
        ends = ", ".join(level_text(row.metric, end) for end in (row.ci_low, row.ci_high))
        interval = f", 95 % interval [{ends}] %" if row.n > 1 else ", no interval from a single seed"
        seeds = f"{row.n} seed{'' if row.n == 1 else 's'}"
        parts.append(f"{row.variant}: test accuracy {level_text(row.metric, row.mean)} %{interval}, {seeds}")
    return "; ".join(parts) + "; compared with nothing."


def level_name(joint_level: float, method: str, look: str) -> str:
    """Name an interval: joint where a family shares its level, and what looking made of it."""
    joint = "joint " if joint_level > 0.95 + 1e-12 else ""
    looks = f" that allows for looking on the way ({look})" if method == "sequence" else ""
    return f"{joint}95 % interval{looks}"


def _numbers(row: Compared, bounds: str) -> str:
    """Mean and interval; the interval first where seeds were looked at: a mean at a stop leans outward."""
    mean = f"{_signed(row)}{SHOWN[row.metric].difference_unit}"
    return f"{bounds} around {mean}" if row.method == "sequence" else f"{mean}, {bounds}"


def _signed(row: Compared) -> str:
    text = difference_text(row.metric, row.mean_difference, [0.0] if row.decision != "inconclusive" else [])
    return f"+{text}" if float(text) > 0 else text


def _why(row: Compared) -> str:
    if "diverged" in row.reason:
        return f"; {row.reason}"
    if row.n_pairs < 3:
        return "; under 3 pairs decide nothing"
    if row.method == "t":
        seen = difference_text(row.metric, row.detectable_difference, [0.0])
        unit = SHOWN[row.metric].difference_unit
        return f", which could only have seen {seen}{unit} or more (in four of five experiments)"
    return ""
