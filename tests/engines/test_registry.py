"""Loading an engine settles the process; importing the room settles nothing."""

import json
import os
import subprocess
import sys

import keras
import pytest

from dropout_lab.engines import environment, load_engine
from dropout_lab.engines.devices import multiplies_bfloat16
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.small_run import ENGINES, facts


@pytest.mark.slow
def test_the_room_is_light():
    """Contract, registry and environment import no backend."""
    code = (
        "import sys, dropout_lab.engines as e; from dropout_lab.recipe import engine_choice\n"
        "e.environment(engine_choice()); print({'keras', 'tensorflow', 'jax'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def test_another_thread_count_is_refused():
    """TensorFlow that already computes keeps its threads: a second count is one clear line."""
    keras.ops.ones((1,))
    load_engine(engine_choice())
    with pytest.raises(ConfigError, match=r"engine\.threads=3: TensorFlow already runs .* with 1"):
        load_engine(engine_choice(threads=3))


def test_another_backend_is_refused(monkeypatch):
    """A process whose Keras runs on something else is told so."""
    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    with pytest.raises(ConfigError, match="KERAS_BACKEND=jax"):
        load_engine(engine_choice())


def test_the_environment_names_versions_settings_and_hardware():
    """Each entry is plain and known, and two choices differ where they should."""
    here = environment(engine_choice(precision="float64", threads=2))
    assert here["keras"] == keras.__version__
    assert (here["precision"], here["threads"], here["xla"]) == ("float64", 2, True)
    assert "cpu_bfloat16" not in here
    rounded = environment(engine_choice(name="jax", precision="bfloat16"))
    assert rounded["cpu_bfloat16"] is multiplies_bfloat16()
    assert "unknown" not in here.values()
    assert environment(engine_choice(name="keras_fit"))["xla"] is False


FLAGS = ("XLA_FLAGS", "TF_XLA_FLAGS", "TF_ENABLE_ONEDNN_OPTS")
"""Variables that move how TensorFlow computes; unset here, so that each test sets its own."""


@pytest.fixture(scope="module")
def another_process(tmp_path_factory):
    """The facts of each engine on TensorFlow in a new process, in which Keras finds all that it reads."""
    home = tmp_path_factory.mktemp("keras")
    theirs = {"floatx": "float64", "epsilon": 0.1, "image_data_format": "channels_first", "backend": "torch"}
    (home / "keras.json").write_text(json.dumps(theirs))
    clean = {name: value for name, value in os.environ.items() if name not in FLAGS}
    steps = {"KERAS_MAX_STEPS_PER_EPOCH": "2", "KERAS_MAX_EPOCHS": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines.small_run"],
        env={**clean, **steps, "KERAS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_process_gives_the_same_bits_whatever_keras_finds_there(another_process, engine):
    """A run in a process of its own has the digest that it has here, after other tests (law 1).

    Keras's file and variables would change floats, epsilon, data format and steps: a recipe decides them.
    """
    assert another_process[engine] == [facts(engine)[0], {}]


def test_flags_of_xla_from_outside_are_recorded(monkeypatch):
    """What may move bits stands in the run's environment, where it was set."""
    for name in FLAGS:
        monkeypatch.delenv(name, raising=False)
    plain = environment(engine_choice())
    flags = {"XLA_FLAGS": "--xla_cpu_enable_fast_min_max=true", "TF_ENABLE_ONEDNN_OPTS": "0"}
    for name, value in flags.items():
        monkeypatch.setenv(name, value)
    recorded = {name.lower(): value for name, value in flags.items()}
    assert environment(engine_choice()) == {**plain, **recorded}
