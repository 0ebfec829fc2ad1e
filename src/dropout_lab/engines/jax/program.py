"""The program of a shape of recipe: an epoch and its evaluation as functions of the state of a whole stack.

Keras builds model and optimizer once; their variables become the state, with the runs along a first axis.
Whatever differs between the runs is in it, so that one program serves every rate and every learning rate. On
an accelerator the runs go side by side (`vmap`); a CPU's caches like them better one after the other, which
also makes their bits those of a run alone. Several devices each take their part of the runs.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

from dropout_lab.engines.jax.metrics import Measured, measure
from dropout_lab.engines.jax.precision import dtype_of, product_of
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe
from dropout_lab.training import models, optimizers
from dropout_lab.training.objective import objective

ON_A_CPU = {"xla_cpu_scheduler_type": "CPU_SCHEDULER_TYPE_MEMORY_OPTIMIZED"}
"""XLA's usual order of a program is for many threads; this one keeps to the caches: some 3 % faster with one
thread and with two, with equal bits."""

RUNS = P("runs")
EVERYWHERE = P()


class State(NamedTuple):
    """Variables by kind, each in Keras's order; in a stack with the runs along a first axis."""

    weights: list[Any]
    others: list[Any]  # rates, mask seeds, counts of training calls
    slots: list[Any]  # the optimizer's, learning rate, step count and settings among them


