"""The engine of stacks: several runs of one program train together, an epoch of all of them one XLA program.

A stack holds the state of its runs (weights, rates, mask seeds, counters, slots, learning rate) along a first
axis; data lie on the device once. What differs between its runs is state, so one program serves every rate
and every learning rate. Masks are keyed by a run's own seed, never by its place in the stack (law 2).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from dropout_lab import models, optimizers
from dropout_lab.data import Images
from dropout_lab.engines.base import Split, probe_size
from dropout_lab.engines.programs import Programs, chunks_of
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe


class State(NamedTuple):
    """Variables by kind, each in Keras's order; in a stack with the runs along a first axis."""

    weights: list[Any]
    others: list[Any]  # rates, mask seeds, counts of training calls
    slots: list[Any]  # the optimizer's, learning rate and step count among them


class Program:
    """A model and its optimizer as functions of their state, compiled for a stack; keeps nothing of a run."""

    def __init__(self, recipe: Recipe, pixels: int, precision: str) -> None:
        self.model = models.build(recipe, pixels, precision)
        self.optimizer = optimizers.build_optimizer(recipe, precision)
        self.optimizer.build(self.model.trainable_variables)
        self.epoch: Callable[..., Any] = jax.jit(
            jax.vmap(self._epoch, in_axes=(0, None, None, 0, 0)), donate_argnums=0
        )
        self.evaluate: Callable[..., Any] = jax.jit(jax.vmap(self._evaluate, in_axes=(0, None)))
        self._put: Callable[..., Any] = jax.jit(_put, donate_argnums=0)

    def start(self, runs: Sequence[tuple[Recipe, Streams]]) -> State:
        """Return the first state of a stack; one run after the other goes to the device."""
        stack = State(
            *([jnp.zeros((len(runs), *v.shape), v.dtype) for v in part] for part in self._variables())
        )
        for place, (recipe, streams) in enumerate(runs):
            models.reset_model(self.model, recipe, streams)
            optimizers.reset_optimizer(self.optimizer, recipe)
            first = State(*([np.asarray(v.value) for v in part] for part in self._variables()))
            stack = self._put(stack, first, place)
        return stack

    def _variables(self) -> tuple[list[Any], list[Any], list[Any]]:
        model = self.model
        return model.trainable_variables, model.non_trainable_variables, self.optimizer.variables

    def _epoch(self, state: State, images: Any, labels: Any, order: Any, rest: Any) -> tuple[State, Any, Any]:
        """Train one run on the batches of `order`, (steps, batch), then on `rest`, (images left,).

        Returns:
            The state, the mean loss of each batch, shape (steps,), and that of the rest, 0 without one.
        """

        def step(state: State, rows: Any) -> tuple[State, Any]:
            return self._step(state, images[rows], labels[rows])

        state, losses = lax.scan(step, state, order)
        last = jnp.zeros((), losses.dtype)
        if rest.shape[0]:
            state, last = step(state, rest)
        return state, losses, last

    def _step(self, state: State, batch: Any, wanted: Any) -> tuple[State, Any]:
        """Train on one batch; the new state and the mean loss in nats."""

        def loss_of(weights: list[Any]) -> tuple[Any, list[Any]]:
            logits, others = self._call(weights, state.others, batch, training=True)
            log_probabilities = jax.nn.log_softmax(logits)
            losses = -jnp.take_along_axis(log_probabilities, wanted[:, None], axis=1)
            return jnp.mean(losses), others

        (loss, others), gradients = jax.value_and_grad(loss_of, has_aux=True)(state.weights)
        weights, slots = self.optimizer.stateless_apply(state.slots, gradients, state.weights)
        return State(list(weights), list(others), list(slots)), loss

    def _evaluate(self, state: State, images: Any) -> Any:
        return self._call(state.weights, state.others, images, training=False)[0]

    def _call(self, weights: list[Any], others: list[Any], images: Any, *, training: bool) -> tuple[Any, Any]:
        """Return the logits and what the layers counted."""
        found: Any = self.model.stateless_call(weights, others, images, training=training)
        return found


class DeviceData:
    """The arrays of one data set on the device: training images, and each split cut into chunks."""

    def __init__(self, images: Images) -> None:
        self.source = images
        self.train_images = jnp.asarray(images.train_images)
        self.train_labels = jnp.asarray(images.train_labels.astype(np.int32))
        probe = images.train_images[: probe_size(images)]
        self.splits: dict[Split, tuple[list[Any], int]] = {
            "train_probe": _on_device(probe),
            "validation": _on_device(images.validation_images),
            "test": _on_device(images.test_images),
        }


