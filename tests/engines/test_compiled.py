"""Which runs share a compiled program, and which a stack."""

import pytest

from dropout_lab.engines.compiled import Programs, program_key, stack_key
from dropout_lab.recipe import engine_choice
from tests.engines.recipes import digits_recipe
from tests.over import over

TENSORFLOW, JAX = engine_choice(), engine_choice(name="jax")


def of(optimizer=None, epochs=2, dataset=None, **parts):
    """A recipe on digits at rate 0.2, with other numbers in its optimizer or its data set."""
    plain = digits_recipe(**{"rate": 0.2, **parts}, epochs=epochs).model_dump(mode="json")
    plain["optimizer"] |= optimizer or {}
    plain["dataset"] |= dataset or {}
    return type(digits_recipe()).parse(plain)


SHARED = {
    "rates": of(rate=[0.5, 0.1]),
    "learning rate": of({"learning_rate": 0.01}),
    "frozen streams": of(randomness={"init": 3}),
    "epochs": of(epochs=9),
}
APART = {
    "no dropout": of(rate=0.0),
    "input too": of(input_rate=0.1),
    "fewer sites": of(rate=[0.2, 0.0]),
    "widths": of(hidden_units=(5, 6)),
    "batch": of(batch_size=16),
    "optimizer": digits_recipe(rate=0.2, optimizer="adam"),
    "momentum at all": of({"momentum": 0.5}),
    "centered": of({"centered": True}),
    "Keras's layer": of(source="keras"),
    "Keras's layer, other rate": of(source="keras", rate=0.3),
    "fewer images": of(dataset={"train_size": 1000}),
}
NUMBERS = {
    "rho": of({"rho": 0.8}),
    "epsilon": of({"epsilon": 1e-3}),
}


@over("engine", [TENSORFLOW, JAX], ids=lambda engine: engine.name)
@over("what", SHARED)
def test_state_shares_a_program(what, engine):
    """Rates, seeds and the learning rate are state: one program serves them all."""
    assert program_key(SHARED[what], engine) == program_key(of(), engine)


@pytest.mark.parametrize("engine", [TENSORFLOW, JAX], ids=lambda engine: engine.name)
def test_constants_have_programs_of_their_own(engine):
    """Whatever is compiled in tells programs apart."""
    keys = {program_key(recipe, engine) for recipe in [of(), *APART.values()]}
    double = program_key(of(), engine.model_copy(update={"precision": "float64"}))
    assert len({*keys, double}) == 2 + len(APART)


@pytest.mark.parametrize("what", NUMBERS)
def test_an_optimizers_numbers_are_state_only_on_the_engine_of_stacks(what):
    """TensorFlow has them as constants, whose bits were published."""
    assert program_key(NUMBERS[what], JAX) == program_key(of(), JAX)
    assert program_key(NUMBERS[what], TENSORFLOW) != program_key(of(), TENSORFLOW)


def test_momentum_is_state_once_there_is_some():
    """Its slots are part of the program, its value is not."""
    half, most = of({"momentum": 0.5}), of({"momentum": 0.9})
    assert program_key(half, JAX) == program_key(most, JAX)


def test_a_stack_has_one_length_and_one_data_set():
    """Runs of one program may still not train in one stack."""
    key = stack_key(of(), JAX)
    assert stack_key(SHARED["rates"], JAX) == key
    others = [of(epochs=9), of(dataset={"train_size": 1437, "split_seed": 0, "validation_size": 0})]
    assert stack_key(others[0], JAX) != key
    assert stack_key(others[1], JAX) == key  # the same images, written differently
    assert stack_key(of(), engine_choice(name="jax", stack=4)) != key


def test_only_the_programs_last_used_are_kept():
    """The one unused for longest goes first; a forgotten one is built again, and counted."""
    programs = Programs()
    for number in (*range(9), 1, 0):
        programs.get((number,), lambda number=number: number)
    assert programs.built == 10  # 0 was forgotten for 8, 1 was there still
    assert len(programs) == 8
