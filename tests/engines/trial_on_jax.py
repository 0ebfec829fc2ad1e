"""Says, in a process of its own, what the JAX engine says of layers that raise."""

import json
import sys

from dropout_lab.engines import load_engine, try_layer
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.raising import EVERYWHERE
from tests.engines.recipes import digits_recipe


def main():
    """Say what each layer is refused with."""
    said = {}
    engine = load_engine(engine_choice(name="jax"))
    for name in EVERYWHERE:
        try:
            try_layer(
                engine, "jax", digits_recipe(rate=0.3, name="mine", layer=f"tests.engines.raising:{name}")
            )
        except ConfigError as error:
            said[name] = str(error)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
