"""The JAX engine on cases of the zoo, said in JSON by its own process: ``zoo_on_jax CASE ...``."""

import json
import sys

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from tests.engines.noise_bits import drawn, noise_bits
from tests.zoo import whole_zoo
from tests.zoo.cases import EPOCHS, case, moved


def main():
    """Say the losses of each case, with its neighbour in one stack, whose program the neighbour builds."""
    engine = load_engine(engine_choice(name="jax", precision="float64"))
    import jax  # its threads are settled first

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
    with jax.enable_x64(True):
        said["noise"] = noise_bits()
        seeds = np.arange(3, dtype=np.uint32)
        side_by_side = jax.vmap(drawn)(seeds)
        said["stacked"] = [bool((side_by_side[seed] == drawn(seeds[seed])).all()) for seed in range(3)]
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
