"""Numbers of the calibration that other texts quote are the committed ones."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUOTING = (
    "src/dropout_lab/stats/sequences.py",
    "tests/stats/test_sequences.py",
    "tests/stats/test_coverage.py",
)


@pytest.fixture(scope="module")
def missed():
    """Share of experiments, in %, whose interval misses the truth: by its name, their shape, n."""
    with (ROOT / "results/calibration/coverage.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["interval"], row["differences"], int(row["n"])): 100 * (1 - float(row["coverage"]))
            for row in csv.DictReader(file)
        }


@pytest.mark.parametrize("path", QUOTING)
def test_how_often_t_errs_under_looks_is_one_number(missed, path):
    """After every seed up to 256, for normal differences."""
    quoted = re.findall(r"errs in (\d+) %", (ROOT / path).read_text(encoding="utf-8"))
    assert quoted == [f"{missed['t, every look', 'normal', 256]:.0f}"]


def test_the_false_equivalents_stand_beside_the_coverage(missed):
    """2.5 % a side for normal differences; more where they are skewed towards zero."""
    name = "t, not equivalent at the margin"
    assert missed[name, "normal", 30] == pytest.approx(2.5, abs=0.2)
    assert 4 < missed[name, "skew 1", 10] < missed[name, "skew 2", 10] < 11
    page = (ROOT / "results/calibration/README.md").read_text(encoding="utf-8")
    assert f"| {missed[name, 'skew 2', 10]:.1f} |" in page.partition("## A false *equivalent*")[2]
