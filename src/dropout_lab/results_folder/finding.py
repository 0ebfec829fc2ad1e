"""A name that a user gives -> what is known of it: in the store, else in a results folder of that name."""

from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

from dropout_lab.errors import ConfigError, StoreError, nearest_of, unknown_name
from dropout_lab.evidence import NO_HISTORY, History, Kept, read_kept
from dropout_lab.results_folder.folders import (
    PUBLISHED,
    is_results_folder,
    local,
    read_provenance,
    results_folders,
)
from dropout_lab.results_folder.read import read_experiment, read_listed_runs, read_plans, read_results
from dropout_lab.store import RunRecord, Runs, Store


def folder_of(store_path: Path, name: str, *, asked_as: str, results: Path = PUBLISHED) -> Path | None:
    """Return the results folder that a name means: its path, or one of that name; None: the store has it.

    Args:
        store_path: the database of runs; a campaign there goes before a folder of its name.
        name: of an experiment or a sweep, or the path of a results folder.
        asked_as: the word that the error begins with.
        results: the folder of results.

    Raises:
        ConfigError: neither has that name.
        StoreError: a store that cannot be read.
    """
    if is_results_folder(Path(name)):
        return Path(name)
    with Store.open(store_path, write=False) as store:
        if store.campaign(name) is not None:
            return None
        names = {row.name for row in store.campaigns()}
    return _in_results(store_path, name, names, asked_as=asked_as, results=results)


def find_kept(
    store_path: Path,
    name: str,
    variants: Set[str] | None = None,
    *,
    asked_as: str = "experiment",
    history: History = NO_HISTORY,
    results: Path = PUBLISHED,
) -> tuple[Kept, Path | None]:
    """Read what the store, or else a results folder, keeps of a name; and that folder, None: it is the store.

    Args:
        store_path: the database of runs.
        name: as of `folder_of`.
        variants: those whose runs are read of a store; None: all.
        asked_as: the word that the error begins with.
        history: what published folders know of the runs and plans of a store; a folder knows its own.
        results: the folder of results.

    Raises:
        ConfigError: neither has that name.
        ResultsError: a damaged folder.
        StoreError: a store that cannot be read.
    """
    folder = Path(name)
    if not is_results_folder(folder):
        with Store.open(store_path, write=False) as store:
            campaign = store.campaign(name)
            if campaign is not None:
                return read_kept(store, campaign, history=history, variants=variants), None
            names = {row.name for row in store.campaigns()}
        folder = _in_results(store_path, name, names, asked_as=asked_as, results=results)
    experiment, seeds = read_experiment(folder)
    plans = None if read_provenance(folder).get("on_the_spot") else read_plans(folder)
    return Kept(experiment, seeds, Runs.of(read_results(folder)), plans), folder


def _in_results(store_path: Path, name: str, known: Iterable[str], *, asked_as: str, results: Path) -> Path:
    """Return the results folder of a name that a store has not, or refuse the name with those known."""
    names = {*known}
    for root in (results, local(results)):
        if is_results_folder(root / name):
            return root / name
        names |= {folder.name for folder in results_folders(root)}
    kind = f"experiment or sweep in {store_path} and {results}"
    raise ConfigError(unknown_name(asked_as, name, kind, names, LOOK))


LOOK = "dropout-lab status"
"""The command that lists what is stored, and what is published."""

MOST_SEEDS = 12
"""Seeds that an error lists one by one."""


class FoundRun(NamedTuple):
    """One run, where it was found, and what stands beside it there."""

    record: RunRecord
    folder: Path | None  # the results folder that it was read from; None: from the store
    experiment: str  # its experiment or sweep; "" where no plan names the run
    others: tuple[Mapping[str, Any], ...]  # environments of the other runs of that


