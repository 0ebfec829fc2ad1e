"""Runs of a layer of the user's own as its file was before it was edited: stored, and used no more."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropout_lab.dropout import Own
from dropout_lab.experiment import Experiment
from dropout_lab.store import Store


def earlier_states(experiment: Experiment, store_path: Path) -> dict[str, tuple[int, int]]:
    """Count the stored runs of other states of the user's layers that an experiment trains.

    Args:
        experiment: the question.
        store_path: the database of runs; a missing one holds none.

    Returns:
        ``module:Class`` -> (other states of its file, their runs), for layers that have some.

    Raises:
        StoreError: a store that cannot be read.
    """
    now: dict[str, set[str | None]] = {}
    for variant in experiment.variants:
        if isinstance(dropout := variant.recipe.dropout, Own):
            now.setdefault(dropout.layer, set()).add(dropout.layer_sha256)
    if not now:
        return {}
    found: dict[str, dict[str, set[str]]] = {}
    with Store.open(store_path, write=False) as store:
        for campaign in store.campaigns():
            states = {
                name: (layer, sha256)
                for name, layer, sha256 in _layers(campaign.document)
                if sha256 not in now.get(layer, {sha256})
            }
            for cell in store.cells(campaign.id) if states else ():
                if cell.variant in states:
                    layer, sha256 = states[cell.variant]
                    found.setdefault(layer, {}).setdefault(sha256, set()).add(cell.run_id)
        there = {run_id for runs in found.values() for each in runs.values() for run_id in each}
        done = set(store.statuses(there))
    kept = {
        layer: [n for each in states.values() if (n := len(each & done))] for layer, states in found.items()
    }
    return {layer: (len(counts), sum(counts)) for layer, counts in kept.items() if counts}


def _layers(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, ``module:Class`` and file of each variant of a stored plan that has a user's layer."""
    parts = [
        (variant["name"], variant["recipe"]["dropout"]) for variant in document["experiment"]["variants"]
    ]
    return [(name, part["layer"], part["layer_sha256"]) for name, part in parts if part.get("layer_sha256")]
