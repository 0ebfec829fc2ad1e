import json
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines import load_engine, try_layer
from dropout_lab.engines.trial import zeros_for
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.freezing import FROZEN, STEADY
from tests.engines.raising import EVERYWHERE

pytestmark = pytest.mark.slow  # compiles, and a process of its own for JAX

COMPILED = "write it in keras.ops alone, without looking at a value, which no compiled engine has"


def layer(recipe, name, module="raising", batch_size=479):
    """A recipe with a layer of `raising`, or of another module; its batches are whole."""
    return recipe(rate=0.3, batch_size=batch_size, name="mine", layer=f"tests.engines.{module}:{name}")


@pytest.fixture(scope="module")
def on_jax():
    """What the JAX engine says of each class."""
    words = [sys.executable, "-m", "tests.engines.trial_on_jax"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


def holds(said, engine, name):
    """One line: the layer, the engine, what was raised, the place in the user's file, its code."""
    raised, place = EVERYWHERE[name]
    assert said.startswith(f"dropout.layer=tests.engines.raising:{name}: engine={engine} cannot train it: ")
    assert raised in said
    assert "tests/engines/raising.py, line " in said
    assert place in said
    assert "\n" not in said


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("engine", ["tensorflow", "keras_fit"])
def test_a_layer_that_raises_is_named_with_its_place(engine, name, recipe):
    """When it is built, called, traced or at inference; Keras's words around it are gone."""
    with pytest.raises(ConfigError) as refusal:
        try_layer(load_engine(engine_choice(name=engine)), engine, layer(recipe, name))
    holds(str(refusal.value), engine, name)
    assert str(refusal.value).endswith(COMPILED) == (name == "Looks")


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_layer_that_raises_on_jax_is_named_with_its_place(on_jax, name):
    """JAX's own frames around it are gone; what it refuses as traced comes with what a layer must be."""
    holds(on_jax[name], "jax", name)
    assert on_jax[name].endswith(COMPILED) == (name == "Looks")


def test_what_xla_cannot_compile_is_named_with_its_place(recipe):
    """XLA names the place in its text alone, without the first slash."""
    with pytest.raises(ConfigError, match=r"PyFunc.*raising\.py, line \d+, in disturb: .*keras\.ops alone"):
        try_layer(load_engine(engine_choice()), "tensorflow", layer(recipe, "Numpy", batch_size=128))


def test_a_layer_that_trains_is_tried_without_a_word(recipe):
    """On batches of the shapes that training has: the whole one, and the rest of the last."""
    zeros = zeros_for(recipe(rate=0.3))
    assert zeros.train_images.shape == (128 + 1437 % 128, 64)
    assert not np.any(zeros.train_images)
    try_layer(load_engine(engine_choice()), "tensorflow", recipe(rate=0.3))


@pytest.mark.parametrize("name", FROZEN)
@pytest.mark.parametrize("engine", ["tensorflow", "keras_fit"])
def test_noise_that_a_program_would_keep_is_refused(engine, name, recipe):
    """Drawn by NumPy, or from a seed that stays: one line that names the layer and what to draw by."""
    with pytest.raises(ConfigError) as refusal:
        try_layer(load_engine(engine_choice(name=engine)), engine, layer(recipe, name, "freezing"))
    said = str(refusal.value)
    assert said.startswith(f"dropout.layer=tests.engines.freezing:{name}: its noise is {FROZEN[name]}")
    assert "draw by at.lanes, at.uniforms or at.normals" in said
    assert "\n" not in said


@pytest.mark.parametrize("name", STEADY)
def test_what_has_no_noise_or_declares_that_it_stays_is_tried_without_a_word(name, recipe):
    """A function of the activations is the same in every step; masks of a run are, by declaration."""
    try_layer(load_engine(engine_choice()), "tensorflow", layer(recipe, name, "freezing"))


def test_noise_that_a_program_would_keep_is_refused_on_jax(on_jax):
    """There too, where nothing is compiled for the trial."""
    for name, said in FROZEN.items():
        assert on_jax[name].startswith(f"dropout.layer=tests.engines.freezing:{name}: its noise is {said}")
    assert not set(STEADY) & set(on_jax)
