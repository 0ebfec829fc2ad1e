"""What a step of an experiment's variants costs: measured by `benchmarks.costs`, kept beside its results."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from dropout_lab.canonical import LISTS, Part, parse
from dropout_lab.errors import ConfigError, DropoutLabError, ResultsError
from dropout_lab.evidence import Cost, Costs
from dropout_lab.experiment import Experiment
from dropout_lab.recipe import Positive, PositiveInt, Recipe
from dropout_lab.results_folder.digests import read_whole
from dropout_lab.results_folder.folders import PUBLISHED

COSTS = "costs.json"
"""File of the measurements in the folder of benchmarks: an entry of `Measured` by name."""

COSTS_PAGE = "costs.md"
"""The same for people."""

BENCH = "bench"
"""That folder, in a folder of results."""

GIVEN = "costs"
"""Key of a provenance."""


class Measured(Part):
    """What was measured of a recipe: ratios over the same one without dropout, and what they are made of."""

    of: dict[str, Any]
    time: Annotated[tuple[Positive, Positive, Positive], LISTS]
    memory: Positive
    pairs: PositiveInt
    cpu: str
    commit: str
    seconds: Annotated[tuple[Annotated[tuple[float, float], LISTS], ...], LISTS]
    bytes: Annotated[tuple[int, int], LISTS]


def what_costs(recipe: Recipe) -> dict[str, Any]:
    """Return what a step's time and memory depend on: the constants of its program, but for the examples.

    Rates and all else that is state cost nothing; of a schedule its numbers are read, however many.
    """
    facts, built_in = recipe.dataset.facts, recipe.constants(in_stacks=True)
    shape = [facts.inputs, facts.outputs]
    return {**built_in, "dataset": shape, "schedule": sorted(built_in.get("schedule", ()))}


def read_costs(results: Path) -> dict[str, Measured]:
    """Read the measurements of a folder of results by name; none where they are lacking or damaged."""
    path = results / BENCH / COSTS
    with suppress(DropoutLabError, ValueError, AttributeError, RecursionError):
        if path.is_file():
            entries = json.loads(read_whole(path)).items()
            return {str(name): parse(Measured, entry) for name, entry in entries}
    return {}


def costs_at_hand(experiment: Experiment, results: Path = PUBLISHED) -> Costs | None:
    """Return what was measured of the variants of an experiment that asks for ranks; None: nothing.

    Args:
        experiment: what is asked.
        results: the folder of results, whose benchmarks are read; else those of ``results/``.
    """
    if experiment.asks != "ranks":
        return None
    measured = next(filter(None, map(read_costs, dict.fromkeys((results, PUBLISHED)))), {})
    parts = {variant.name: what_costs(variant.recipe) for variant in experiment.variants}
    found = {name: entry for name, part in parts.items() for entry in measured.values() if entry.of == part}
    if not found:
        return None
    around = [_around(entry.of) for entry in found.values()]
    without = [
        variant.name
        for variant in experiment.variants
        if variant.recipe.dropout.name == "none" and _around(parts[variant.name]) in around
    ]
    costs = {name: Cost(low=1, time=1, high=1, memory=1) for name in without}
    for name, entry in found.items():
        low, time, high = entry.time
        costs[name] = Cost(low=low, time=time, high=high, memory=entry.memory)
    entries = found.values()
    return Costs(
        by_variant=costs,
        cpu=", ".join(dict.fromkeys(entry.cpu for entry in entries)),
        pairs=min(entry.pairs for entry in entries),
        commits=tuple(dict.fromkeys(entry.commit for entry in entries)),
    )


def costs_of(given: Mapping[str, Any]) -> Costs | None:
    """Read the costs that a folder's provenance holds; None: it has none.

    Raises:
        ResultsError: they are none of ours.
    """
    if GIVEN not in given:
        return None
    try:
        return parse(Costs, given[GIVEN], GIVEN)
    except ConfigError as error:
        raise ResultsError(f"provenance.json: {error}") from None


def with_costs(experiment: Experiment, given: Mapping[str, Any], results: Path = PUBLISHED) -> dict[str, Any]:
    """Return the given part of a provenance with the costs that are at hand, else with those it has."""
    found = costs_at_hand(experiment, results)
    return {**given, GIVEN: found.model_dump(mode="json")} if found else dict(given)


def _around(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step costs beside its dropout."""
    return {key: value for key, value in part.items() if key not in ("dropout", "schedule")}
