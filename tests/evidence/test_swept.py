"""What is said of a sweep is true of whatever means its intervals allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.evidence import Sweep, compare_values, stretches, swept_of

MARGIN, UNIT = 0.001, 1e-4
means = st.lists(st.integers(-40, 40), min_size=2, max_size=6)
"""True differences of the points from the control, in units of a tenth of the margin."""


def compared(treatment, control, difference, spread):
    """A comparison over twelve pairs whose interval holds its true difference in the middle."""
    values = 0.9 + difference + spread * np.resize([-1.0, 1.0], 12), np.full(12, 0.9)
    sides = treatment, control, "test_accuracy"
    return compare_values(*sides, values, unit=UNIT, margin=MARGIN, family_size=10)


def swept(true, spread=1e-5, beside=()):
    """What comparisons of a sweep with means like these say, beside some between its points."""
    levels = {"none": 0.0} | {f"rate {place}": MARGIN * value / 10 for place, value in enumerate(true)}
    pairs = [*((name, "none") for name in levels if name != "none"), *beside]
    rows = [compared(one, other, levels[one] - levels[other], spread) for one, other in pairs]
    points = {name: (0.1 * place,) for place, name in enumerate(levels)}
    return levels, swept_of(rows, Sweep("curve", ("dropout.rate",), points, dict.fromkeys(points, "")))


@given(true=means, spread=st.sampled_from([1e-5, 5e-4, 3e-3]), beside=st.booleans())
def test_what_is_said_is_true_of_the_means(true, spread, beside):
    """None is better by more than the margin; the best is above all; each that is better is."""
    between = [("rate 0", "rate 1")] if beside and len(true) > 2 else []
    levels, found = swept(true, spread, between)
    if found is None:
        return
    others = {name: level for name, level in levels.items() if name != "none"}
    if found.kind == "none_better":
        assert max(others.values()) < MARGIN
    if found.kind == "best":
        (best,) = [row.treatment for row in found.good]
        assert all(levels[best] > level for name, level in levels.items() if name != best)
    assert all(levels[row.treatment] > 0 for row in found.good)
    assert (found.kind == "all_better") <= all(level > 0 for level in others.values())


@given(true=means, spread=st.sampled_from([1e-5, 3e-4]))
def test_stretches_hold_every_mean(true, spread):
    """How far all points of a stretch are from the control, at least and at most."""
    levels, found = swept(true, spread)
    for part in stretches(found) if found else []:
        inside = [row for row in found.rows if part.first <= found.value(row.treatment) <= part.last]
        assert inside
        assert all(part.least <= abs(levels[row.treatment]) <= part.most for row in inside)


@pytest.mark.parametrize("lost", ["point", "axis", "control"])
def test_what_was_not_wholly_compared_with_one_control_has_no_such_answer(lost):
    """A point without a comparison, a map over two keys, comparisons in a chain."""
    points = {"none": (0.0,), "a": (0.1,), "b": (0.2,)}
    rows = [
        compared("a", "none", 0.01, 1e-5),
        compared("b", "a" if lost == "control" else "none", 0.01, 1e-5),
    ]
    kind = "grid" if lost == "axis" else "curve"
    sweep = Sweep(kind, ("dropout.rate",), points | ({"c": (0.3,)} if lost == "point" else {}), {})
    assert swept_of(rows, sweep) is None
