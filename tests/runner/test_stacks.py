"""Tasks -> stacks: runs of one program together, of the size that memory and plan allow."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.engines import Device, stack_key
from dropout_lab.errors import ConfigError
from dropout_lab.plan import MOST_STACKED, run_bytes
from dropout_lab.recipe import engine_choice, run_id
from dropout_lab.runner import Task
from dropout_lab.runner.stacks import Sizes, cut
from tests.recipes import ENGINE, make_recipe

JAX = engine_choice(name="jax")
GPU = Device("NVIDIA H100 80GB HBM3", "gpu", 1, 60 * 2**30)
CPU = Device("cpu", "cpu", 1, 8 * 2**30)
RECIPES = [
    make_recipe(),
    make_recipe(dropout={"name": "standard", "rate": 0.5}),
    make_recipe(dropout={"name": "none"}),
]


def task(seed, recipe=RECIPES[0], engine=JAX, alike=10_000):
    return Task(run_id(recipe, seed, engine), recipe, engine, seed, None, alike=alike)


def key(a_task):
    return stack_key(a_task.recipe, a_task.engine)


plans = st.lists(st.sampled_from(RECIPES), max_size=40).map(
    lambda recipes: [task(seed, recipe) for seed, recipe in enumerate(recipes)]
)


@given(plans, st.integers(1, 7))
def test_every_run_is_in_one_stack_of_its_own_program(tasks, size):
    """Nothing is lost or doubled; a stack holds one program and no more runs than the places asked for."""
    stacks = cut(tasks, lambda _: size)
    assert Counter(t for stack in stacks for t in stack.tasks) == Counter(tasks)
    for stack in stacks:
        assert len({key(t) for t in stack.tasks}) == 1
        assert 1 <= len(stack.tasks) <= stack.size == size


@given(plans, st.integers(1, 7))
def test_only_the_last_stack_of_a_program_has_places_left(tasks, size):
    """So that as few stacks train as can be."""
    for program in {key(t) for t in tasks}:
        lengths = [len(s.tasks) for s in cut(tasks, lambda _: size) if key(s.tasks[0]) == program]
        assert lengths[:-1] == [size] * (len(lengths) - 1)


@given(plans, st.integers(1, 7))
def test_stacks_and_their_runs_keep_the_order_of_the_plan(tasks, size):
    """A stack stands where its first run stood; with one place each, the plan is as it was."""
    place = {t.run_id: number for number, t in enumerate(tasks)}
    numbers = [[place[t.run_id] for t in stack.tasks] for stack in cut(tasks, lambda _: size)]
    assert all(stack == sorted(stack) for stack in numbers)
    assert [stack[0] for stack in numbers] == sorted(stack[0] for stack in numbers)
    assert [stack.tasks[0] for stack in cut(tasks, lambda _: 1)] == tasks


def test_rates_share_a_stack_and_the_net_without_dropout_has_its_own():
    """A sweep of 20 rates is one program, not twenty."""
    rates = [make_recipe(dropout={"name": "standard", "rate": 0.01 * step}) for step in range(1, 21)]
    tasks = [task(seed, recipe) for seed in range(50) for recipe in [*rates, RECIPES[2]]]
    stacks = cut(tasks, Sizes({JAX: GPU}).of)
    assert [len(stack.tasks) for stack in stacks] == [512, 50, 488]


@pytest.mark.parametrize(
    ("device", "alike", "size"),
    [
        (GPU, 10_000, MOST_STACKED),
        (GPU, 40, 40),  # no more than the plan has, whatever of it is done
        (replace(GPU, count=3), 40, 42),  # each device has as many
        (replace(GPU, bytes=None), 10_000, MOST_STACKED),  # it does not say
        (CPU, 10_000, 1),  # a CPU's cores have a worker each
        (replace(CPU, count=2), 10_000, 2),
    ],
    ids=["gpu", "few", "three gpus", "silent", "cpu", "two cpu devices"],
)
def test_an_automatic_stack_follows_device_and_plan(device, alike, size):
    """As large as pays, as the plan has runs, and the same on every device."""
    assert Sizes({JAX: device}).of(task(0, alike=alike)) == size


def test_a_small_device_gets_a_small_stack():
    """Four fifths of the memory, at what a run is estimated to need."""
    small = replace(GPU, bytes=10 * run_bytes(RECIPES[0], "float32"))
    assert Sizes({JAX: small}).of(task(0)) == 8
    assert Sizes({JAX: replace(small, bytes=1)}).of(task(0)) == 1


def test_what_a_run_needs_grows_with_net_optimizer_and_precision():
    """The estimate counts weights, slots, activations and an evaluation."""
    small = run_bytes(RECIPES[0], "float32")
    assert run_bytes(make_recipe(model={"hidden_units": [64, 8]}), "float32") > small
    assert run_bytes(make_recipe(optimizer={"name": "adam"}), "float32") > small
    assert run_bytes(RECIPES[0], "float64") > 1.9 * small


def test_engines_that_do_not_stack_train_one_run_at_a_time():
    """TensorFlow's runs stay by themselves."""
    assert Sizes({JAX: GPU}).of(task(0, engine=ENGINE)) == 1


def test_a_stack_as_asked_for_is_padded_to_just_that():
    """`engine.stack=N` is N places even where the plan has fewer runs, so that N fixes the bits."""
    four = engine_choice(name="jax", stack=4)
    (stack,) = cut([task(7, engine=four, alike=1)], Sizes({four: CPU}).of)
    assert (len(stack.tasks), stack.size) == (1, 4)


def test_a_stack_larger_than_memory_is_refused_with_what_would_fit():
    """The key, the value, what it needs and what there is, what to choose."""
    huge = engine_choice(name="jax", stack=100_000)
    device = replace(GPU, bytes=100 * run_bytes(RECIPES[0], "float32"))
    with pytest.raises(ConfigError) as refused:
        Sizes({huge: device}).of(task(0, engine=huge))
    assert str(refused.value).startswith("engine.stack=100000: so many runs need about ")
    assert "choose engine.stack=auto, or at most 80" in str(refused.value)


def test_a_stack_without_memory_is_halved_and_so_are_all_after_it():
    """Later stacks of the kind start at the new size; others keep theirs."""
    sizes = Sizes({JAX: GPU})
    (stack,) = cut([task(seed, alike=10) for seed in range(10)], sizes.of)
    assert [(len(half.tasks), half.size) for half in sizes.halve(stack)] == [(5, 5), (5, 5)]
    assert sizes.of(task(99)) == 5
    assert sizes.of(task(0, RECIPES[2])) == MOST_STACKED


def test_a_single_run_a_device_cannot_be_halved():
    """Then the run has failed; the caller says so."""
    pair = Sizes({JAX: replace(CPU, count=2)})
    (stack,) = cut([task(0), task(1)], pair.of)
    assert stack.size == 2
    assert pair.halve(stack) == []
