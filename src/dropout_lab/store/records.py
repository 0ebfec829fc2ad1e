"""What goes into the store and comes out of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dropout_lab.recipe import EngineChoice, Recipe, run_id

if TYPE_CHECKING:  # for its type alone: reading a store needs no engine
    from dropout_lab.engines.base import Outcome


def now() -> str:
    """The time in UTC, ISO 8601 with microseconds, so that texts compare as times do."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, eq=False)
class RunRecord:
    """One run as it is kept.

    Metrics, in the units of the catalogue, are those of the last epoch: none where the run diverged or
    failed, whose curves still hold what was measured. What a dropout learned is a curve and no metric.
    Seconds are wall time. Arrays of a classification's test images are None where a task has none, or where
    they were not read.
    Dictionaries are shared between records that are read together: do not change them.

    ``first_seen`` is when a run of this run_id was first known to have ended, anywhere: training it again
    makes it no younger. Left empty, or later than ``finished_at``, it is ``finished_at``.
    """

    run_id: str  # 16 hex digits
    recipe: Mapping[str, Any]  # canonical
    engine: Mapping[str, Any]  # canonical
    seed: int
    status: Literal["done", "diverged", "failed"]
    epochs: int  # trained
    attempts: int
    finished_at: str  # UTC, ISO 8601
    environment: Mapping[str, Any] = field(default_factory=dict)
    diverged_epoch: int | None = None  # counts from 1
    metrics: Mapping[str, float] = field(default_factory=dict)  # by name; those of the catalogue
    seconds: float | None = None
    weights_sha256: str | None = None
    error: str | None = None  # of a failed run, one line
    curves: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)  # metric -> (epochs,)
    error_images: NDArray[np.uint16] | None = None  # (n_errors,): misclassified test images
    error_labels: NDArray[np.uint8] | None = None  # (n_errors,): the wrong label given to each
    reliability: NDArray[np.float64] | None = None  # (bins, 3): images, mean confidence, accuracy of each bin
    first_seen: str = ""  # UTC, ISO 8601

    def __post_init__(self) -> None:
        """Make a run as old as it ended, where it was not seen before."""
        if not self.first_seen or self.first_seen > self.finished_at:
            object.__setattr__(self, "first_seen", self.finished_at)

    @classmethod
    def read(cls, fields: dict[str, Any]) -> "RunRecord":
        """Make the record of all its fields, which are in bounds already: quicker than naming them.

        Args:
            fields: becomes the record's own.
        """
        record = object.__new__(cls)
        object.__setattr__(record, "__dict__", fields)
        return record

    @classmethod
    def of(
        cls,
        recipe: Recipe,
        engine: EngineChoice,
        seed: int,
        outcome: "Outcome",
        environment: Mapping[str, Any],
        attempts: int = 1,
    ) -> "RunRecord":
        """Make the record of a run that has just ended, done or diverged."""
        epochs = max((len(curve) for curve in outcome.curves.values()), default=0)
        done = outcome.status == "done"
        return cls(
            run_id=run_id(recipe, seed, engine),
            recipe=recipe.canonical(),
            engine=engine.canonical(),
            seed=seed,
            status=outcome.status,
            diverged_epoch=None if done else epochs,
            epochs=epochs,
            attempts=attempts,
            finished_at=now(),
            environment=environment,
            metrics=outcome.metrics if done else {},
            seconds=outcome.seconds,
            weights_sha256=outcome.weights_sha256,
            curves=outcome.curves,
            error_images=outcome.error_images,
            error_labels=outcome.error_labels,
            reliability=outcome.reliability,
        )

    @classmethod
    def failed(
        cls,
        recipe: Recipe,
        engine: EngineChoice,
        seed: int,
        error: str,
        attempts: int,
        environment: Mapping[str, Any] | None = None,
    ) -> "RunRecord":
        """Make the record of a run that could not be trained, with its last error."""
        return cls(
            run_id=run_id(recipe, seed, engine),
            recipe=recipe.canonical(),
            engine=engine.canonical(),
            seed=seed,
            status="failed",
            epochs=0,
            attempts=attempts,
            finished_at=now(),
            environment=environment or {},
            error=error,
        )


UNREAD: Mapping[str, Any] = {
    "curves": {},
    **dict.fromkeys(("error_images", "error_labels", "reliability")),
}
"""Fields of a run whose curves and images were not read."""


class CellRow(NamedTuple):
    """One place of a campaign: a variant and a seed, the run that fills it, and when it was planned."""

    variant: str
    seed: int
    run_id: str
    added_at: str  # UTC, ISO 8601


@dataclass(frozen=True)
class CampaignRow:
    """A plan as it was stored before its first run (law 8)."""

    id: int
    name: str
    plan_hash: str
    document: Mapping[str, Any]  # the experiment, canonical
    planned_at: str  # first planned; UTC, ISO 8601
    used_at: str  # last planned; UTC, ISO 8601
    commit: str | None  # of the checkout in which it was first planned; None: not recorded
    dirty: bool | None  # whether that checkout had uncommitted changes


@dataclass(frozen=True)
class CountedCampaign(CampaignRow):
    """A plan, and how far it has come, in runs."""

    planned: int  # different runs
    done: int
    diverged: int
    failed: int
    causes: Mapping[str, int]  # error -> failed runs, the commonest first

    @property
    def missing(self) -> int:
        """Runs that were never finished, in whatever way."""
        return self.planned - self.done - self.diverged - self.failed


def plain(document: Mapping[str, Any]) -> str:
    """A document as compact JSON with sorted keys, so that equal ones are one text."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def pack_errors(images: NDArray[np.uint16], labels: NDArray[np.uint8]) -> bytes:
    """Misclassified images and the wrong labels, 3 bytes each: first all images, then all labels.

    >>> pack_errors(np.array([258, 7]), np.array([3, 9])).hex(" ")
    '02 01 07 00 03 09'
    """
    if len(images) != len(labels):
        raise ValueError(f"{len(images)} misclassified images and {len(labels)} labels")
    return images.astype("<u2").tobytes() + labels.astype(np.uint8).tobytes()


def unpack_errors(packed: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """The inverse of `pack_errors`; read-only."""
    count = len(packed) // 3
    return np.frombuffer(packed, "<u2", count), np.frombuffer(packed, np.uint8, count, offset=2 * count)
