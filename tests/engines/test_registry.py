"""Loading an engine settles the process; importing the room settles nothing."""

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