def find_run(store_path: Path, named: str, results: Path = PUBLISHED) -> FoundRun:
    """Find one run, in the store or else in a results folder.

    Args:
        store_path: the database of runs.
        named: EXPERIMENT/VARIANT/SEED, or the beginning of a run_id.
        results: the folder of results.

    Raises:
        ConfigError: EXPERIMENT/VARIANT, without a seed.
        StoreError: no run is named so, or several are, or it is damaged.
    """
    place = _place(named) if "/" in named else None
    with Store.open(store_path, write=False) as store:
        found = store.find_cell(*place) if place else store.find(named)
        if len(found) == 1:
            return _beside(store, store.run(found[0]), place)
    listed = {} if found else _in_folders(place, named, results)
    if len(listed) == 1:
        ((run_id, folder),) = listed.items()
        runs = {record.run_id: record for record in read_results(folder)}
        record = runs.pop(run_id)
        return FoundRun(record, folder, folder.name, tuple(other.environment for other in runs.values()))
    if place and not found and not listed:
        raise StoreError(_not_there(store_path, named, place, results))
    begin = [*found, *listed]
    shown = f": {', '.join(begin[:5])}" if begin else ""
    where = store_path if found else f"{store_path} and {results}"
    raise StoreError(f"show {named}: {len(begin)} runs in {where} begin so{shown}; see dropout-lab status")


def _not_there(store_path: Path, named: str, place: tuple[str, str, int], results: Path) -> str:
    """Say which part of EXPERIMENT/VARIANT/SEED has no run, and what there is in its stead."""
    name, variant, seed = place
    where = f"in {store_path} and {results}"
    folders = [folder for root in (results, local(results)) for folder in results_folders(root)]
    with Store.open(store_path, write=False) as store:
        names = {row.name for row in store.campaigns()} | {folder.name for folder in folders}
        campaign = store.campaign(name)
        cells = store.cells(campaign.id) if campaign else []
        there = store.statuses(cell.run_id for cell in cells)
    if name not in names:
        return f"show {named}: no experiment or sweep {name} {where}; {nearest_of(name, names, LOOK)}"
    runs = {(cell.variant, cell.seed) for cell in cells if cell.run_id in there}
    runs |= {
        (r.variant, r.seed) for folder in folders if folder.name == name for r in read_listed_runs(folder)
    }
    variants = {of for of, _ in runs}
    if variant not in variants:
        return (
            f"show {named}: no run of a variant {variant} of {name} {where}; {nearest_of(variant, variants)}"
        )
    seeds = sorted(each for of, each in runs if of == variant)
    whole = len(seeds) > 2 and seeds == [*range(seeds[0], seeds[-1] + 1)]
    shown = f"{seeds[0]} to {seeds[-1]}" if whole else ", ".join(map(str, seeds[:MOST_SEEDS]))
    more = "" if whole or len(seeds) <= MOST_SEEDS else ", ..."
    return f"show {named}: no run of seed {seed} of {name}/{variant} {where}; its seeds: {shown}{more}"


def _beside(store: Store, record: RunRecord, place: tuple[str, str, int] | None) -> FoundRun:
    """Read of a run of a store what its experiment's other runs were trained under."""
    campaign = store.campaign(place[0]) if place else store.campaign_of(record.run_id)
    if campaign is None:
        return FoundRun(record, None, "", ())
    others = dict.fromkeys(cell.run_id for cell in store.cells(campaign.id))
    others.pop(record.run_id, None)
    return FoundRun(
        record, None, campaign.name, tuple(store.columns([*others], ["environment"])["environment"])
    )


def _in_folders(place: tuple[str, str, int] | None, prefix: str, results: Path) -> dict[str, Path]:
    """Look for runs in results folders, by their place in an experiment or by how their run_id begins."""
    roots = (local(results), results)
    if place is None:
        folders = [folder for root in roots for folder in results_folders(root)]
    else:
        folders = [root / place[0] for root in roots if is_results_folder(root / place[0])]
    return {
        run.run_id: folder
        for folder in folders
        for run in read_listed_runs(folder)
        if (run.run_id.startswith(prefix) if place is None else (run.variant, run.seed) == place[1:])
    }


def _place(text: str) -> tuple[str, str, int]:
    experiment, _, rest = text.partition("/")
    variant, _, seed = rest.rpartition("/")
    if not variant or not seed.isdigit():
        raise ConfigError(f"show {text}: should be EXPERIMENT/VARIANT/SEED, such as quickstart/dropout/3")
    return experiment, variant, int(seed)
