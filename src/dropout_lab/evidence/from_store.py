"""What a store holds of an experiment or a sweep -> its analysis."""

from collections.abc import Iterable, Set
from contextlib import suppress
from pathlib import Path

from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.evidence.analyse import Analysis
from dropout_lab.evidence.kept import Kept
from dropout_lab.evidence.plan_ages import NO_HISTORY, History, Plans, plans_of
from dropout_lab.experiment import Experiment
from dropout_lab.plan import plan_cells, variant_cells
from dropout_lab.store import CampaignRow, Store


def analyse_stored(
    store_path: Path, name: str, *, asked_as: str = "experiment", history: History = NO_HISTORY
) -> tuple[Analysis, CampaignRow]:
    """Analyse the campaign of that name that was last used.

    Args:
        store_path: the database of runs.
        name: of an experiment or a sweep, as `dropout-lab status` lists it.
        asked_as: the word that the error begins with.
        history: what published folders know of its runs and plans.

    Raises:
        ConfigError: no such experiment or sweep in the store.
        StoreError: a store that cannot be read.
    """
    with Store.open(store_path, write=False) as store:
        campaign = store.campaign(name)
        if campaign is None:
            names = sorted({row.name for row in store.campaigns()})
            kind = f"experiment or sweep in {store_path}"
            raise ConfigError(unknown_name(asked_as, name, kind, names, "dropout-lab status"))
        kept = read_kept(store, campaign, history=history)
    return kept.analysis, campaign


def read_kept(
    store: Store,
    campaign: CampaignRow,
    *,
    history: History = NO_HISTORY,
    variants: Set[str] | None = None,
) -> Kept:
    """Read a campaign's runs.

    Args:
        store: where it is planned.
        campaign: one of the store's.
        history: what published folders know of its runs and plans.
        variants: those whose runs are read, without what other campaigns planned of them; None: all.

    Raises:
        StoreError: a store that cannot be read.
    """
    experiment = Experiment.parse(campaign.document["experiment"])
    seeds = store.seeds(campaign.id)
    if variants is not None and not variants >= {variant.name for variant in experiment.variants}:
        read = [variant for variant in experiment.variants if variant.name in variants]
        of_variant = {variant.name: variant_cells(variant, seeds) for variant in read}
        run_ids = [cell.run_id for cells in of_variant.values() for cell in cells]
        return Kept(experiment, seeds, store.run_table(run_ids), _cells_of=of_variant)
    cells = plan_cells(experiment, seeds)
    runs = store.run_table([cell.run_id for cell in cells]).aged(history.first_seen)
    if campaign.document.get("on_the_spot"):
        return Kept(experiment, seeds, runs, None, cells)
    plans = [*_plans(store.campaigns_sharing_runs(campaign.id)), *history.plans]
    return Kept(experiment, seeds, runs, plans, cells)


def _plans(campaigns: Iterable[CampaignRow]) -> Plans:
    """The plans of some campaigns; one of an experiment that can be no more is left out."""
    known = []
    for row in campaigns:
        with suppress(ConfigError):
            experiment = Experiment.parse(row.document["experiment"])
            known += plans_of(experiment, row.planned_at, row.commit, row.dirty)
    return known
