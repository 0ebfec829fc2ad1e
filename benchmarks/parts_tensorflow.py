"""The parts of an epoch of the TensorFlow engine."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

import dropout_lab.runner.worker  # noqa: F401  what a worker has in memory beside its engine
from benchmarks.memory import copies
from benchmarks.parts import Parts, cipher, gather, order_of, recipes
from benchmarks.products import product_epochs
from dropout_lab.data import Images, load
from dropout_lab.engines import load_engine, metrics
from dropout_lab.engines.logits import Logits
from dropout_lab.engines.single_run import SingleRun
from dropout_lab.engines.tensorflow import Program, Session
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe, engine_choice
from dropout_lab.training import optimizers

SPLITS = ("test", "train_probe")


def of_tensorflow(dataset: str) -> Parts:
    """Return the parts by their words, on one thread."""
    engine: Any = load_engine(engine_choice(name="tensorflow", threads=1))
    chosen = recipes(dataset)
    ours = chosen["compiled"]
    images = load(ours.dataset)
    sessions = {word: engine.session(each, 0, images) for word, each in chosen.items()}
    order = order_of(ours, len(images.train_images))
    cut = len(order) - len(order) % ours.training.batch_size
    batches, rest = tf.constant(order[:cut].reshape(-1, ours.training.batch_size)), tf.constant(order[cut:])
    train = sessions["compiled"]
    compiled = partial(tf.function, jit_compile=True, autograph=False)
    return {
        "products": product_epochs(dataset)["xla"],
        "epoch": SingleRun(train, images).train_epoch,
        **{word: partial(_compiled, each, batches, rest) for word, each in sessions.items()},
        "evaluation": lambda: _measures(_logits(train), images),
        "measures": partial(_measures, _logits(train), images),
        "cipher": cipher(ours, compiled),
        "optimizer": _optimizer(ours, compiled),
        "gather": gather(ours, train._data.train_images, batches, compiled),
        **copies(),
    }


def _compiled(session: Session, batches: Any, rest: Any) -> float:
    """Train an epoch in a given order, and measure nothing."""
    data = session._data
    return float(session._program.epoch(data.train_images, data.train_labels, batches, rest))


def _logits(session: Session) -> dict[str, Any]:
    return {split: session.logits(split) for split in SPLITS}


def _measures(logits: dict[str, Any], images: Images) -> dict[str, Any]:
    """Measure all that is measured after an epoch."""
    labels = {"test": images.test_labels, "train_probe": images.train_labels[: len(logits["train_probe"])]}
    seen = {split: Logits(values, labels[split]) for split, values in logits.items()}
    return metrics.measured({split: partial(metrics.measure, logits=each) for split, each in seen.items()})


def _optimizer(chosen: Recipe, compiled: Any) -> Callable[[], float]:
    """Return what moves the weights of a net as often as an epoch does, by gradients that are there."""
    program = Program(chosen, "float32")
    program.reset(chosen, Streams.of(0, chosen.randomness, chosen.training.order), owner=None)  # pyrefly: ignore[bad-argument-type]
    weights = program.model.trainable_variables
    rng = np.random.default_rng(0)
    gradients = [tf.constant(rng.normal(0, 1e-3, v.shape).astype(np.float32)) for v in weights]

    def epoch(*gradients: Any) -> Any:
        def body(step: Any) -> tuple[Any]:
            # other gradients in each step, else what is made of them alone would be made once
            now = [g * (1 + tf.cast(step, tf.float32) * 1e-6) for g in gradients]
            optimizers.step(program.optimizer, program.model, now)
            return (step + 1,)

        return tf.while_loop(lambda step: step < chosen.steps_an_epoch, body, (0,))[0]

    run = compiled(epoch)
    return lambda: float(run(*gradients))
