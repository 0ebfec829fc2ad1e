"""The benchmarks run; what they say is read by people, on a quiet machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import Measured, worker_counts
from benchmarks.table import lines, table

ROOT = Path(__file__).parents[2]


def test_ratios_are_taken_round_by_round():
    """A machine that grows twice as slow between rounds leaves the ratio, and its spread, alone."""
    measured = Measured("digits", [1], {"fit": [4.0, 8.0], "engine/ours/1": [2.0, 4.0]})
    ratio = measured.ratio("fit", "engine/ours/1")
    assert (ratio.low, ratio.median, ratio.high) == (2.0, 2.0, 2.0)


@pytest.mark.parametrize(("cores", "counts"), [(1, [1]), (2, [1, 2]), (6, [1, 2, 4, 6]), (8, [1, 2, 4, 8])])
def test_workers_double_up_to_the_cores(cores, counts):
    """One worker and all cores are always measured, and some numbers between."""
    assert worker_counts(cores) == counts


def test_the_faster_products_are_the_floor():
    """The table names the library whose products are faster, and divides by these."""
    epochs = {"fit": [4.0], "products/numpy/1": [1.0], "products/xla/1": [2.0]}
    epochs |= {f"engine/{dropout}/1": [1.25] for dropout in ("none", "ours", "keras")}
    measured = Measured("digits", [1], epochs, {"--help": [0.25]}, 2**30)
    assert "NumPy's BLAS" in table(measured)
    assert "| 1.25 [1.25, 1.25] | 3.20 [3.20, 3.20] | 1.25 [1.25, 1.25] |" in table(measured)
    assert "1.00 GiB" in lines(measured)[0]
    assert lines(measured)[1] == "`dropout-lab --help`: 0.25 [0.25, 0.25] s."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "words"), [("engine", ("none", "ours", "keras")), ("products", ("numpy", "xla"))]
)
def test_a_process_answers_each_word_with_seconds(kind, words):
    """The processes that take turns speak as agreed, whatever their libraries print."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", kind, "digits"],
        cwd=ROOT,
        input="".join(f"{word}\n" for word in (*words, "peak")),
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    ready, *answers, peak = map(json.loads, said.stdout.splitlines())
    assert ready == {"ready": True}
    assert len(answers) == len(words)
    assert all(answer["seconds"] > 0 for answer in answers)
    assert peak["bytes"] > 2**28
