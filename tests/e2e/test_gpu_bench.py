"""The bench of stacks on a GPU: its page follows from what was measured; its parts run on any device."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.gpu.page import page

ROOT = Path(__file__).parents[2]


def measured():
    """A stack of ten on a device that copies 2 TB/s, and Keras's `fit` on it."""
    here = {"commit": "a" * 40, "dirty": False}
    versions = dict.fromkeys(("jax", "keras", "numpy", "python"), "9.9")
    stack = {
        "precision": "tf32", "dropout": "ours", "size": 10, "fill": 0.1, "first": 6.5, "digests": ["0"],
        "epochs": [0.06, 0.05, 0.07], "evaluation": 0.01, "peak_bytes": 2**30,
    }  # fmt: skip
    return {
        "device": {"lines": [{"device": {"kind": "A card"}, "environment": versions}], **here},
        "floors": {"lines": [{"bytes_per_second": 2e12}], **here},
        "float32": {"lines": [stack], **here},
        "flags, free": {"lines": [{**stack, "epochs": [9.0]}], **here},
        "fit": {"lines": [{"fit": [0.6, 0.9, 0.7]}], **here},
        "plain": {"lines": [], "error": "exit code -9: out of time\nmore", **here},
    }


def test_the_page_of_a_gpu_has_ratios_to_fit_and_to_the_floor():
    """6 ms a model-epoch: 117 times faster than 0.7 s, 1.06 times 24.2 MB by 469 steps at 2 TB/s."""
    said = page(measured())
    assert "| tf32 | 0.2 | 10 | 6.00 | 1.00 | 117 | 1.06 | 6.5 | 1.0 |" in said
    assert "One A card; jax 9.9, keras 9.9, numpy 9.9, python 9.9; commits `aaaaaaaaaaaa`." in said
    assert "Plain `fit`, an epoch: 0.700 s [0.600, 0.900], the median and range of 3." in said
    assert "Equal bits at the first and the last place: 1 of 1 stacks." in said


def test_the_page_says_which_part_was_cut_short_and_keeps_other_flags_out():
    """A part that was stopped is named with its reason; XLA's other flags are no row of the table."""
    said = page(measured())
    assert "plain: ended before its time: exit code -9: out of time" in said
    assert said.count("| tf32 |") == 1


def test_the_published_page_is_that_of_its_numbers():
    """results/bench_gpu/README.md is written from bench.json."""
    folder = ROOT / "results" / "bench_gpu"
    found = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    assert (folder / "README.md").read_text(encoding="utf-8") == page(found)


@pytest.mark.slow
def test_a_part_says_each_stack_as_it_is_timed():
    """Seconds, digests of one run at both ends, on whatever device there is."""
    words = {"dataset": "digits", "cases": [["float32", "ours", 2]], "epochs": 1}
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu.parts", "stacks", json.dumps(words)],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    (line,) = map(json.loads, said.stdout.splitlines())
    assert (line["size"], len(line["epochs"]), len(line["digests"])) == (2, 1, 1)
    assert min(line["first"], line["evaluation"], *line["epochs"]) > 0
