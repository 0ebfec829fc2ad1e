"""The textbook's way, as its readers have it: `model.fit` with the test set evaluated after each epoch.

Float images and one-hot labels, Keras's own layers, all cores, nothing of ours: one call of `fit`, paused
between epochs by a callback. `verbose=0`, since a progress bar would cost it time.
"""

from time import perf_counter
from typing import Any

import keras
import numpy as np

from benchmarks.line import Line
from benchmarks.recipes import EPOCHS, RATE, recipe
from dropout_lab.data import load


class Pause(keras.callbacks.Callback):
    """Starts an epoch when told to, and says how long it and its evaluation took."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.started = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Wait for the word; the first epoch compiles and is not measured."""
        if epoch == 1:
            self.line.say(ready=True)
        if epoch:
            self.line.hear()
        self.started = perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Answer, after the evaluation."""
        if epoch:
            self.line.say(seconds=perf_counter() - self.started)


def run_fit(line: Line, dataset: str) -> None:
    """Train the tutorial's net until the main process has had enough."""
    images = load(recipe(dataset, "none").dataset)
    splits = (
        (images.train_images, images.train_labels),
        (images.test_images, images.test_labels),
    )
    train, test = (
        (pixels.astype(np.float32) / 255, keras.utils.to_categorical(labels, 10)) for pixels, labels in splits
    )
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((train[0].shape[1],)),
            layers.Dense(512, activation="relu"),
            layers.Dropout(RATE),
            layers.Dense(512, activation="relu"),
            layers.Dropout(RATE),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        *train,
        batch_size=128,
        epochs=EPOCHS,
        validation_data=test,
        callbacks=[Pause(line)],
        verbose=0,  # pyright: ignore[reportArgumentType]  Keras types it as a string
    )
