"""The JAX engine on cases of the zoo, said in JSON by its own process: ``zoo_on_jax CASE ...``."""

import json
import sys

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from tests.zoo import whole_zoo
from tests.zoo.cases import EPOCHS, case, moved


def main():
    """Say the losses of each case, with its neighbour in one stack, whose program the neighbour builds."""
    engine = load_engine(engine_choice(name="jax", precision="float64"))
    said = {}
    with whole_zoo():
        for name in sys.argv[1:]:
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