class Stack:
    """Several runs of one program in training; arrays have the runs along their first axis."""

    def __init__(
        self, program: Program, data: DeviceData, runs: Sequence[tuple[Recipe, int]], wide: bool
    ) -> None:
        self._program, self._data, self._wide = program, data, wide
        self._batch = runs[0][0].training.batch_size
        self._streams = [Streams.of(seed, r.randomness, r.training.order) for r, seed in runs]
        self._epochs_done = 0
        self._ahead = ThreadPoolExecutor(1)  # the next epoch's orders are drawn while the device trains
        self._next: Future[NDArray[np.int32]] = self._ahead.submit(self._orders, 0)
        with jax.enable_x64(wide):
            recipes = [recipe for recipe, _ in runs]
            self.state = program.start(list(zip(recipes, self._streams, strict=True)))

    def train_epoch(self) -> NDArray[np.float64]:
        """Train the next epoch of every run; return their mean training losses in nats, shape (runs,)."""
        data = self._data
        order = self._next.result()
        n_images = order.shape[1]
        cut = n_images - n_images % self._batch
        batches = order[:, :cut].reshape(len(order), -1, self._batch)
        with jax.enable_x64(self._wide):
            trained = self._program.epoch(
                self.state, data.train_images, data.train_labels, batches, order[:, cut:]
            )
        self._epochs_done += 1
        self._next = self._ahead.submit(self._orders, self._epochs_done)
        self.state, losses, last = trained
        total = np.asarray(losses, np.float64).sum(axis=1) * self._batch
        return (total + np.asarray(last, np.float64) * (n_images - cut)) / n_images

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (runs, n_images, 10), of a split with dropout off."""
        chunks, n_images = self._data.splits[split]
        with jax.enable_x64(self._wide):
            parts = [np.asarray(self._program.evaluate(self.state, chunk)) for chunk in chunks]
        return np.concatenate(parts, axis=1)[:, :n_images]

    def weights(self, place: int) -> list[NDArray[np.floating]]:
        """Kernels and biases of one run from the input to the output."""
        return [np.asarray(stacked[place]) for stacked in self.state.weights]

    def _orders(self, epoch: int) -> NDArray[np.int32]:
        n_images = len(self._data.source.train_images)
        return np.stack([streams.epoch_order(epoch, n_images) for streams in self._streams])


class Session:
    """A stack of one run."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def train_epoch(self) -> float:
        """Train the next epoch; return the mean training loss over its images, in nats."""
        return float(self._stack.train_epoch()[0])

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (n_images, 10), of a split with dropout off."""
        return self._stack.logits(split)[0]

    def weights(self) -> list[NDArray[np.floating]]:
        """Kernels and biases from the input to the output."""
        return self._stack.weights(0)


class JaxEngine:
    """Opens stacks and sessions; keeps a few compiled programs and the data of the last data set."""

    def __init__(self, precision: str = "float32") -> None:
        self._precision, self._wide = precision, precision == "float64"
        self._programs: Programs[Program] = Programs()
        self._data: DeviceData | None = None

    @property
    def programs_built(self) -> int:
        """Programs that this process has compiled, the forgotten ones too."""
        return self._programs.built

    def session(self, recipe: Recipe, seed: int, images: Images) -> Session:
        """Start a run of a recipe with a seed."""
        return Session(self.stack([(recipe, seed)], images))

    def stack(self, runs: Sequence[tuple[Recipe, int]], images: Images) -> Stack:
        """Start several runs at once.

        Args:
            runs: recipes of one program (`models.program_key`), each with its seed.
            images: the data set that all of them train on.
        """
        if self._data is None or self._data.source is not images:
            self._data = DeviceData(images)
        with jax.enable_x64(self._wide):
            program = self._program(runs[0][0], images)
        return Stack(program, self._data, runs, self._wide)

    def _program(self, recipe: Recipe, images: Images) -> Program:
        n_images, pixels = images.train_images.shape
        key = models.program_key(recipe, (n_images, pixels), self._precision)
        return self._programs.get(key, lambda: Program(recipe, pixels, self._precision))


def _put(stack: State, first: State, place: Any) -> State:
    """Set the state of one run in a stack."""
    return jax.tree.map(lambda many, one: many.at[place].set(one), stack, first)


def _on_device(images: NDArray[np.uint8]) -> tuple[list[Any], int]:
    """Return a split's chunks on the device, and how many images they hold but for the filling."""
    return [jnp.asarray(chunk) for chunk in chunks_of(images)], len(images)
