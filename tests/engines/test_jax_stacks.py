"""Stacks on the JAX engine: a run's company, place and device change none of its bits at one stack size."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines.devices import multiplies_bfloat16

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # many programs are compiled


def facts_of(folder, **environ):
    """What a process of its own says of stacks."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.engines.stacks_on_jax", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def on_one(tmp_path_factory):
    """A CPU as one device."""
    return facts_of(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def on_two(tmp_path_factory):
    """A CPU as two devices, which share every stack."""
    folder = tmp_path_factory.mktemp("two")
    return facts_of(folder, XLA_FLAGS="--xla_force_host_platform_device_count=2")


@pytest.fixture(params=["in turn", "side by side"])
def way(request):
    """How a device trains the runs of its part: one after the other, as CPUs do, or at once, as GPUs do."""
    return request.param


@pytest.fixture(params=["on_one", "on_two"])
def facts(request):
    """Facts of one device and of two."""
    return request.getfixturevalue(request.param)


def test_stacks_are_shared_out_over_the_devices(on_one, on_two):
    """Two virtual devices are two devices."""
    assert (on_one["devices"], on_two["devices"]) == (1, 2)


def test_a_run_has_the_same_bits_at_every_place_of_a_stack(facts, way):
    """And whatever else is stacked with it: other seeds, rates, learning rates, or padding (law 1)."""
    found = facts[way]
    zero, one, two, three = found["in order"]
    assert found["moved"] == [three, one, zero, two]
    assert (found["mixed"][0], found["mixed"][3]) == (zero, three)
    assert found["padded"] == [two, one]
    assert len({zero, one, two, three, *found["mixed"]}) == 6


def test_a_stack_whose_runs_go_in_turn_has_the_bits_of_runs_alone(on_one, on_two):
    """So a CPU's runs have the same bits at any stack size and number of devices."""
    assert on_one["in turn"]["alone"] == on_one["in turn"]["in order"][:1]
    assert on_two["in turn"]["in order"] == on_one["in turn"]["in order"]


def test_every_number_of_an_optimizer_is_a_runs_own(on_one):
    """Learning rates, rho, epsilon, momentum at once in one stack: in float64 the losses of runs alone."""
    stacked = on_one["settings"]["stacked"]
    np.testing.assert_allclose(stacked, on_one["settings"]["alone"], rtol=0, atol=1e-10)
    assert len({losses[-1] for losses in stacked}) == len(stacked)
    heavy, light, *_ = on_one["settings"]["sgd"]
    assert heavy[-1] < light[-1]


def test_one_program_serves_a_stack_of_any_kind(facts):
    """Scalars are state: five stacks of three recipes were one program."""
    assert facts["programs"] == 1


def test_no_epoch_and_no_stack_of_a_known_size_compiles_anew(facts):
    """Five stacks of three epochs, in two sizes: two compilations."""
    assert facts["compiled"] == 2


def test_precision_changes_the_products_and_no_more(on_one):
    """TF32 moves a loss by some 1e-5, bfloat16 by more, at once as in turn; float32 is float64's to 1e-6."""
    exact = np.array(on_one["settings"]["alone"][0])
    off = {precision: np.abs(np.array(both) - exact).max() for precision, both in on_one["precision"].items()}
    assert off["float32"] < 1e-6
    assert 1e-6 < off["tf32"] < off["bfloat16"] < 1e-2
    for at_once, in_turn in on_one["precision"].values():
        np.testing.assert_allclose(at_once, in_turn, atol=1e-5)


@pytest.mark.skipif(not multiplies_bfloat16(), reason="this processor does not multiply bfloat16")
def test_a_processor_that_multiplies_bfloat16_is_given_it(on_one):
    """Eight products a step, none of them turned into float32, and the part of a batch likewise."""
    kernels = on_one["bfloat16"]["kernels"]
    assert len(kernels) >= 8
    assert all(operands == ["bf16", "bf16"] for operands in kernels), kernels


def test_bfloat16_by_the_processor_is_rounding_in_the_program(on_one):
    """The same products with their gradients up to the order of sums; alone as in a stack (law 1)."""
    for ours, rounded in zip(*on_one["bfloat16"]["multiplied"], strict=True):
        np.testing.assert_allclose(ours, rounded, rtol=1e-5, atol=1e-5)
    alone, beside = on_one["bfloat16"]["repeated"]
    assert alone == beside[:1]


def test_the_device_measures_what_numpy_measures(facts):
    """NLL, Brier score and ECE to 1e-6, what is counted exactly, with a validation split too."""
    for device, numpy in facts["measured"]["epochs"]:
        assert set(device) == set(numpy)
        for metric, value in device.items():
            exactly = metric.endswith("accuracy")
            assert value == (numpy[metric] if exactly else pytest.approx(numpy[metric], abs=1e-6)), metric
    ours, numpys = facts["measured"]["ends"]
    for name in ("error_images", "error_labels", "weights_sha256"):
        assert ours[name] == numpys[name]
    np.testing.assert_allclose(ours["reliability"], numpys["reliability"], atol=1e-6)


def test_a_diverged_run_ends_and_leaves_its_company_alone(facts):
    """Recorded with its epoch and weights of then; the other run is as it is beside a sound one (law 6)."""
    wild, sound = facts["diverged"]
    assert wild["status"] == "diverged"
    assert len(wild["curves"]["train_loss"]) == 1
    assert (wild["error_images"], wild["reliability"]) == ([], [])
    assert sound["status"] == "done"
    assert [sound] == facts["beside none"]


def test_a_run_alone_is_trained_as_any_other_engine_trains(on_one):
    """`train` yields what the stack of that run yields."""
    assert on_one["trained"] == on_one["beside none"]


def test_an_interrupted_stack_goes_on_where_it_was_kept_with_the_same_bits(facts):
    """Dropped after two of three epochs, taken up at the third: curves, errors, digests as without a stop."""
    interrupted = facts["interrupted"]
    assert interrupted["first"] == [1, 2]
    assert interrupted["files"] == 4  # one for each place
    assert interrupted["resumed at"] == 3
    assert interrupted["again"] == interrupted["through"]
    assert {run["status"] for run in interrupted["again"]} == {"done", "diverged"}


def test_a_damaged_checkpoint_is_thrown_away_and_said_in_one_line(facts):
    """A bit of any file, a cut, empty or missing one, other epochs, two parts exchanged: nothing is read."""
    damaged = facts["interrupted"]["damaged"]
    assert len(damaged) == 11  # of six files a bit each, and five more
    for found, said, is_there in damaged.values():
        assert (found, len(said), is_there) == (None, 1, False)
        assert "not as it was kept (damaged), so thrown away; its runs train from the start" in said[0]
        assert "\n" not in said[0]


def test_a_checkpoint_that_leads_elsewhere_is_not_followed(facts):
    """What would be written and deleted there is somebody else's."""
    assert "is a link to" in facts["interrupted"]["led elsewhere"]


def test_a_layer_that_cannot_be_stacked_says_what_to_do(on_one):
    """One line: the layer, what it did, what else to choose."""
    assert on_one["refusal"].startswith(
        "ConfigError: dropout.layer=tests.engines.unstackable:Unstackable: engine=jax cannot train it: "
    )
    assert on_one["refusal"].endswith("without looking at a value, which no compiled engine has")


@pytest.mark.skipif(sys.platform != "linux", reason="takes the memory away by Linux's limits")
def test_a_stack_that_finds_no_memory_says_so_and_leaves_the_engine_whole(on_one):
    """The allocation that failed, not a crash; a smaller stack trains after it with the bits of before."""
    said, digests = on_one["without memory"]
    assert "out of memory" in said.lower()
    assert digests == on_one["in turn"]["in order"][:1]
