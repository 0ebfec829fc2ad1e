"""The textbook's way, as its readers have it: `model.fit` with the test set evaluated after each epoch.

Float images and one-hot labels, Keras's own layers, all cores, nothing of ours. Each turn is one call of
`fit` for one epoch, so that whatever waits, waits outside it: a `fit` of TensorFlow that is paused between
its epochs, in a callback, often takes three times as long for the next. `verbose=0`, since a progress bar
would cost it time.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import numpy as np

from benchmarks.recipes import RATE, recipe
from dropout_lab.data import load

IN_ONE_GO = {"steps_per_execution": 50, "jit_compile": False}
"""The settings of `compile` that make TensorFlow's `fit` fastest, of those that were tried."""


def fit_epochs(dataset: str) -> dict[str, Callable[[], object]]:
    """Return what trains and evaluates the next epoch of the tutorial's net by `fit`."""
    images = load(recipe(dataset, "none").dataset)
    splits = (
        (images.train_images, images.train_labels),
        (images.test_images, images.test_labels),
    )
    train, test = (
        (pixels.astype(np.float32) / 255, keras.utils.to_categorical(labels, 10)) for pixels, labels in splits
    )
    settings = {"fit": {}, "fit_steps": IN_ONE_GO} if keras.config.backend() == "tensorflow" else {"fit": {}}
    return {
        word: partial(
            _model(train[0].shape[1], **kept).fit, *train, batch_size=128, validation_data=test, verbose=0
        )
        for word, kept in settings.items()
    }


def _model(inputs: int, **settings: Any) -> keras.Model:
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((inputs,)),
            layers.Dense(512, activation="relu"),
            layers.Dropout(RATE),
            layers.Dense(512, activation="relu"),
            layers.Dropout(RATE),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"], **settings)
    return model
