"""Decisions and intervals -> what they answer to the question that was asked: a kind of reply, and no words.

Source: size times certainty, as in the Cochrane Handbook, table 15.6.b, and GRADE guidelines 26: the interval
beside zero and the margin picks the word, and nothing new is claimed.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dropout_lab.evidence.analyse import Analysis
from dropout_lab.evidence.comparisons import Compared
from dropout_lab.evidence.frames import Frame
from dropout_lab.evidence.standings import by_standing, grouped, standing
from dropout_lab.evidence.sweeps import Sweep, find_sweep
from dropout_lab.evidence.swept import Swept, swept_of
from dropout_lab.evidence.variance import POKE
from dropout_lab.experiment import Experiment
from dropout_lab.stats import FEWEST_PAIRS

_DIFFERENT = ("better", "worse")
_SLIGHTLY = ("slightly_better", "slightly_worse")
_SAME = {**dict.fromkeys((*_DIFFERENT, *_SLIGHTLY), "no"), "same": "yes"}

MEANS = {
    "better": {
        "better": "yes",
        "slightly_better": "slightly",
        "worse": "no",
        "slightly_worse": "no",
        "same": "no_difference",
    },
    "same": _SAME,
    "copies": _SAME,
    "change": {
        **dict.fromkeys(_DIFFERENT, "yes"),
        **dict.fromkeys(_SLIGHTLY, "slightly"),
        "same": "no_difference",
    },
    "depends": {
        **dict.fromkeys(_DIFFERENT, "yes"),
        **dict.fromkeys(_SLIGHTLY, "slightly"),
        "same": "no",
    },
    "difference": {"same": "no_difference"},
    "differences": {
        **{f"slightly_{way}": way for way in ("better", "worse", "higher", "lower")},
        "same": "no_difference",
    },
}
"""What a question asks -> what the standing of one comparison answers; where none is named, the standing."""

SETTLES = {
    "change": ("yes", "slightly"),
    "depends": ("yes", "slightly"),
    "same": ("no",),
    "copies": ("no",),
}
"""What a question asks -> replies for which one comparison is enough, whatever the others leave open."""

SWEPT = 3
"""Comparisons with one control, from which on these alone answer what the differences are."""


class Reply(NamedTuple):
    """What the evidence answers.

    ``asks``: as in `Asks`; ``copies`` where *same* is asked of copies of one recipe, ``differences`` of
    several comparisons, ``levels`` where nothing is compared. ``kind``: yes, no, slightly, no_difference,
    open, few, lost, unknown, a standing, or one of the question's own, such as ``reverses``; ``mixed`` where
    comparisons say different things and none settles it. ``groups``: kind -> the comparisons that say so,
    what is shown first. ``swept``: where these are of a sweep's points, what they say of it.
    """

    asks: str
    kind: str
    groups: Mapping[str, tuple[Compared, ...]] = {}
    swept: Swept | None = None

    @property
    def rows(self) -> tuple[Compared, ...]:
        """All comparisons that the question needs, in the order of ``groups``."""
        return tuple(row for rows in self.groups.values() for row in rows)


def reply_of(analysis: Analysis) -> Reply:
    """Return what an analysis answers; without evidence of what is asked, what its comparisons do."""
    asks = analysis.experiment.asks
    special = {
        "how much": (analysis.shares, shares_reply),
        "epochs": (analysis.by_epoch, epochs_reply),
        "selection": (analysis.selection, selection_reply),
        "ranks": (_primary(analysis.ranks, analysis.metric), ranks_reply),
    }
    if asks in special:
        frame, reply = special[asks]
        if len(frame):
            return Reply(asks, "few" if _pairs(frame) < FEWEST_PAIRS else reply(frame))
    rows = needed(analysis)
    if rows:
        sweep = find_sweep(analysis.experiment)
        return rows_reply(rows, asked_of(analysis.experiment, rows), sweep)
    done = analysis.summary[analysis.summary["metric"] == analysis.metric]["n"]
    return Reply("levels", "unknown" if not done.any() else "one" if len(done) == 1 else "several")


def needed(analysis: Analysis) -> tuple[Compared, ...]:
    """Return the comparisons that the question needs: all on the primary metric, interactions or the others.

    Where there are no such, all on the primary metric; without these, all.
    """
    rows, experiment = analysis.compared, analysis.experiment
    on_metric = [row for row in rows if row.metric == experiment.metric]
    crossed = experiment.asks == "depends"
    wanted = [row for row in on_metric if bool(row.minus_treatment) == crossed]
    return tuple(wanted or on_metric or rows)


def asked_of(experiment: Experiment, rows: Iterable[Compared]) -> str:
    """Return what an experiment asks of some of its comparisons; a plain one says no effect depends."""
    rows = tuple(rows)
    if experiment.asks == "depends" and not any(row.minus_treatment for row in rows):
        return "difference"
    copies = experiment.asks == "same" and all(_are_copies(experiment, row) for row in rows)
    return "copies" if copies else experiment.asks


def rows_reply(rows: Sequence[Compared], asks: str, sweep: Sweep | None = None) -> Reply:
    """Return what comparisons answer.

    Args:
        rows: those that the question needs, at least one.
        asks: what it asks; of what comparisons cannot answer, what the differences are.
        sweep: of its experiment; where differences are asked for, whether any of its points is better.
    """
    asks = asks if asks in MEANS else "difference"
    if asks == "difference" and len(rows) > 1:
        swept = swept_of(rows, sweep)
        if swept:
            return Reply("differences", swept.kind, by_standing(swept.rows), swept)
        asks, rows = "differences", _with_one_control(rows)
    groups = grouped((MEANS[asks].get(standing(row), standing(row)), row) for row in rows)
    settling = [kind for kind in SETTLES.get(asks, ()) if kind in groups]
    first = (settling or list(groups))[0]
    return Reply(asks, first if settling or len(groups) == 1 else "mixed", groups)


def shares_reply(shares: Frame) -> str:
    """Return what shares of the variance answer: how large a poke's is, or which streams matter."""
    part = shares[shares["stream"] == POKE]
    if len(part):
        return share_kind(float(part["estimate"].iloc[0]), float(part["ci_low"].iloc[0]))
    part = of_streams(shares)
    low, high = part["ci_low"], part["ci_high"]
    shown = part[low > 0]
    if shown.empty:
        return "open"
    largest = part.loc[low.idxmax()]
    if len(part) > 1 and largest["ci_low"] > high.drop(low.idxmax()).max():
        return "mostly"
    return "all_matter" if len(shown) == len(part) else "some_matter"


