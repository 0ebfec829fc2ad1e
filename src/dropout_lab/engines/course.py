"""Runs from their first epoch to what they keep, the same for every engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from dropout_lab.data import Images
from dropout_lab.engines.base import Ending, Engine, Epoch, Outcome, Stack, StackingEngine
from dropout_lab.engines.single_run import SingleRun
from dropout_lab.recipe import Recipe

ARRAYS: dict[str, tuple[Any, tuple[int, ...]]] = {
    "error_images": (np.uint16, (-1,)),
    "error_labels": (np.uint8, (-1,)),
    "reliability": (np.float64, (-1, 3)),
}
"""Arrays that an `Ending` may have: type and shape."""


class Course:
    """One run's way so far: its curves and, once it has diverged, what is kept of it."""

    def __init__(self) -> None:
        self.curves: dict[str, list[float]] = {}
        self.ending: Ending | None = None

    def add(self, values: dict[str, float]) -> None:
        """Add the metrics of an epoch."""
        for metric, value in values.items():
            self.curves.setdefault(metric, []).append(value)

    def outcome(self, ending: Ending, seconds: float, evaluation: Mapping[str, float]) -> Outcome:
        """Return what the run keeps, with what is kept of its last epoch and of its evaluation."""
        return Outcome(
            status="done" if self.ending is None else "diverged",
            curves={metric: np.array(curve) for metric, curve in self.curves.items()},
            error_images=ending.error_images,
            error_labels=ending.error_labels,
            weights_sha256=ending.weights_sha256,
            seconds=seconds,
            reliability=ending.reliability,
            evaluation=evaluation if self.ending is None else {},
        )

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        ending = None
        if self.ending is not None:
            ending = {
                name: value.tolist() if isinstance(value, np.ndarray) else value
                for name, value in vars(self.ending).items()
            }
        return {"curves": self.curves, "ending": ending}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Course":
        """Return the course of `plain` data."""
        course = cls()
        course.curves, ending = plain["curves"], plain["ending"]
        if ending is not None:
            arrays = {
                name: np.array(ending[name], kind).reshape(shape)
                for name, (kind, shape) in ARRAYS.items()
                if ending[name] is not None
            }
            course.ending = Ending(ending["weights_sha256"], **arrays)
        return course


class Checkpoints(Protocol):
    """Keeps a stack after every so many epochs, for a process that comes after this one."""

    every: int

    def load(self, stack: Any) -> dict[str, Any] | None:
        """Put a stack where it was kept; return what was kept beside it, None where nothing is."""
        ...

    def save(self, stack: Any, beside: dict[str, Any]) -> None:
        """Keep a stack, with plain data beside it."""
        ...


def train(engine: Engine | StackingEngine, recipe: Recipe, seed: int, images: Images) -> Iterator[Any]:
    """Train one run: yields an `Epoch` after each epoch as it comes, and last the `Outcome`."""
    for (step,) in train_stack(engine, [(recipe, seed)], images):
        yield step


def train_stack(
    engine: Engine | StackingEngine,
    runs: Sequence[tuple[Recipe, int]],
    images: Images,
    size: int | None = None,
    checkpoints: Checkpoints | None = None,
) -> Iterator[tuple[Epoch, ...] | tuple[Outcome, ...]]:
    """Train runs of one `stack_key`; one run alone where the engine does not stack.

    A run whose training loss or logits are not finite has diverged (law 6): it ends with that epoch, whose
    metrics are NaN where they cannot be had. Seconds are those spent in here, not those of the caller.

    Args:
        engine: what trains.
        runs: recipes with their seeds.
        images: the data set of all of them.
        size: runs that the stack is padded to; None: as many as there are.
        checkpoints: keeps the stack in the middle of its training, and puts it back.

    Yields:
        After each epoch the `Epoch` of every run that was still in training; last the `Outcome` of all.
    """
    clock = _Clock()
    stack = _opened(engine, runs, images, size)
    courses = [Course() for _ in runs]
    done, epochs = 0, runs[0][0].training.epochs
    if checkpoints is not None and (kept := checkpoints.load(stack)) is not None:
        courses = [Course.of(plain) for plain in kept["courses"]]
        done, clock.spent = kept["epochs"], kept["seconds"]
    while done < epochs and any(course.ending is None for course in courses):
        done += 1
        shown = tuple(Epoch(done, values) for values in _train_epoch(stack, courses))
        if checkpoints is not None and done % checkpoints.every == 0 and done < epochs:
            plain = [course.plain() for course in courses]
            checkpoints.save(stack, {"courses": plain, "epochs": done, "seconds": clock.read()})
        with clock.stopped():
            yield shown
    found = evaluations(stack, runs[0][0], courses)
    endings = [course.ending or stack.ending(place) for place, course in enumerate(courses)]
    seconds = clock.read() / len(runs)
    of_each = zip(courses, endings, found, strict=True)
    yield tuple(course.outcome(ending, seconds, evaluation) for course, ending, evaluation in of_each)


def _opened(
    engine: Engine | StackingEngine, runs: Sequence[tuple[Recipe, int]], images: Images, size: int | None
) -> Stack:
    if isinstance(engine, StackingEngine):
        return engine.stack(runs, images, size or len(runs))
    ((recipe, seed),) = runs
    return SingleRun(engine.session(recipe, seed, images), images)


def _train_epoch(stack: Stack, courses: Sequence[Course]) -> list[dict[str, float]]:
    """Train an epoch; add it to the runs still in training, and return what it showed of each."""
    measured = stack.train_epoch()
    shown = []
    for place, course in enumerate(courses):
        if course.ending is not None:
            continue
        values = {metric: float(column[place]) for metric, column in measured.items()}
        course.add(values)
        shown.append(values)
        if not np.isfinite(list(values.values())).all():
            course.ending = stack.ending(place)
    return shown


def evaluations(stack: Stack, recipe: Recipe, courses: Sequence[Course]) -> list[dict[str, float]]:
    """Return the metrics of each run by the evaluation of all recipes; what is no number is left out."""
    if recipe.evaluation is None or all(course.ending is not None for course in courses):
        return [{} for _ in courses]
    measured = stack.evaluation()
    return [
        {name: float(of[place]) for name, of in measured.items() if np.isfinite(of[place])}
        for place in range(len(courses))
    ]


class _Clock:
    """Seconds spent, but for those in which it stands."""

    def __init__(self) -> None:
        self.spent, self._since = 0.0, perf_counter()

    def read(self) -> float:
        return self.spent + perf_counter() - self._since

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.spent = self.read()
        yield
        self._since = perf_counter()
