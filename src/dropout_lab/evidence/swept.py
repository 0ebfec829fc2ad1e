"""Decisions of a sweep's points against one control -> whether any point is better, and no words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dropout_lab.evidence.comparisons import Compared
from dropout_lab.evidence.standings import standing
from dropout_lab.evidence.sweeps import Sweep

GOOD, BAD = ("better", "slightly_better"), ("worse", "slightly_worse")
SETTLED = (*GOOD, *BAD, "same")

JUMP = 2.0
"""Factor by which differences grow from one value to the next where a sentence parts the values."""


class Swept(NamedTuple):
    """Every point of a sweep against one control.

    ``kind``: ``none_better``; ``none_shown`` where some are undecided; ``best`` where decisions put one
    treatment above all other points; ``all_better`` or ``some_better`` where they do not. ``good``: the rows
    that are better, ``best`` the one alone. ``rows``: all, by their value.
    """

    kind: str
    sweep: Sweep
    good: tuple[Compared, ...]
    rows: tuple[Compared, ...]

    @property
    def key(self) -> str:
        """The swept key."""
        return self.sweep.keys[0]

    @property
    def control(self) -> str:
        """The variant that all others are compared with."""
        return self.rows[0].control

    @property
    def from_nothing(self) -> bool:
        """Whether the control's value is 0: any other one adds something."""
        return self.value(self.control) == 0

    @property
    def has_lines(self) -> bool:
        """Whether several points have one value."""
        return len({self.value(row.treatment) for row in self.rows}) < len(self.rows)

    @property
    def is_slight(self) -> bool:
        """Whether each better point may be better by less than the margin."""
        return all(standing(row) == "slightly_better" for row in self.good)

    def value(self, name: str) -> float:
        """Return a variant's value of the key."""
        return self.sweep.points[name][0]


def swept_of(rows: Sequence[Compared], sweep: Sweep | None) -> Swept | None:
    """Return what comparisons with one control say of a sweep over one key.

    Args:
        rows: of one question; those with another control only help to tell which point is best.
        sweep: of its experiment.

    Returns:
        None where most have no common control or it was not compared with every other point, where the
        metric has no good direction, and where all stand alike and decide nothing or show no difference.
    """
    if sweep is None or sweep.kind != "curve" or len({row.metric for row in rows}) != 1:
        return None
    control, n = Counter(row.control for row in rows).most_common(1)[0]
    against = [row for row in rows if row.control == control and not row.minus_treatment]
    if {row.treatment for row in against} != {*sweep.points} - {control} or 2 * n <= len(rows):
        return None
    stands = [standing(row) for row in against]
    if not {*stands} & {*GOOD, *BAD}:
        return None
    good = [row for row, stand in zip(against, stands, strict=True) if stand in GOOD]
    best = [row for row in good if _beaten(row.treatment, rows) >= {*sweep.points} - {row.treatment}]
    if not good:
        kind = "none_better" if {*stands} <= {*SETTLED} else "none_shown"
    else:
        kind = "best" if best else "all_better" if len(good) == len(against) else "some_better"
    ordered = sorted(against, key=lambda row: sweep.points[row.treatment])
    return Swept(kind, sweep, tuple(best or good), tuple(ordered))


def _beaten(name: str, rows: Sequence[Compared]) -> set[str]:
    """Return the variants that decisions put below one, directly or by way of others."""
    below: dict[str, set[str]] = {}
    for row in rows:
        if standing(row) in (*GOOD, *BAD):
            winner, loser = row.treatment, row.control
            if standing(row) in BAD:
                winner, loser = loser, winner
            below.setdefault(winner, set()).add(loser)
    found: set[str] = set()
    left = [name]
    while left:
        left += below.get(left.pop(), set()) - found
        found |= {*left}
    return found


class Stretch(NamedTuple):
    """Neighbouring values, and how far from the control every one of their points is, at least and at most.

    By the joint intervals: all stretches hold together.
    """

    first: float
    last: float
    least: float
    most: float


def stretches(swept: Swept) -> list[Stretch]:
    """Return how far from the control all points are: on one stretch of values, or on two that differ most.

    Empty where they are not all on one side of the control.
    """
    stands = {standing(row).removeprefix("slightly_") for row in swept.rows}
    if stands not in ({"better"}, {"worse"}):
        return []
    ends: dict[float, list[float]] = {}
    for row in swept.rows:
        ends.setdefault(swept.value(row.treatment), []).extend(
            map(abs, (row.ci_low_joint, row.ci_high_joint))
        )
    values = list(ends)
    cut = _largest_jump({value: max(found) for value, found in ends.items()})
    from_zero = swept.value(swept.control) < values[0]
    parts = [values[: cut + 1], values[cut + 1 :]] if cut is not None and from_zero else [values]
    return [
        Stretch(part[0], part[-1], min(map(min, found)), max(map(max, found)))
        for part in parts
        for found in [[ends[value] for value in part]]
    ]


def _largest_jump(furthest: Mapping[float, float]) -> int | None:
    """Return after which value the distance from the control grows most; None: nowhere by much.

    >>> _largest_jump({0.1: 0.2, 0.5: 0.3, 0.7: 0.8, 0.9: 5.7}), _largest_jump({0.1: 0.2, 0.5: 0.3})
    (2, None)
    """
    found = list(furthest.values())
    growth = [after / before for before, after in pairwise(found)]
    largest = max(growth, default=0.0)
    cut = growth.index(largest) if largest >= JUMP else None
    return cut if cut is not None and max(found[: cut + 1]) < min(found[cut + 1 :]) else None
