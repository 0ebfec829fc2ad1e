"""What the JAX engine does, said in JSON by its own process: ``python -m tests.engines.on_jax STATE.npz``."""

import json
import sys

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import environment, load_engine, metrics, train
from dropout_lab.recipe import Dataset, EngineChoice
from tests.engines.recipes import digits_recipe

NOISE = {
    "none": {},
    "dropout": {"rate": 0.3},
    "dropout, input too": {"rate": [0.5, 0.2], "input_rate": 0.1},
}
OPTIMIZERS = ("rmsprop", "adam", "sgd")
WHOLE = 1437
"""All training images in one batch: an epoch is a step."""


def main(state_path):
    """Say the facts, and save a state of training with the loss of the step after it."""
    digits = load(Dataset(name="digits"))
    single, double = (load_engine(EngineChoice(name="jax", precision=p)) for p in ("float32", "float64"))

    def losses(engine, epochs, **parts):
        session = engine.session(digits_recipe(**parts), 3, digits)
        return [session.train_epoch() for _ in range(epochs)]

    def digests(runs, engine=single, epochs=3):
        stack = engine.stack(runs, digits)
        for _ in range(epochs):
            stack.train_epoch()
        return [metrics.weights_sha256(stack.weights(place)) for place in range(len(runs))]

    some, other = digits_recipe(rate=0.3), digits_recipe(rate=0.5)
    slow = digits_recipe(rate=0.3).model_copy(
        update={"optimizer": some.optimizer.model_copy(update={"learning_rate": 1e-4})}
    )
    outcomes = [list(train(single, some, 1, digits))[-1] for _ in range(2)]
    facts = {
        "environment": environment(EngineChoice(name="jax")),
        "steps": {name: losses(double, 100, batch_size=WHOLE, **noise) for name, noise in NOISE.items()},
        "epochs": {
            f"{optimizer}, {name}": losses(double, 9, optimizer=optimizer, **noise)
            for optimizer in OPTIMIZERS
            for name, noise in NOISE.items()
        },
        "first": {name: losses(single, 1, batch_size=WHOLE, **noise)[0] for name, noise in NOISE.items()},
        "in order": digests([(some, seed) for seed in (0, 1, 2, 3)]),
        "moved": digests([(some, seed) for seed in (3, 1, 0, 2)]),
        "mixed": digests([(some, 0), (other, 7), (slow, 1), (some, 3)]),
        "alone": digests([(some, 0)]),
        "stacked losses": _stacked(double, digits, some, slow),
        "programs": single.programs_built,
        "repeated": [outcome.weights_sha256 for outcome in outcomes],
        "accuracy": float(outcomes[0].curves["test_accuracy"][-1]),
        "errors": len(outcomes[0].error_images),
        "copied": _saved(single, digits, state_path),
    }
    sys.stdout.write(json.dumps(facts) + "\n")


def _stacked(engine, digits, some, slow):
    """Losses of two runs of different learning rates in one stack, and of each alone."""
    stack = engine.stack([(some, 0), (slow, 1)], digits)
    together = np.array([stack.train_epoch() for _ in range(3)]).T.tolist()
    sessions = [engine.session(recipe, seed, digits) for recipe, seed in ((some, 0), (slow, 1))]
    return together, [[session.train_epoch() for _ in range(3)] for session in sessions]


def _saved(engine, digits, path):
    """Save a state after five steps; return the loss of the sixth."""
    stack = engine.stack([(digits_recipe(batch_size=WHOLE, **NOISE["dropout"]), 3)], digits)
    for _ in range(5):
        stack.train_epoch()
    parts = {f"{kind}_{n}": np.asarray(v[0]) for kind, part in stack.state._asdict().items()
             for n, v in enumerate(part)}  # fmt: skip
    np.savez(path, **parts)
    return float(stack.train_epoch()[0])


if __name__ == "__main__":
    main(sys.argv[1])
