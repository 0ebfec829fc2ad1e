"""The benchmarks run; what they say is read by people, on a quiet machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import costs
from benchmarks.host import added_mebibytes
from benchmarks.measure import Measured, worker_counts
from benchmarks.recipes import recipe
from benchmarks.shared_mask import MIB, Beside, shared_mask_lines
from benchmarks.stack_table import stack_lines
from benchmarks.table import lines, quoted, table
from benchmarks.traffic import bytes_per_step, floor_seconds
from benchmarks.words import PARTS

ROOT = Path(__file__).parents[2]
JAX_OVER_TENSORFLOW = "jax/ours/1 over engine/ours/1"


def test_ratios_are_taken_round_by_round():
    """A machine that grows twice as slow between rounds leaves the ratio, and its spread, alone."""
    measured = Measured("digits", [1], {"fit": [4.0, 8.0], "engine/ours/1": [2.0, 4.0]})
    ratio = measured.ratio("fit", "engine/ours/1")
    assert (ratio.low, ratio.median, ratio.high) == (2.0, 2.0, 2.0)


def test_the_engines_are_compared_pair_by_pair():
    """The geometric mean of the pairs' ratios, within Student's interval of their logarithms."""
    low, mean, high = on_jax().by_pairs(JAX_OVER_TENSORFLOW)
    assert mean == pytest.approx(0.8**0.5)
    half = 3.182446 * np.std([np.log(0.8), 0, np.log(0.8), 0], ddof=1) / 2
    assert (low, high) == pytest.approx((mean * np.exp(-half), mean * np.exp(half)), rel=1e-6)


@pytest.mark.parametrize(("cores", "counts"), [(1, [1]), (2, [1, 2]), (6, [1, 2, 4, 6]), (8, [1, 2, 4, 8])])
def test_workers_double_up_to_the_cores(cores, counts):
    """One worker and all cores are always measured, and some numbers between."""
    assert worker_counts(cores) == counts


def test_the_faster_products_are_the_floor():
    """The table names the library whose products are faster, and divides by these."""
    epochs = {"fit": [4.0], "products/numpy/1": [1.0], "products/xla/1": [2.0]}
    epochs |= {f"engine/{dropout}/1": [1.25] for dropout in ("none", "ours", "keras")}
    measured = Measured("digits", [1], epochs, starts={"--help": [0.25]}, peak_bytes_per_worker=2**30)
    assert "NumPy's BLAS" in table(measured)
    assert "| 1.25 [1.25, 1.25] | 3.20 [3.20, 3.20] | 1.25 [1.25, 1.25] |" in table(measured)
    assert "1.00 GiB" in lines(measured)[0]
    assert lines(measured)[1] == "`dropout-lab --help`: 0.25 [0.25, 0.25] s."


def on_jax():
    """What was measured of a stack of eight and of single runs, on a device that copies 10 GB/s."""
    epochs = {"fit": [4.0], "fit_jax": [6.0], "stack/8": [0.5]}
    device = {"kind": "cpu", "platform": "cpu", "count": 1, "bytes": None}
    pairs = {JAX_OVER_TENSORFLOW: [(2.0, 2.5), (3.0, 3.0), (1.6, 2.0), (2.0, 2.0)]}
    return Measured(
        "mnist", [1], epochs, pairs, sizes=[8], skipped={"32": "an epoch would take 80 s"}, device=device,
        bytes_per_second=[1e10], host_mebibytes=320.0,
    )  # fmt: skip


def test_what_is_worth_quoting_names_both_cases_and_its_interval():
    """One sentence a ratio, with the number of pairs."""
    (said,) = quoted(on_jax())
    assert said.startswith(
        "**0.89** [0.73, 1.10]: time a model-epoch of engine of stacks (JAX), a run at a time"
    )
    assert "over that of our engine, rate 0.2, 1 worker (4 pairs)" in said


def test_ratios_are_to_the_fastest_of_what_others_have():
    """Here that is Keras on JAX."""
    epochs = {"fit": [4.0], "fit_steps": [3.0], "fit_jax": [2.0], "engine/ours/1": [1.0]}
    assert Measured("digits", [1], epochs).plain() == "fit_jax"


def test_without_a_gpu_what_was_not_measured_is_said():
    """The ratio of the engines, what was left out and why, memory; no target is claimed to be met."""
    said = "\n".join(stack_lines(on_jax()))
    assert "A stack of 32 runs was not timed: an epoch would take 80 s." in said
    assert "adds 320 MiB to the host" in said
    assert "No GPU here: 256 seeds by 20 epochs, end to end, were not measured" in said


def test_on_a_gpu_the_targets_stand_beside_what_was_measured():
    """Times the floor and times plain `fit`, of the best stack."""
    measured = on_jax()
    measured.device |= {"kind": "NVIDIA H100 80GB HBM3", "platform": "gpu"}
    measured.end_to_end, measured.bytes_per_second = 40.0, [2.5e12]
    floor = floor_seconds(recipe("mnist", "ours"), 2.5e12)
    measured.epochs["stack/8"] = [1.25 * floor]
    said = "\n".join(stack_lines(measured))
    assert "takes 1.25 times that with its evaluation (wanted: at most 1.5)" in said
    assert f"{6.0 / (1.25 * floor):.0f} [" in said
    assert "end to end: 40.0 s (wanted: under 45)" in said


def test_the_floor_counts_every_number_that_a_step_must_move():
    """784-512-512-10 by hand: weights four to seven times, activations thrice; 469 steps an epoch."""
    weights, later = 669_706, 669_706 - 401_920
    images, units = 128 * 784, 128 * (512 + 512 + 10)
    numbers = weights * (3 + 2 + 2) + later + 3 * images + (3 + 3) * units
    assert bytes_per_step(recipe("mnist", "ours")) == 4 * numbers
    assert floor_seconds(recipe("mnist", "ours"), 4 * numbers * 469) == pytest.approx(1)


def test_the_page_of_costs_has_the_cheapest_dropout_first():
    """A row has the ratio with its interval, memory, and how and at which commit it was measured."""
    where = {"cpu": "A chip", "commit": "0123456789abcdef"}
    taken = {"none": 100, "standard": 102, "concrete": 125}
    pairs = {
        "concrete": [(1.6, 1.0), (1.5, 1.0), (1.7, 1.1)],
        "standard": [(1.0, 1.0), (1.1, 1.0), (0.9, 1.0)],
    }
    found = {name: costs.entry("digits", name, each, taken, where) for name, each in pairs.items()}
    rows = [line for line in costs.page(found, 10).splitlines() if line.startswith("| ")][1:]
    assert rows == [
        "| standard | **1.00** [0.78, 1.28] | 1.02 | 3 | `0123456789ab` |",
        "| concrete | **1.55** [1.43, 1.68] | 1.25 | 3 | `0123456789ab` |",
    ]


def test_each_program_is_measured_once():
    """Those of the zoo's tour, and of the leaderboard what has another program."""
    names = set(costs.recipes("digits"))
    assert {"none", "standard", "targeted_weights", "curriculum"} <= names
    assert len(names) == 34


