"""A published difference keeps the digits that it was written with."""

import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.judging import Published
from tests.judging.records import by_seed, judged
from tests.over import over


@over(
    ("text", "decimals"),
    [
        *[("0.1", 1), ("0.10", 2), ("0.1000", 4), (".5", 1), ("-0.057", 3), ("+5.70", 2), ("1e-2", 2)],
        *[("-2.05e-8", 10), ("1.50E-3", 5), ("10", 0), ("10.0", 1), ("1e3", 0), ("0", None), ("0.00", 2)],
    ],
)
def test_a_written_number_has_the_decimals_of_its_text(text, decimals):
    """Zeros at the end count, powers of ten are counted in, and a bare 0 is no rounded number."""
    found = Published.written(text)
    assert (found.value, found.digits) == (float(text), decimals)


def test_decimals_that_are_given_go_before_those_written():
    """Whoever knows the rounding says it; a float of Python has the digits of its shortest text."""
    assert Published.written("0.1", decimals=3).digits == 3
    assert (Published(0.1).digits, Published(0.057).digits, Published(-3e-05).digits) == (1, 3, 5)


@pytest.mark.parametrize("text", ["5,7", "", "ten", "1e-500"])
def test_what_is_no_number_is_refused_in_one_line(text):
    """The text stands in the error, and a number of 500 decimals is refused too."""
    with pytest.raises(ConfigError, match=f"claim={text}: "):
        Published.written(text)


@pytest.mark.parametrize(("text", "left_open"), [("0.1", 0.1), ("0.10", 0.01), ("0.100", 0.001)])
def test_a_zero_that_was_written_narrows_what_rounding_leaves_open(text, left_open):
    """T15: half a unit of the last digit, doubled for a difference of two rounded numbers."""
    control = [0.70 + seed / 1000 for seed in range(12)]
    sides = {"old": control, "new": [value + 0.1 for value in control]}
    table = by_seed("variant", "val_acc", **{name: " ".join(map(repr, side)) for name, side in sides.items()})
    claim = Published.written(text, tolerance=0.005, runs=None)
    found = judged(table, "new", "old", metric="val_acc", published=claim)
    assert found.judged is not None
    assert found.judged.reach == pytest.approx(left_open)
    assert found.verdict == ("reproduced" if left_open < 0.005 else "inconclusive")
    assert ("can be refuted, never reproduced" in " ".join(found.notes)) == (left_open > 0.005)
    assert (
        f"the claimed +{100 * float(text):.{len(text) - 4 if len(text) > 4 else 0}f} pp" in found.sentences[1]
    )


def test_a_claim_in_percent_has_the_decimals_of_the_column():
    """0.50 percentage points are rounded to a hundredth of a point."""
    values = {"old": "76.2 76.4 76.1 76.3", "new": "76.7 76.9 76.6 76.8"}
    claim = Published.written("0.50", tolerance=0.1, runs=None)
    found = judged(by_seed("variant", "acc", **values), "new", "old", metric="acc", published=claim)
    assert found.judged is not None
    assert found.judged.reach == pytest.approx(0.01)
    assert "the claimed +0.50 pp" in found.sentences[1]
