"""A small run on each engine of TensorFlow, said in JSON by its own process."""

import json
import sys

from dropout_lab.data import load
from dropout_lab.engines import environment, load_engine, train
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.recipes import digits_recipe

ENGINES = ("tensorflow", "keras_fit")


def facts(engine):
    """The digest of a run, and what is recorded of variables from outside."""
    choice = engine_choice(name=engine)
    recipe = digits_recipe(rate=0.2, epochs=1, hidden_units=(5,), batch_size=479)  # three whole batches
    outcome = list(train(load_engine(choice), recipe, 5, load(Dataset(name="digits"))))[-1]
    here = environment(choice)
    return [outcome.weights_sha256, {key: here[key] for key in here if key.startswith(("xla_f", "tf_"))}]


if __name__ == "__main__":
    sys.stdout.write(json.dumps({engine: facts(engine) for engine in ENGINES}) + "\n")
