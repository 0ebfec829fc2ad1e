"""What the JAX engine does, said in JSON by its own process: ``python -m tests.engines.on_jax STATE.npz``."""

import hashlib
import json
import sys

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import environment, load_engine, train
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.recipes import digits_recipe

NOISE = {
    "none": {},
    "dropout": {"rate": 0.3},
    "dropout, input too": {"rate": [0.5, 0.2], "input_rate": 0.1},
}
OPTIMIZERS = [
    ("rmsprop", "none"),
    ("rmsprop", "dropout"),
    ("adam", "dropout, input too"),
    ("sgd", "dropout, input too"),
]
"""Each optimizer, and each noise, once at least: a step of one knows nothing of the other."""

BY_STEP = ("dropout, input too",)
"""Noise whose losses are compared step by step; `OPTIMIZERS` has each noise by epoch."""

IN_FLOAT32 = ("dropout", "dropout, input too")
"""Noise of one step in float32."""

WHOLE = 1437
"""All training images in one batch: an epoch is a step."""

PINNED = [(20_240_117, 2, 5, 7, units) for units in (1, 3, 10, 300, 301, 512, 784)]
MASKS = [(0, 0, 0, 128, 784), (4_294_967_295, 1, 468, 96, 512), (12_345, 2, 9_380, 7, 513), *PINNED]
"""Mask seed, site, training call, rows and units of lanes that both engines draw; some are pinned in
tests/dropout."""


def lane_digests():
    """Hash the lanes of `MASKS`, on whichever backend this process has."""
    from keras import ops

    from dropout_lab.dropout import masks

    def drawn(seed, site, call, rows, units):
        words = (ops.convert_to_tensor(seed, "uint32"), site, ops.convert_to_tensor(call, "uint32"))
        lanes = ops.convert_to_numpy(masks.lanes(*words, rows, units))
        return hashlib.sha256(lanes.astype("<u2").tobytes()).hexdigest()

    return [drawn(*words) for words in MASKS]


def measured():
    """Measures of the same logits by metric: on the device, and in NumPy."""
    import jax

    from dropout_lab.engines import metrics
    from dropout_lab.engines.jax.metrics import measure
    from dropout_lab.engines.logits import Logits
    from tests.engines.test_metrics import random_logits, top2

    metrics.MEASURES["top2"] = top2
    logits, labels = random_logits()
    seen = jax.jit(measure)(logits, labels.astype(np.int32))
    names = ("top2", "nll", "ece", "brier")
    return {name: (float(seen.values[name]), metrics.measure(name, Logits(logits, labels))) for name in names}


def main(state_path):
    """Say the facts, and save a state of training with the loss of the step after it."""
    digits = load(Dataset(name="digits"))
    single, double = (load_engine(engine_choice(name="jax", precision=p)) for p in ("float32", "float64"))

    def losses(engine, epochs, **parts):
        stack = engine.stack([(digits_recipe(epochs=epochs, **parts), 3)], digits, 1)
        return [stack.train_epoch()["train_loss"][0] for _ in range(epochs)]

    outcomes = [list(train(single, digits_recipe(rate=0.3), 1, digits))[-1] for _ in range(2)]
    facts = {
        "environment": environment(engine_choice(name="jax")),
        "device": vars(single.device),
        "lanes": lane_digests(),
        "steps": {name: losses(double, 100, batch_size=WHOLE, **NOISE[name]) for name in BY_STEP},
        "epochs": {
            f"{optimizer}, {name}": losses(double, 9, optimizer=optimizer, **NOISE[name])
            for optimizer, name in OPTIMIZERS
        },
        "first": {name: losses(single, 1, batch_size=WHOLE, **NOISE[name])[0] for name in IN_FLOAT32},
        "repeated": [outcome.weights_sha256 for outcome in outcomes],
        "accuracy": float(outcomes[0].curves["test_accuracy"][-1]),
        "errors": len(outcomes[0].error_images),
        "copied": _saved(single, digits, state_path),
        "measured": measured(),
        "by_keras": by_keras(single, digits),
    }
    sys.stdout.write(json.dumps(facts) + "\n")


def by_keras(engine, digits):
    """Mask seeds of runs by Keras's own Dropout, their losses in a stack and alone."""
    recipe = digits_recipe(
        rate=0.3, input_rate=0.1, source="keras", epochs=1, batch_size=WHOLE, hidden_units=(5,)
    )
    seeds = [Streams.of(seed, recipe.randomness).mask_seed for seed in range(4)]
    stacked = engine.stack([(recipe, seed) for seed in range(4)], digits, 4).train_epoch()["train_loss"]
    alone = engine.stack([(recipe, 2)], digits, 1).train_epoch()["train_loss"]
    return {"seeds": seeds, "stacked": stacked.tolist(), "alone": alone.tolist()}


def _saved(engine, digits, path):
    """Save a state after five steps; return the loss of the sixth."""
    stack = engine.stack([(digits_recipe(batch_size=WHOLE, epochs=6, **NOISE["dropout"]), 3)], digits, 1)
    for _ in range(5):
        stack.train_epoch()
    program = stack.program
    kinds = {
        "weights": program.model.trainable_variables,
        "others": program.model.non_trainable_variables,
        "slots": program.optimizer.variables,
    }
    parts = {
        f"{kind} {variable.path}": value
        for kind, values in stack.take(0)._asdict().items()
        for variable, value in zip(kinds[kind], values, strict=True)
    }
    np.savez(path, **parts)
    return float(stack.train_epoch()["train_loss"][0])


if __name__ == "__main__":
    main(sys.argv[1])
