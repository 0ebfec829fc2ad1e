"""A GPU keeps the laws: masks and losses of a CPU, equal bits at every place, again and in any company.

``JAX_PLATFORMS= pytest -m gpu tests/gpu`` on a machine with a GPU that JAX can use; TensorFlow is not needed.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines import sees_gpu

pytestmark = [pytest.mark.gpu, pytest.mark.timeout(900)]  # many programs are compiled


def start(platforms, *words):
    """Start a process that says what JAX does on a platform."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.gpu.on_device", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "JAX_PLATFORMS": platforms, "XLA_PYTHON_CLIENT_PREALLOCATE": "false"},
    )


def said_by(process):
    """The facts that a process says."""
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def facts():
    """Of a GPU, of the same GPU once more, and of a CPU; side by side, as each waits for its compiler."""
    if not sees_gpu():
        pytest.skip("no GPU that JAX could use")
    processes = [start("cuda,cpu"), start("cuda,cpu", "bits"), start("cpu")]
    found = dict(zip(("gpu", "again", "cpu"), map(said_by, processes), strict=True))
    if folder := os.environ.get("GPU_FACTS"):
        with open(folder, "w", encoding="utf-8") as file:
            json.dump(found, file)
    return found


@pytest.fixture(scope="module")
def gpu(facts):
    """Of the GPU."""
    return facts["gpu"]


@pytest.fixture(scope="module")
def cpu(facts):
    """Of the CPU."""
    return facts["cpu"]


def test_the_device_is_a_gpu(gpu, cpu):
    """One process trained on it, the other on the CPU."""
    assert (gpu["platform"], cpu["platform"]) == ("gpu", "cpu")


def test_masks_are_those_of_a_cpu_bit_for_bit(gpu, cpu):
    """At the first and last seeds, sites and calls (law 2)."""
    assert gpu["lanes"] == cpu["lanes"]


def test_every_metric_in_float64_agrees_with_a_cpus(gpu, cpu):
    """To 1e-10 over 100 steps with noise at every site, and over nine epochs with partial batches."""
    for kind in ("steps", "epochs"):
        assert set(gpu[kind]) == set(cpu[kind])
        for metric, values in gpu[kind].items():
            np.testing.assert_allclose(values, cpu[kind][metric], rtol=0, atol=1e-10, err_msg=metric)


def test_the_first_step_in_float32_agrees_with_a_cpus(gpu, cpu):
    """To 1e-6; later rounding grows."""
    assert gpu["first"]["train_loss"] == pytest.approx(cpu["first"]["train_loss"], abs=1e-6)


@pytest.mark.parametrize("precision", ["float32", "tf32", "bfloat16"])
def test_a_run_has_the_same_bits_at_every_place_of_a_stack(gpu, precision):
    """And whatever else is stacked with it (law 1)."""
    found = gpu["company"][precision]
    zero, one, two, three = found["in order"]
    assert found["moved"] == [three, one, zero, two]
    assert (found["mixed"][0], found["mixed"][3]) == (zero, three)
    assert found["padded"] == [two, one]
    assert len({zero, one, two, three}) == 4


@pytest.mark.parametrize("size", ["1", "64"])
def test_first_middle_and_last_place_give_the_same_bits_in_stacks_of_any_size(gpu, size):
    """Beside other seeds, and alone in a stack that is filled up."""
    assert len(gpu["places"][size]) == 1


def test_another_process_repeats_every_bit(facts):
    """The same digests, compiled once more at the same time (law 1)."""
    for kind in ("lanes", "company", "places"):
        assert facts["gpu"][kind] == facts["again"][kind]


def test_coarser_products_round_as_the_program_does_on_a_cpu(gpu, cpu):
    """A precision means the same on both: products of rounded inputs, to 2e-6."""
    assert gpu["products"]["float32 from exact"] < 1e-6
    for precision in ("tf32", "bfloat16"):
        assert gpu["products"][f"{precision} from rounded"] < 2e-6
        assert gpu["products"][f"{precision} from exact"] == pytest.approx(
            cpu["products"][f"{precision} from exact"], rel=0.05
        )


def test_a_diverged_run_leaves_its_company_alone(gpu):
    """The other run is as it is beside a sound one (law 6)."""
    wild, sound = gpu["diverged"]
    assert (wild["status"], sound["status"]) == ("diverged", "done")
    assert [sound] == gpu["beside none"]
