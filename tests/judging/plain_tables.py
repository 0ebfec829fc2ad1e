"""Tables at random that nothing is wrong with, in every layout, and the sides that judging must find."""

from typing import NamedTuple

import numpy as np
from scipy import stats

METRICS = {
    "test_accuracy": (0.6, 0.05, True), "acc": (71.0, 2.0, True), "准确率": (0.9, 0.02, True),
    "val/loss": (0.4, 0.1, False), "latency": (4e7, 1e6, False), "Fehler": (0.2, 0.05, False),
    "residual": (4e-8, 1e-9, False), "zork": (5.0, 1.0, None),
}  # fmt: skip
"""Metric -> mean, sd, and whether higher is better."""

VARIANTS = (("base", "new"), ("0", "0.5"), ("None", "NA"), ("基线", "新方法"), ("a,b", "a b"), ("=x", "<b>"))
OTHERS = ("third", "方法四", "v5")


class Plain(NamedTuple):
    """A table, how it is asked for, and what must come out.

    ``sides`` holds for each comparison its group, treatment, and the two sides' values; ``n_lost`` how many
    of its pairs or runs are lost. ``family`` is the number of intervals that hold together.
    """

    rows: list
    asked: dict
    sides: list
    n_lost: list
    family: int


def plain_table(dice):
    """Make a table of one layout."""
    metric = dice.choice(list(METRICS))
    layout = dice.choice(
        (one, one, many, by_groups, curves, states, wide_variants, wide_seeds, unpaired, marked)
    )
    return layout(dice, metric)


def cells(dice, metric, n):
    """Values as a stranger types them, in few digits or many."""
    mean, sd, _ = METRICS[metric]
    digits = dice.choice((3, 4, 6, 17))
    return [f"{dice.gauss(mean, sd):.{digits}g}" for _ in range(n)]


def numbers(texts):
    return np.array([float(text) for text in texts])


def long_rows(values, metric):
    """A row a run, of values by method."""
    return [
        {"variant": name, "seed": str(seed), metric: cell}
        for name, side in values.items()
        for seed, cell in enumerate(side)
    ]


def one(dice, metric):
    """One method against another; runs of a third may stand beside them."""
    control, treatment = dice.choice(VARIANTS)
    n = dice.choice((0, 1, 2, 3, 5, 8, 20))
    values = {
        name: cells(dice, metric, n) for name in (control, treatment, *OTHERS[: dice.choice((0, 0, 1))])
    }
    rows = long_rows(values, metric)
    dice.shuffle(rows)
    asked = {"metric": metric, "treatments": (treatment,), "control": control}
    return Plain(rows, asked, [("", treatment, numbers(values[treatment]), numbers(values[control]))], [0], 1)


def many(dice, metric):
    """Several methods against one, perhaps with ranks."""
    control, *treatments = (*dice.choice(VARIANTS), *dice.sample(OTHERS, dice.choice((1, 2, 3))))
    n = dice.choice((1, 2, 3, 5, 8))
    values = {name: cells(dice, metric, n) for name in (control, *treatments)}
    ranks = METRICS[metric][2] is not None and dice.random() < 0.5
    asked = {"metric": metric, "treatments": dice.choice((("all",), tuple(treatments))), "control": control}
    sides = [("", name, numbers(values[name]), numbers(values[control])) for name in treatments]
    family = len(values) * (len(values) - 1) // 2 if ranks else len(treatments)
    return Plain(long_rows(values, metric), asked | {"ranks": ranks}, sides, [0] * len(sides), family)


def by_groups(dice, metric):
    """The same seeds on several data sets: a line for each, or pairs by both columns."""
    control, treatment = dice.choice(VARIANTS)
    n, groups = dice.choice((1, 2, 3, 5)), ("x", "cifar10", "数据")[: dice.choice((2, 3))]
    values = {(group, name): cells(dice, metric, n) for group in groups for name in (control, treatment)}
    rows = [
        {"data": group, "variant": name, "seed": str(seed), metric: cell}
        for (group, name), side in values.items()
        for seed, cell in enumerate(side)
    ]
    asked = {"metric": metric, "treatments": (treatment,), "control": control}
    whole = [
        np.concatenate([numbers(values[group, name]) for group in groups]) for name in (treatment, control)
    ]
    lines = [("", treatment, *whole)]
    if dice.random() < 0.5:
        return Plain(rows, asked | {"seed": "data,seed"}, lines, [0], 1)
    parts = [
        (group, treatment, *(numbers(values[group, name]) for name in (treatment, control)))
        for group in groups
    ]
    return Plain(rows, asked | {"by": "data"}, [*parts, *lines], [0] * (len(parts) + 1), len(parts) + 1)


