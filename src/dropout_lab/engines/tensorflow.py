"""The fast engine: a whole epoch is one XLA program over data that stay on the device as bytes.

The batch order enters as int32 of shape (steps, batch), because slicing by a computed offset inside a
compiled loop has a dynamic shape there, which is 100 times slower; the partial last batch is one step after
the loop. Programs are few and bounded; all that differs between runs is state, reset for each.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines.base import Split, probe_size
from dropout_lab.engines.compiled import Programs, chunks_of, program_key, rows_of
from dropout_lab.randomness import Streams
from dropout_lab.recipe import EngineChoice, Recipe
from dropout_lab.training import models, optimizers
from dropout_lab.training.objective import objective


class Program:
    """A model, its optimizer and the compiled epoch and evaluation; serves one session at a time."""

    def __init__(self, recipe: Recipe, precision: str) -> None:
        self.model = models.Net(recipe, precision)
        self.optimizer = optimizers.build_optimizer(recipe, precision)
        self.optimizer.build(self.model.trainable_variables)
        self.owner: Session | None = None
        self.epoch: Callable[..., Any] = tf.function(self._epoch, jit_compile=True, autograph=False)
        self.evaluate: Callable[..., Any] = tf.function(self._evaluate, jit_compile=True, autograph=False)
        self.evaluated: Callable[..., Any] = tf.function(
            self.model.evaluated, jit_compile=True, autograph=False
        )

    def reset(self, recipe: Recipe, streams: Streams, owner: "Session") -> None:
        """Go to the first state of a run; the session that had the program loses it."""
        models.reset_model(self.model, recipe, streams)
        optimizers.reset_optimizer(self.optimizer, recipe)
        self.owner = owner

    def _epoch(self, images: Any, labels: Any, order: Any, rest: Any) -> Any:
        """Train on the batches of `order`, (steps, batch), then on `rest`, (images left,); mean loss."""

        def body(step: Any, total: Any) -> tuple[Any, Any]:
            return step + 1, total + self._step(images, labels, order[step])

        steps, batch = order.shape
        zero = tf.zeros((), tf.float64)
        _, total = tf.while_loop(lambda step, _: step < steps, body, (0, zero)) if steps else (0, zero)
        if rest.shape[0]:
            total += self._step(images, labels, rest)
        return total / (steps * batch + rest.shape[0])

    def _step(self, images: Any, labels: Any, rows: Any) -> Any:
        """Train on one batch; return the sum of its losses in nats, float64."""
        batch, wanted = tf.gather(images, rows), tf.gather(labels, rows)
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            loss = objective(self.model, batch, wanted, rows)
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        gradients = self.model.noisy(gradients)
        optimizers.step(self.optimizer, self.model, gradients)
        return tf.cast(loss, tf.float64) * rows.shape[0]

    def _evaluate(self, images: Any) -> Any:
        return self.model.inference(images)


class DeviceData:
    """The arrays of one data set on the device: training images, and each split cut into chunks."""

    def __init__(self, images: Images) -> None:
        self.source = images
        self.train_images = tf.constant(images.train_images)
        self.train_labels = tf.constant(images.train_labels.astype(np.int32))
        probe = images.train_images[: probe_size(images)]
        self.splits: dict[Split, tuple[list[Any], int]] = {
            "train_probe": _on_device(probe),
            "validation": _on_device(images.validation_images),
            "test": _on_device(images.test_images),
        }


class Session:
    """One run in training."""

    def __init__(self, program: Program, data: DeviceData, recipe: Recipe, seed: int) -> None:
        self._program, self._data = program, data
        self._streams = Streams.of(seed, recipe.randomness, recipe.training.order)
        self._batch = recipe.training.batch_size
        self._epochs_done = 0
        program.reset(recipe, self._streams, self)

    def train_epoch(self) -> float:
        """Train the next epoch; return the mean training loss over its images, in nats."""
        self._check()
        data = self._data
        n_images = len(data.source.train_images)
        order = self._streams.epoch_order(self._epochs_done, n_images)
        cut = n_images - n_images % self._batch
        loss = self._program.epoch(
            data.train_images,
            data.train_labels,
            tf.constant(order[:cut].reshape(-1, self._batch)),
            tf.constant(order[cut:]),
        )
        self._epochs_done += 1
        return float(loss)

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (n_examples, classes), of a split with dropout off."""
        self._check()
        chunks, n_images = self._data.splits[split]
        return np.concatenate([self._program.evaluate(chunk).numpy() for chunk in chunks])[:n_images]

    def evaluated(self) -> NDArray[np.floating]:
        """Log-probabilities, shape (n_examples, classes), of the test split by the recipe's evaluation."""
        self._check()
        chunks, n_images = self._data.splits["test"]
        found = [
            self._program.evaluated(chunk, tf.constant(rows_of(place, len(chunk)))).numpy()
            for place, chunk in enumerate(chunks)
        ]
        return np.concatenate(found)[:n_images]

    def weights(self) -> list[NDArray[np.floating]]:
        """Kernels and biases from the input to the output, then weights of the dropout's own."""
        self._check()
        return models.weights_of(self._program.model)

    def learned(self) -> dict[str, float]:
        """What the dropout has learned so far, by name and site."""
        self._check()
        return {name: float(value) for name, value in self._program.model.learned().items()}

    def _check(self) -> None:
        if self._program.owner is not self:
            raise RuntimeError("a later session has taken over this program; finish one run before the next")


class TensorFlowEngine:
    """Opens sessions; keeps a few compiled programs and the data of the last data set."""

    def __init__(self, choice: EngineChoice) -> None:
        self._choice = choice
        self._programs: Programs[Program] = Programs()
        self._data: DeviceData | None = None

    @property
    def programs_built(self) -> int:
        """Programs that this process has compiled, the forgotten ones too."""
        return self._programs.built

    def session(self, recipe: Recipe, seed: int, images: Images) -> Session:
        """Start a run of a recipe with a seed; ends the session before it that had the same program."""
        if self._data is None or self._data.source is not images:
            self._data = DeviceData(images)
        return Session(self._program(recipe), self._data, recipe, seed)

    def _program(self, recipe: Recipe) -> Program:
        key = program_key(recipe, self._choice)
        return self._programs.get(key, lambda: Program(recipe, self._choice.precision))


def _on_device(images: NDArray[np.uint8]) -> tuple[list[Any], int]:
    """Return a split's chunks on the device, and how many images they hold but for the filling."""
    return [tf.constant(chunk) for chunk in chunks_of(images)], len(images)


def load(choice: EngineChoice) -> TensorFlowEngine:
    """Return the engine of a choice, in a process whose backend is settled."""
    return TensorFlowEngine(choice)
