"""What is trained, as frozen validated types with a canonical hash (law 4): one file a part.

A recipe holds whatever can change the distribution of a run's outcome, and nothing else: no seed, no engine,
no name, no path. Equal recipes written differently have one canonical form and one hash. Beside its fields a
part has its phrases for the methods text, in both languages, and its line of plain Keras.
"""

from dropout_lab.recipe.dataset import Dataset
from dropout_lab.recipe.engine import (
    ENGINES,
    AnyEngine,
    EngineChoice,
    Jax,
    engine_choice,
    parse_engine,
)
from dropout_lab.recipe.evaluation import refusal
from dropout_lab.recipe.numbers import Positive, PositiveInt, Seed
from dropout_lab.recipe.optimizer import OPTIMIZERS, Optimizer
from dropout_lab.recipe.randomness import STREAMS, Randomness, Stream
from dropout_lab.recipe.recipe import HASH_VERSION, Recipe, check_suits, run_id, run_ids
from dropout_lab.recipe.training import Training

__all__ = [
    "ENGINES",
    "HASH_VERSION",
    "OPTIMIZERS",
    "STREAMS",
    "AnyEngine",
    "Dataset",
    "EngineChoice",
    "Jax",
    "Optimizer",
    "Positive",
    "PositiveInt",
    "Randomness",
    "Recipe",
    "Seed",
    "Stream",
    "Training",
    "check_suits",
    "engine_choice",
    "parse_engine",
    "refusal",
    "run_id",
    "run_ids",
]