class Program:
    """A model and its optimizer as functions of their state, compiled for a stack; keeps nothing of a run.

    Args:
        recipe: one of those that share the program (`program_key`).
        precision: as `EngineChoice` has it.
        devices: those that share a stack.
        side_by_side: whether a device trains its runs at once; else one after the other.
    """

    def __init__(self, recipe: Recipe, precision: str, devices: list[Any], side_by_side: bool) -> None:
        self._wide, dtype = precision == "float64", dtype_of(precision)
        self.batch, self._side_by_side = recipe.training.batch_size, side_by_side
        self._mesh = Mesh(np.array(devices), ("runs",))
        with self.context():
            self.model = models.Net(recipe, dtype, product_of(precision, devices[0].platform))
            self.optimizer = optimizers.build_optimizer(recipe, dtype, settings_as_state=True)
            self.optimizer.build(self.model.trainable_variables)
        epoch, evaluate = self._of_stack(self._epoch), self._of_stack(self._evaluate)
        options = ON_A_CPU if devices[0].platform == "cpu" else None
        self.epoch: Callable[..., Any] = jax.jit(epoch, donate_argnums=0, compiler_options=options)
        self.evaluate: Callable[..., Any] = jax.jit(evaluate)
        learns = self.model.noise.dropout.overrides("learned")
        self.learned: Callable[..., Any] | None = jax.jit(self._of_stack(self._learned)) if learns else None
        self.evaluated: Callable[..., Any] = jax.jit(self._of_stack(self._evaluated))
        self.put: Callable[..., State] = jax.jit(_put, donate_argnums=0)
        self.take: Callable[..., State] = jax.jit(_take)

    def context(self) -> AbstractContextManager[Any]:
        """In which everything of this program is traced and called."""
        return jax.enable_x64(self._wide)

    def shared_out(self, array: Any) -> Any:
        """Send an array with the runs along its first axis to the devices, each its part."""
        return jax.device_put(array, NamedSharding(self._mesh, RUNS))

    def on_each(self, array: Any) -> Any:
        """Send an array to every device."""
        return jax.device_put(array, NamedSharding(self._mesh, EVERYWHERE))

    def empty(self, size: int) -> State:
        """Return the state of a stack of `size` runs, all zeros; `put` fills it run by run."""
        where = NamedSharding(self._mesh, RUNS)
        return self._states(lambda v: jnp.zeros((size, *v.shape), v.dtype, device=where))

    def first(self, recipe: Recipe, streams: Streams) -> State:
        """Return a run's state before its first step; a slot of zeros is one zero, which `put` spreads."""
        optimizers.reset_settings(self.optimizer, recipe)
        weights, others, slots = self._variables()
        values = {variable.path: value for variable, value in self.model.first(recipe, streams)}
        return State(
            [values[variable.path] for variable in weights],
            [values[variable.path] for variable in others],
            [np.zeros((), v.dtype) if v.shape else np.asarray(v.value) for v in slots],
        )

    def trace(self) -> None:
        """Trace an epoch and an evaluation without compiling them; raises what a layer raises on the way."""
        size = len(self._mesh.devices)
        with self.context():
            state = self._states(lambda v: jax.ShapeDtypeStruct((size, *v.shape), v.dtype))
            order = jax.ShapeDtypeStruct((size, self.batch), np.uint16)
            pixels = jax.ShapeDtypeStruct((self.batch, self.model.widths[0]), np.uint8)
            labels = jax.ShapeDtypeStruct((self.batch,), np.int32)
            jax.eval_shape(self.epoch, state, order, (pixels, labels))
            chunks = jax.ShapeDtypeStruct((1, *pixels.shape), np.uint8)
            jax.eval_shape(self.evaluate, state, None, (chunks, labels))
            if self.model.evaluation is not None:
                jax.eval_shape(self.evaluated, state, None, (chunks, labels))

    def _states(self, of_variable: Callable[[Any], Any]) -> State:
        return State(*([of_variable(variable) for variable in part] for part in self._variables()))

    def _variables(self) -> tuple[list[Any], list[Any], list[Any]]:
        model = self.model
        return model.trainable_variables, model.non_trainable_variables, self.optimizer.variables

    def _of_stack(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Make a function of a run's state, what else is its own, and what is all runs', one of a stack's."""

        def of_part(states: State, own: Any, common: Any) -> Any:
            if self._side_by_side:
                return jax.vmap(function, in_axes=(0, 0, None))(states, own, common)
            return lax.map(lambda run: function(*run, common), (states, own))

        return jax.shard_map(of_part, mesh=self._mesh, in_specs=(RUNS, RUNS, EVERYWHERE), out_specs=RUNS)

    def _epoch(self, state: State, order: Any, common: tuple[Any, Any]) -> tuple[State, Any, Any]:
        """Train one run on the batches of its order, shape (n_images,), and on what is left of it.

        Args:
            state: the run's.
            order: its own, in which the images come.
            common: images, shape (n_images, pixels), and labels.

        Returns:
            The state, the mean loss of each batch, shape (steps,), and that of the rest, 0 without one.
        """
        images, labels = common
        n_images, batch = len(order), self.batch
        cut = n_images - n_images % batch

        def step(state: State, rows: Any) -> tuple[State, Any]:
            rows = rows.astype(jnp.int32)
            return self._step(state, images[rows], labels[rows], rows)

        state, losses = lax.scan(step, state, order[:cut].reshape(-1, batch))
        last = jnp.zeros((), losses.dtype)
        if cut < n_images:
            state, last = step(state, order[cut:])
        return state, losses, last

    def _step(self, state: State, batch: Any, wanted: Any, rows: Any) -> tuple[State, Any]:
        """Train on one batch; the new state and its loss in nats."""

        def loss_of(weights: list[Any]) -> tuple[Any, State]:
            return self._within(
                State(weights, state.others, state.slots), lambda: objective(self.model, batch, wanted, rows)
            )

        (loss, after), gradients = jax.value_and_grad(loss_of, has_aux=True)(state.weights)
        _, moved = self._within(
            State(state.weights, after.others, state.slots),
            lambda: optimizers.step(self.optimizer, self.model, self.model.noisy(gradients)),
        )
        return moved, loss

    def _within(self, state: State, function: Callable[[], Any]) -> tuple[Any, State]:
        """Call a function with the variables at a state; return what it gives, and the state after it."""
        parts = self._variables()
        pairs = [
            pair for kind, values in zip(parts, state, strict=True) for pair in zip(kind, values, strict=True)
        ]
        with keras.StatelessScope(state_mapping=pairs) as scope:
            found = function()
        return found, State(*([scope.get_current_value(v) for v in kind] for kind in parts))

    def _evaluate(self, state: State, _own: None, common: tuple[Any, Any]) -> Measured:
        """Measure one run on images cut into chunks, shape (chunks, rows, pixels), and their labels."""
        return self._measured(state, common, lambda pixels, _: self.model.inference(pixels))

    def _evaluated(self, state: State, _own: None, common: tuple[Any, Any]) -> Measured:
        """Measure one run on such images by the recipe's evaluation."""
        return self._measured(state, common, self.model.evaluated)

    def _measured(self, state: State, common: tuple[Any, Any], read: Callable[[Any, Any], Any]) -> Measured:
        """Measure what is read of chunks and of their rows' numbers, chunk by chunk."""
        chunks, labels = common
        numbers = jnp.arange(chunks.shape[0] * chunks.shape[1], dtype="int32").reshape(chunks.shape[:2])

        def of_chunk(chunk: tuple[Any, Any]) -> Any:
            return self._within(state, lambda: read(*chunk))[0]

        logits = lax.map(of_chunk, (chunks, numbers))
        return measure(logits.reshape(-1, logits.shape[-1])[: len(labels)], labels)

    def _learned(self, state: State, _own: None, _common: None) -> dict[str, Any]:
        """Return what one run's dropout has learned, scalars by name and site."""
        return self._within(state, self.model.learned)[0]


def _put(stack: State, first: State, place: Any) -> State:
    """Set the state of one run in a stack."""
    return jax.tree.map(lambda many, one: many.at[place].set(one), stack, first)


def _take(stack: State, place: Any) -> State:
    """Return the state of one run of a stack."""
    return jax.tree.map(lambda many: many[place], stack)