def of_streams(shares: Frame) -> Frame:
    """Return the rows of streams: what each makes together with the others, else what it makes by itself."""
    streams = shares[shares["stream"] != POKE]
    total = streams[streams["share"] == "total"]
    return total if len(total) else streams


SIZES = {
    "nothing": 0.04,
    "tenth": 0.15,
    "fifth": 0.225,
    "quarter": 0.29,
    "third": 0.415,
    "half": 0.58,
    "two_thirds": 0.71,
    "three_quarters": 0.83,
}
"""Word of a share -> the largest share that it is said of; above all of them it is nearly the whole."""


def share_kind(estimate: float, low: float) -> str:
    """Return the nearest usual share; ``open`` where its interval does not tell it from none.

    >>> share_kind(0.46, 0.13), share_kind(0.46, -0.1), share_kind(1.1, 0.6)
    ('half', 'open', 'whole')
    """
    if not low > 0:
        return "open"
    return next((kind for kind, most in SIZES.items() if estimate <= most), "whole")


def epochs_reply(by_epoch: Frame) -> str:
    """Return whether the sign of a difference changes with the epochs."""
    parts = [part for _, part in by_epoch.groupby(["treatment", "control"], sort=False)]
    above = [bool((part["ci_low"] > 0).any()) for part in parts]
    below = [bool((part["ci_high"] < 0).any()) for part in parts]
    if any(a and b for a, b in zip(above, below, strict=True)):
        return "reverses"
    return "no_reversal" if any(above) or any(below) else "nothing"


def selection_reply(selection: Frame) -> str:
    """Return whether choosing the epoch by the test set raises a level, or moves a difference."""
    by_test = selection[selection["chosen_by"].str.startswith("test")]
    levels, differences = (by_test[by_test["kind"] == kind] for kind in ("level", "difference"))
    moved = (differences["ci_low"] > 0) | (differences["ci_high"] < 0)
    if moved.any():
        return "one_sided"
    return "flatters" if (levels["ci_low"] > 0).any() else "open"


def ranks_reply(ranks: Frame) -> str:
    """Return whether one variant is first, several may be, or any."""
    return first_reply(ranks["best"])


def first_reply(best: Iterable[int]) -> str:
    """Return the same of the best possible rank of each variant.

    >>> first_reply([1, 2, 2]), first_reply([1, 1, 3]), first_reply([1, 1])
    ('first', 'several', 'open')
    """
    may_be = [rank == 1 for rank in best]
    return "first" if sum(may_be) == 1 else "open" if all(may_be) else "several"


def _pairs(frame: Frame) -> float:
    """Return over how many pairs evidence is; ranks, which come from decisions, do not say it."""
    counts = [name for name in ("n_pairs", "n") if name in frame]
    return float(frame[counts[0]].max()) if counts else math.inf


def _primary(ranks: Frame, metric: str) -> Frame:
    return ranks[ranks["metric"] == metric] if len(ranks) else ranks


def _with_one_control(rows: Sequence[Compared]) -> Sequence[Compared]:
    """Return the comparisons with the control that most have, where these are many; else all."""
    control, n = Counter(row.control for row in rows).most_common(1)[0]
    return [row for row in rows if row.control == control] if n >= SWEPT else rows


def _are_copies(experiment: Experiment, row: Compared) -> bool:
    """Whether both sides of a comparison are one recipe on one engine, with other streams."""
    sides = [experiment.variant(name) for name in (row.treatment, row.control)]
    parts = [
        {**side.recipe.canonical(), "randomness": None, "engine": side.engine.canonical()} for side in sides
    ]
    salts = [(side.recipe.randomness.salt, side.recipe.randomness.poke) for side in sides]
    return parts[0] == parts[1] and salts[0][0] != salts[1][0]
