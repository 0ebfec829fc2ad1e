"""Drawings for a page are light, and look as they would otherwise."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.figures.drawing.inline import draw_svg, inline_svg
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.slimming import short_path
from dropout_lab.figures.drawing.style import styled

places = st.tuples(*[st.floats(-900, 900).map(lambda value: round(value, 6))] * 2)
steps = st.one_of(
    st.tuples(st.sampled_from("ML"), st.lists(places, min_size=1, max_size=1)),
    st.tuples(st.just("Q"), st.lists(places, min_size=2, max_size=2)),
    st.tuples(st.just("C"), st.lists(places, min_size=3, max_size=3)),
    st.tuples(st.just("z"), st.just([])),
)


def corners(path):
    """All points of a path in either writing, with the commands that lead there, as absolute places."""
    found, at, start = [], (0.0, 0.0), (0.0, 0.0)
    for letter, rest in re.findall("([a-zA-Z])([^a-zA-Z]*)", path):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if letter in "zZ":
            found.append(("Z", start))
            at = start
        n = {"z": 1, "h": 1, "v": 1, "q": 4, "c": 6}.get(letter.lower(), 2)
        for first in range(0, len(numbers), n):
            part = numbers[first : first + n]
            if letter in "hv":
                part = [part[0], 0.0] if letter == "h" else [0.0, part[0]]
            origin = at if letter.islower() else (0.0, 0.0)
            each = [(origin[0] + x, origin[1] + y) for x, y in zip(part[::2], part[1::2], strict=True)]
            found += [("L" if letter in "hv" else letter.upper(), place) for place in each]
            at = each[-1]
            start = at if letter in "mM" else start
    return found


@given(first=places, others=st.lists(steps, max_size=12))
def test_a_short_path_has_the_same_corners(first, others):
    """To half the last decimal, however many steps lead there: rounding adds nothing up."""
    told = [("M", [first]), *others]
    path = " ".join(f"{letter} {' '.join(f'{x:f} {y:f}' for x, y in points)}" for letter, points in told)
    short, wanted = corners(short_path(path)), corners(path)
    assert [letter for letter, _ in short] == [letter for letter, _ in wanted]
    for (_, found), (_, place) in zip(short, wanted, strict=True):
        assert found == pytest.approx(place, abs=0.0501)
    assert len(short_path(path)) <= len(path)


def dots(n, n_lines=1):
    """A picture of lines with equal marks at all of their corners."""
    with styled():
        figure = Picture(6, 3)
        axis = figure.subplots()
        for line in range(n_lines):
            axis.plot(range(n), np.arange(n) * line, marker="o", color="#0072b2")
    return figure


def test_equal_marks_are_drawn_by_the_line_that_they_stand_on():
    """One path for a line and its forty marks; forty more cost some ten letters each."""
    few, many = (inline_svg(draw_svg(dots(n)), "dots", "title", "text") for n in (40, 80))
    root = ElementTree.fromstring(many)
    (line,) = [path for path in root.iter() if len(corners(path.get("d") or "")) == 80]
    assert "marker:url" in line.get("style")
    assert len(many) - len(few) < 40 * 15


def test_a_style_stands_once():
    """Ten lines of one style are ten short paths; the rules hold inside this drawing alone."""
    one, ten = (inline_svg(draw_svg(dots(20, n)), "dots", "title", "text") for n in (1, 10))
    assert ten.count("stroke-linejoin:miter") <= one.count("stroke-linejoin:miter") + 1
    assert set(re.findall(r"([^{}<>]+)\{", ten)) == {
        f"#dots .{name}" for name in set(re.findall('class="([^"]+)"', ten))
    }
