"""Runs of several environments within one answer: what differs, and whether it differs within pairs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dropout_lab.code_state import CodeState
from dropout_lab.engines import kind_of
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import Runs

CODE = tuple(CodeState.__annotations__)

Facts = Mapping[str, Any]


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
        runs: those that are there; one that failed says too little of its environment, and is left out.
    """
    environments = runs.fact("environment")
    shared = {id(each): each for each in environments}  # runs that are read together share theirs
    told = {number: _facts(each) for number, each in shared.items()}
    facts = {
        run_id: told[id(each)] for run_id, each in zip(runs, environments, strict=True) if told[id(each)]
    }
    by_place = {(c.variant.name, c.seed): facts[c.run_id] for c in cells if c.run_id in facts}
    seeds = dict.fromkeys(cell.seed for cell in cells)
    pairs = [
        (by_place[pair.treatment, seed], by_place[pair.control, seed])
        for pair in experiment.comparisons
        for seed in seeds
        if (pair.treatment, seed) in by_place and (pair.control, seed) in by_place
    ]
    return _mixed(told.values(), pairs)


def set_apart(environment: Facts, others: Iterable[Facts]) -> Mixed:
    """Find what differs between the environment of a run and others, each of which makes a pair with it.

    Args:
        environment: of the run; where it failed, nothing differs.
        others: of other runs, or of this machine.
    """
    known = _facts(environment)
    pairs = [(known, other) for other in map(_facts, others) if known and other]
    return _mixed([side for pair in pairs for side in pair], pairs)


def _mixed(environments: Iterable[Facts], pairs: Sequence[tuple[Facts, Facts]]) -> Mixed:
    facts = [known for known in environments if known]
    names = sorted({name for known in facts for name in known} - {*CODE})
    differing = [name for name in names if len(_values(facts, name)) > 1]
    return Mixed(
        tuple(name for name in differing if kind_of(name) == "version"),
        max((len(_values(facts, name)) for name in names if kind_of(name) == "processor"), default=0),
        len(_states(facts)),
        tuple(name for name in differing if kind_of(name) == "variable"),
        len(pairs),
        sum(
            len(_states(pair)) > 1 or any(len(_values(pair, name)) > 1 for name in differing)
            for pair in pairs
        ),
    )


def _facts(environment: Facts) -> Facts:
    """Keep the facts that should be one for all runs; none where a run failed before it told any."""
    kept = {name: value for name, value in environment.items() if name in CODE or kind_of(name)}
    return kept if any(kind_of(name) for name in kept) else {}


def _states(facts: Iterable[Facts]) -> set[tuple[Any, ...]]:
    """Return the states of the code that are known."""
    return {tuple(known.get(name) for name in CODE) for known in facts if known.get(CODE[0])}


def _values(facts: Iterable[Facts], name: str) -> set[Any]:
    """Return the values of a fact; a variable that is not set has one, a version that is not known none."""
    found = {known.get(name) for known in facts}
    return found if kind_of(name) == "variable" else found - {None, "unknown"}
