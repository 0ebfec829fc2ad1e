"""What main and workers say to each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropout_lab.engines import Outcome
from dropout_lab.recipe import EngineChoice, Recipe

TOPIC = "dropout-lab"


@dataclass(frozen=True)
class Task:
    """One run to train, and where its data, and its stack in the middle of training, are kept."""

    run_id: str
    recipe: Recipe
    engine: EngineChoice
    seed: int
    cache_dir: Path | None
    checkpoint_dir: Path | None = None
    alike: int = 1
    """Runs of the whole plan, this one among them, that could train in one stack with it."""


@dataclass(frozen=True)
class Reply:
    """A trained run: what it keeps, and the environment it was trained in."""

    outcome: Outcome
    environment: dict[str, Any]
    worn_worker: str | None = None
    """Address of the worker, where its process has grown so much that it should be replaced."""
    checkpoint: Path | None = None
    """Folder that its stack was kept in while it trained, of no use once the run is recorded."""


@dataclass(frozen=True)
class Failure:
    """A run that failed twice: the last error, in one line."""

    error: str


@dataclass(frozen=True)
class TooLarge:
    """A stack that the device had no memory for: what it said."""

    error: str
