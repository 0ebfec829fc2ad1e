"""Loading an engine settles the process; importing the room settles nothing."""

import json
import os
import subprocess
import sys

import keras
import pytest

from dropout_lab.engines import environment, load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice


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
    assert "unknown" not in here.values()
    assert environment(engine_choice(name="keras_fit"))["xla"] is False


FROM_OUTSIDE = """
import json, sys
from dropout_lab.engines import environment, load_engine, train
from dropout_lab.data import load
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.recipes import digits_recipe
choice = engine_choice(name=sys.argv[1])
recipe = digits_recipe(rate=0.2, epochs=1, hidden_units=(5,))
outcome = list(train(load_engine(choice), recipe, 0, load(Dataset(name="digits"))))[-1]
here = environment(choice)
recorded = {key: here[key] for key in here if key.startswith(("xla_f", "tf_", "jax_"))}
print(json.dumps([outcome.weights_sha256, recorded]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["tensorflow", "keras_fit"])
def test_settings_of_keras_from_outside_change_no_run(engine, tmp_path):
    """Its file and variables would change floats, epsilon, data format and steps: a recipe decides them."""
    (tmp_path / "keras.json").write_text(
        json.dumps(
            {"floatx": "float64", "epsilon": 0.1, "image_data_format": "channels_first", "backend": "torch"}
        )
    )
    outside = {"KERAS_HOME": str(tmp_path), "KERAS_MAX_STEPS_PER_EPOCH": "2", "KERAS_MAX_EPOCHS": "0"}
    (plain, none), (settled, _) = (said(engine, more) for more in ({}, outside))
    assert settled == plain
    assert none == {}


@pytest.mark.slow
def test_flags_of_xla_from_outside_are_recorded():
    """What may move bits stands in the run's environment, where it was set."""
    _, recorded = said(
        "tensorflow", {"XLA_FLAGS": "--xla_cpu_enable_fast_min_max=true", "TF_ENABLE_ONEDNN_OPTS": "0"}
    )
    assert recorded == {"xla_flags": "--xla_cpu_enable_fast_min_max=true", "tf_enable_onednn_opts": "0"}


def said(engine, variables):
    """What a process with some variables says of a run: its weights, and what it recorded of them."""
    names = ("XLA_FLAGS", "TF_XLA_FLAGS", "TF_ENABLE_ONEDNN_OPTS")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [sys.executable, "-c", FROM_OUTSIDE, engine],
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
