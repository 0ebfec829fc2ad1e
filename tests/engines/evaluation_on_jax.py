"""The JAX engine's evaluations, said in JSON by its own process."""

import json
import sys

from dropout_lab.data import load
from dropout_lab.engines import load_engine, train, train_stack
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.test_evaluation import CASES, case


def main():
    """Say weights and metrics of each case, alone and in a stack, and of its recipe without evaluation."""
    engine = load_engine(engine_choice(name="jax", precision="float64"))
    digits, said = load(Dataset(name="digits")), {}
    for name in CASES:
        stacked = list(train_stack(engine, [(case(name), 4), (case(name), 3)], digits, 3))[-1]
        said[name] = [(outcome.weights_sha256, outcome.metrics) for outcome in stacked]
    plain = list(train(engine, case("monte_carlo", evaluation=None), 3, digits))[-1]
    said["plain"] = plain.weights_sha256, plain.metrics
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