def test_where_a_shared_mask_is_not_faster_or_takes_no_less_memory_is_said():
    """By the interval of the pairs, and by the compiler's word."""
    slow = Beside([(1.0, 1.0), (1.1, 1.0), (0.9, 1.0)], (8 * MIB, 9 * MIB))
    fast = Beside([(2.0, 1.0), (2.1, 1.0), (1.9, 1.0)], (9 * MIB, 8 * MIB))
    table, said = shared_mask_lines({"512 by 128": slow, "2048 by 1024": fast})
    assert "| 2048 by 1024 | **2.00** [1.76, 2.26] (3 pairs) | 9.0 | 8.0 |" in table
    assert said.startswith("Not shown to be faster: 512 by 128. No less memory: 512 by 128; the optimizer")
    assert len(shared_mask_lines({"2048 by 1024": fast})) == 1


@pytest.mark.slow
def test_the_process_of_the_shared_mask_tells_its_memory_and_times_both_sides():
    """On tiny data: the sizes of two programs, then seconds for each word."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", "shared_mask", "digits"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "jax"},
        input="standard 16 by 32\nshared_mask 16 by 32\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    taken, ready, *answers = map(json.loads, said.stdout.splitlines())
    assert {word: size > 0 for word, size in taken["bytes"].items()} == {
        "standard 16 by 32": True,
        "shared_mask 16 by 32": True,
    }
    assert ready == {"ready": True}
    assert len(answers) == 2
    assert all(answer["seconds"] > 0 for answer in answers)


@pytest.mark.slow
def test_a_thousand_runs_are_planned_and_recorded_within_half_a_gibibyte():
    """A hundred of them here: their orders alone are 23 MiB."""
    assert 23 < added_mebibytes(100) < 120


@pytest.mark.slow
def test_the_process_of_stacks_says_what_it_times_and_copies():
    """Its first line names the device and the sizes; then it answers as the others do."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", "stacks", "digits"],
        cwd=ROOT,
        input="8\ncopy\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    ready, epoch, copy = map(json.loads, said.stdout.splitlines())
    assert 8 in ready["sizes"]
    assert {*map(str, ready["sizes"]), *ready["skipped"]} == {"8", "32", "128", "512"}
    assert ready["device"]["count"] >= 1
    assert epoch["seconds"] > 0
    assert copy["bytes_per_second"] > 0


@pytest.mark.slow
def test_the_parts_of_an_epoch_on_jax_are_those_on_tensorflow():
    """One page has a column for each engine."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", "parts", "digits"],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "jax"},
        input="".join(f"{word}\n" for word in PARTS),
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    assert all(json.loads(answer)["seconds"] > 0 for answer in said.stdout.splitlines()[1:])
    assert len(said.stdout.splitlines()) == 1 + len(PARTS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("engine", ("none", "ours", "keras")),
        ("products", ("numpy", "xla")),
        ("jax", ("none", "ours", "bfloat16")),
        ("fit", ("fit", "fit_steps")),
        ("parts", PARTS),
    ],
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
