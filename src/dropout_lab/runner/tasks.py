"""What main and workers say to each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropout_lab.engines.base import Outcome
from dropout_lab.recipe import EngineChoice, Recipe

TOPIC = "dropout-lab"


@dataclass(frozen=True)
class Task:
    """One run to train, and where its data is kept."""

    run_id: str
    recipe: Recipe
    engine: EngineChoice
    seed: int
    cache_dir: Path | None


@dataclass(frozen=True)
class Reply:
    """A trained run: what it keeps, and the environment it was trained in."""

    outcome: Outcome
    environment: dict[str, Any]
    worn_worker: str | None = None
    """Address of the worker, where its process has grown so much that it should be replaced."""


@dataclass(frozen=True)
class Failure:
    """A run that failed twice: the last error, in one line."""

    error: str
