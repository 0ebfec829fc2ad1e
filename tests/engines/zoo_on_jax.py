"""The JAX engine on the zoo, said in JSON by its own process: ``python -m tests.engines.zoo_on_jax``."""

import json
import sys

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from tests.zoo import whole_zoo
from tests.zoo.cases import CASES, EPOCHS, case, moved


def main():
    """Say the losses of every case, with its neighbour in one stack, whose program the neighbour builds."""
    engine = load_engine(engine_choice(name="jax", precision="float64"))
    said = {}
    with whole_zoo():
        for name in CASES:
            runs = [(moved(name), 4), (case(name), 3)]
            stack = engine.stack(runs, load(runs[0][0].dataset), 2)
            epochs = [stack.train_epoch() for _ in range(EPOCHS)]
            said[name] = {
                "losses": np.array([epoch["train_loss"] for epoch in epochs]).T.tolist(),
                "test_nll": np.array([epoch["test_nll"] for epoch in epochs]).T.tolist(),
                "weights": [len(stack.take(place).weights) for place in range(2)],
            }
        said["programs"] = engine.programs_built
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
