"""The textbook's way as control and yardstick: plain `model.compile` and `model.fit`.

``shuffle=harness`` feeds the order of law 2; ``shuffle=keras`` leaves it to Keras after its global seed. On
TensorFlow that replays one permutation in every epoch, in one call of `fit` for all epochs as in one call
for each (seen by recording the batches; related: tensorflow#29558).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines.base import Split, probe_size
from dropout_lab.engines.compiled import EVALUATION_ROWS, rows_of
from dropout_lab.randomness import Streams
from dropout_lab.recipe import EngineChoice, Recipe
from dropout_lab.training import models, optimizers
from dropout_lab.training.objective import penalty, targets_of


class FitNet(models.Net):
    """A net whose penalties are losses of the model, as those of Keras's own regularizers are."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the logits of a batch; while training add the penalties."""
        regularizers = self.regularizers_now()  # before the pass counts
        logits = super().call(inputs, training)
        if training and (added := penalty(self, regularizers)) is not None:
            self.add_loss(added)
        return logits


class Session:
    """One run in training, with a model of its own."""

    def __init__(self, recipe: Recipe, seed: int, images: Images, precision: str, shuffle: str) -> None:
        self._images, self._shuffle, self._precision = images, shuffle, precision
        self._streams = Streams.of(seed, recipe.randomness, recipe.training.order)
        self._batch, self._epochs_done = recipe.training.batch_size, 0
        self._model = FitNet(recipe, precision)
        optimizer = optimizers.build_optimizer(recipe, precision)
        with _floats_of(precision):
            self._model.compile(
                optimizer=optimizer,
                loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            )
        models.reset_model(self._model, recipe, self._streams)
        one_hot = np.eye(self._model.widths[-1], dtype=precision)[images.train_labels]
        targets = targets_of(self._model.regularizers_now(), keras.ops.convert_to_tensor(one_hot))
        smoothed = one_hot if targets is None else keras.ops.convert_to_numpy(targets)
        self._targets: NDArray[np.floating] = np.asarray(smoothed)

    def train_epoch(self) -> float:
        """Train the next epoch; return the mean training loss over its images, in nats."""
        pixels, labels = self._images.train_images, self._targets
        if self._shuffle == "harness":
            order = self._streams.epoch_order(self._epochs_done, len(pixels))
            pixels, labels = pixels[order], labels[order]
        else:
            # Here and not once at the start: no code between two epochs may change the order.
            keras.utils.set_random_seed(self._streams.order_seed)
        quiet: Any = 0  # Keras annotates a string, takes a number
        with _floats_of(self._precision):  # Keras casts penalties to its own floats
            history = self._model.fit(
                pixels,
                labels,
                batch_size=self._batch,
                epochs=self._epochs_done + 1,
                initial_epoch=self._epochs_done,
                shuffle=self._shuffle == "keras",
                verbose=quiet,
            )
        self._epochs_done += 1
        return float(history.history["loss"][-1])

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (n_examples, classes), of a split with dropout off."""
        if split == "train_probe":
            images = self._images.train_images[: probe_size(self._images)]
        else:
            images = {
                "validation": self._images.validation_images,
                "test": self._images.test_images,
            }[split]
        quiet: Any = 0  # Keras annotates a string, takes a number
        return self._model.predict(images, batch_size=EVALUATION_ROWS, verbose=quiet)

    def evaluated(self) -> NDArray[np.floating]:
        """Log-probabilities, shape (n_examples, classes), of the test split by the recipe's evaluation."""
        images = self._images.test_images
        cuts = range(0, len(images), EVALUATION_ROWS)
        found = []
        for place, cut in enumerate(cuts):
            chunk = images[cut : cut + EVALUATION_ROWS]
            of_chunk = self._model.evaluated(chunk, keras.ops.convert_to_tensor(rows_of(place, len(chunk))))
            found.append(np.asarray(keras.ops.convert_to_numpy(of_chunk)))
        return np.concatenate(found)

    def weights(self) -> list[NDArray[np.floating]]:
        """Kernels and biases from the input to the output, then weights of the dropout's own."""
        return models.weights_of(self._model)

    def learned(self) -> dict[str, float]:
        """What the dropout has learned so far, by name and site."""
        return {name: float(value) for name, value in self._model.learned().items()}


class KerasFitEngine:
    """Opens sessions; keeps nothing between them."""

    def __init__(self, precision: str = "float32", shuffle: str = "harness") -> None:
        self._precision, self._shuffle = precision, shuffle

    def session(self, recipe: Recipe, seed: int, images: Images) -> Session:
        """Start a run of a recipe with a seed; frees what Keras kept of the runs before."""
        keras.backend.clear_session(free_memory=False)
        return Session(recipe, seed, images, self._precision, self._shuffle)


def load(choice: EngineChoice) -> KerasFitEngine:
    """Return the engine of a choice, in a process whose backend is settled."""
    return KerasFitEngine(choice.precision, choice.shuffle)


@contextmanager
def _floats_of(precision: str) -> Iterator[None]:
    """Make Keras's loss and its running mean as precise as the model."""
    before = keras.config.floatx()
    keras.config.set_floatx(precision)
    try:
        yield
    finally:
        keras.config.set_floatx(before)