def curves(dice, metric):
    """A row an epoch, in any order; the last, the first or a named one counts."""
    control, treatment = dice.choice(VARIANTS)
    n, epochs = dice.choice((1, 2, 3, 8)), sorted(dice.sample(range(1, 40), dice.choice((2, 3, 12))))
    values = {
        (name, seed): cells(dice, metric, len(epochs)) for name in (control, treatment) for seed in range(n)
    }
    rows = [
        {"variant": name, "seed": str(seed), "epoch": str(epoch), metric: cell}
        for (name, seed), curve in values.items()
        for epoch, cell in zip(epochs, curve, strict=True)
    ]
    dice.shuffle(rows)
    named = dice.randrange(len(epochs))
    at, place = dice.choice((("last", -1), ("first", 0), (f"epoch={epochs[named]}", named)))
    sides = [numbers(values[name, seed][place] for seed in range(n)) for name in (treatment, control)]
    asked = {"metric": metric, "treatments": (treatment,), "control": control, "at": at}
    return Plain(rows, asked, [("", treatment, *sides)], [0], 1)


def states(dice, metric):
    """A tracker's column of states; what did not finish costs its pair."""
    plain = one(dice, metric)
    control, (treatment,) = plain.asked["control"], plain.asked["treatments"]
    rows = sorted(
        (row for row in plain.rows if row["variant"] in (control, treatment)),
        key=lambda row: int(row["seed"]),
    )
    head = dice.choice(("state", "Status", "hydra.status"))
    lost = set()
    for row in rows:
        ended = dice.random() < 0.8
        row[head] = (
            dice.choice(("finished", "COMPLETED")) if ended else dice.choice(("crashed", "FAILED", "killed"))
        )
        if not ended:
            lost.add(row["seed"])
    kept = [[float(row[metric]) for row in rows if row["variant"] == name and row["seed"] not in lost]
            for name in (treatment, control)]  # fmt: skip
    if not any(len(side) for side in kept) or rows[0][head] not in ("finished", "COMPLETED"):
        return one(dice, metric)
    sides = [("", treatment, np.array(kept[0]), np.array(kept[1]))]
    return Plain(rows, plain.asked, sides, [len(lost)], 1)


def wide_variants(dice, metric):
    """A column a method, a row a seed, which may have no name."""
    names = (*dice.choice(VARIANTS), *dice.sample(OTHERS, dice.choice((0, 1))))
    n = dice.choice((2, 3, 8))
    values = {name: cells(dice, metric, n) for name in names}
    rows = [{name: values[name][seed] for name in names} for seed in range(n)]
    if dice.random() < 0.7:
        rows = [{"seed": str(seed), **row} for seed, row in enumerate(rows)]
    control, *treatments = names
    asked = {"metric": metric, "treatments": tuple(treatments), "control": control, "wide": True}
    if len(names) > 2 and dice.random() < 0.5:
        asked["treatments"] = ("all",)
    sides = [("", name, numbers(values[name]), numbers(values[control])) for name in treatments]
    return Plain(rows, asked, sides, [0] * len(sides), len(sides))


def wide_seeds(dice, metric):
    """A column a seed, a row a method."""
    control, treatment = dice.choice(VARIANTS)
    n, head = dice.choice((2, 3, 8)), dice.choice(("seed_{}", "{}", "run {}", "fold{}"))
    values = {name: cells(dice, metric, n) for name in (control, treatment)}
    rows = [
        {"variant": name} | {head.format(seed): side[seed] for seed in range(n)}
        for name, side in values.items()
    ]
    asked = {"metric": metric, "treatments": (treatment,), "control": control, "wide": True}
    return Plain(rows, asked, [("", treatment, numbers(values[treatment]), numbers(values[control]))], [0], 1)


def unpaired(dice, metric):
    """Two groups of runs, of unlike sizes, with seeds of their own or none."""
    control, treatment = dice.choice(VARIANTS)
    values = {name: cells(dice, metric, dice.choice((2, 3, 5, 9))) for name in (control, treatment)}
    rows = long_rows(values, metric)
    if dice.random() < 0.5:
        rows = [{key: cell for key, cell in row.items() if key != "seed"} for row in rows]
    asked = {"metric": metric, "treatments": (treatment,), "control": control, "pairing": "unpaired"}
    return Plain(rows, asked, [("", treatment, numbers(values[treatment]), numbers(values[control]))], [0], 1)


def marked(dice, metric):
    """Cells with a percent sign, which decide the unit of any metric."""
    plain = one(dice, "acc")
    for row in plain.rows:
        row["acc"] += dice.choice(("%", " %"))
    return plain


def interval(left, right, unit, level, *, is_paired):
    """Mean, interval and p-value by SciPy; ties have at least the sd that rounding has."""
    if is_paired:
        gap = left - right
        error, freedom = max(gap.std(ddof=1), unit / 6**0.5) / gap.size**0.5, gap.size - 1
    else:
        parts = [max(side.std(ddof=1), unit / 12**0.5) ** 2 / side.size for side in (left, right)]
        error = sum(parts) ** 0.5
        freedom = sum(parts) ** 2 / sum(
            part**2 / (side.size - 1) for part, side in zip(parts, (left, right), strict=True)
        )
    mean = left.mean() - right.mean()
    low, high = stats.t.interval(level, freedom, loc=mean, scale=error)
    return mean, low, high, 2 * stats.t.sf(abs(mean) / error, freedom)
