"""No two variants of a picture look alike."""

from itertools import combinations
from types import SimpleNamespace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.figures.drawing.marking import looks

MOST = 30


@st.composite
def compared(draw):
    """Names and their comparisons: controls of one and of several treatments, chains, none at all."""
    names = [f"v{place}" for place in range(draw(st.integers(1, 5) | st.integers(6, MOST)))]
    first = draw(st.integers(0, len(names) - 1))  # the others are treatments of these, or all of all
    sides = (st.sampled_from(names[first:]), st.sampled_from(names[:first] or names))
    drawn = draw(st.lists(st.tuples(*sides), max_size=40))
    return names, [(treatment, control) for treatment, control in drawn if treatment != control]


def looks_of(names, comparisons):
    """The looks of variants so compared."""
    frame = pd.DataFrame(comparisons, columns=["treatment", "control"])
    return looks(SimpleNamespace(comparisons=frame), names)


@given(compared())
def test_every_two_variants_differ_as_lines_and_as_dots(drawn):
    """Whatever is compared with what: another colour, mark or filling, in all pictures."""
    found = looks_of(*drawn)
    assert {*found} == {*drawn[0]}
    for one, other in combinations(found.values(), 2):
        assert one.of_dots != other.of_dots
        assert one.of_line != other.of_line


def test_two_controls_of_one_treatment_differ():
    """An own layer compared with none and with standard dropout: the first control has its hue."""
    found = looks_of(["none", "standard", "own"], [("own", "none"), ("own", "standard")])
    assert found["none"].colour == found["own"].colour != found["standard"].colour
    assert found["standard"].is_filled


def test_a_control_of_several_is_hollow_in_ink():
    """No treatment's hue is the control's where it has several."""
    found = looks_of(["none", "a", "b"], [("a", "none"), ("b", "none")])
    assert not found["none"].is_filled
    assert found["none"].colour not in (found["a"].colour, found["b"].colour)
