"""Runs of several environments within one answer: what differs, and whether it differs within pairs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import Runs

PACKAGES = ("python", "dropout_lab", "tensorflow", "keras", "jax", "jaxlib", "numpy")
"""Facts of an environment that are versions."""

OF_ENGINE = frozenset({"backend", "precision", "cpu_bfloat16", "threads", "xla", "cores"}) | {
    "platform",
    "device",
    "devices",
    "stack",
    "runs",
}
"""Facts that a plan varies, or that change no number by themselves; one precision records one of its own."""

CODE, PROCESSOR = ("commit", "dirty"), "cpu"


class Mixed(NamedTuple):
    """What differs between the environments of runs that one answer is made of.

    A version that some runs lack, as those of another engine, does not differ.
    """

    versions: tuple[str, ...]  # packages
    processors: int
    commits: int  # states of the code
    variables: tuple[str, ...]  # of the shell, that move how a backend computes
    pairs: int
    apart: int  # pairs whose sides differ in any of it

    @property
    def is_mixed(self) -> bool:
        """Whether anything differs."""
        return bool(self.versions or self.variables or self.processors > 1 or self.commits > 1)


def mixed_environments(experiment: Experiment, cells: Sequence[Cell], runs: Runs) -> Mixed:
    """Find what differs between the environments of an experiment's runs.

    Args:
        experiment: with its comparisons, whose pairs are looked at.
        cells: the plan's places.
        runs: those that are there.
    """
    environments = runs.fact("environment")  # thousands of runs share one
    different = {id(environment): _facts(environment) for environment in environments}
    facts = dict(zip(runs, (different[id(environment)] for environment in environments), strict=True))
    names = sorted({name for known in different.values() for name in known})
    differing = [name for name in names if len(_values(different.values(), name)) > 1]
    code = {tuple(known.get(name) for name in CODE) for known in different.values() if known.get("commit")}
    by_place = {(c.variant.name, c.seed): facts[c.run_id] for c in cells if c.run_id in facts}
    seeds = dict.fromkeys(cell.seed for cell in cells)
    pairs = [
        (by_place[pair.treatment, seed], by_place[pair.control, seed])
        for pair in experiment.comparisons
        for seed in seeds
        if (pair.treatment, seed) in by_place and (pair.control, seed) in by_place
    ]
    return Mixed(
        tuple(name for name in differing if name in PACKAGES),
        len(_values(different.values(), PROCESSOR)),
        len(code),
        tuple(name for name in differing if name not in (*PACKAGES, *CODE, PROCESSOR)),
        len(pairs),
        sum(any(len(_values(pair, name)) > 1 for name in differing) for pair in pairs),
    )


def _facts(environment: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in environment.items() if name not in OF_ENGINE}


def _values(facts: Iterable[Mapping[str, Any]], name: str) -> set[Any]:
    """Return the values of a fact; a variable that is not set has one, a version that is not known none."""
    is_known = name in (*PACKAGES, *CODE, PROCESSOR)
    found = {known.get(name) for known in facts}
    return found - {None, "unknown"} if is_known else found
