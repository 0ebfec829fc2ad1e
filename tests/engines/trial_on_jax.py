"""Says, in a process of its own, what the JAX engine says of layers that raise."""

import json
import sys

from dropout_lab.engines import load_engine, try_layer
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.freezing import FROZEN, STEADY
from tests.engines.raising import EVERYWHERE
from tests.engines.recipes import digits_recipe


def main():
    """Say what each layer is refused with."""
    said = {}
    engine = load_engine(engine_choice(name="jax"))
    layers = [f"raising:{name}" for name in EVERYWHERE]
    for layer in (*layers, *(f"freezing:{name}" for name in (*FROZEN, *STEADY))):
        try:
            try_layer(engine, "jax", digits_recipe(rate=0.3, name="mine", layer=f"tests.engines.{layer}"))
        except ConfigError as error:
            said[layer.partition(":")[2]] = str(error)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
