"""From stored runs, or from a results folder itself, to a written results folder."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dropout_lab.code_state import code_state
from dropout_lab.config.seeds import seeds_word
from dropout_lab.errors import ResultsError
from dropout_lab.evidence import Analysis, analyse_stored
from dropout_lab.gallery import Gallery
from dropout_lab.language import ledger_line
from dropout_lab.publication.also_asked import with_also_asked
from dropout_lab.publication.check import read_report
from dropout_lab.publication.contents import folder_files
from dropout_lab.publication.index import write_index
from dropout_lab.publication.index_place import has_index
from dropout_lab.publication.names import PAGE, may_hold
from dropout_lab.publication.place import refuse_unpublishable
from dropout_lab.publication.wording import in_words_of_today
from dropout_lab.results_folder import (
    PUBLISHED,
    command_without_places,
    costs_of,
    gallery_at_hand,
    local,
    published_history,
    replace_files,
    sweep_results,
    with_costs,
    without_places,
)
from dropout_lab.store import CampaignRow


@dataclass(frozen=True)
class Written:
    """A results folder that was just written, and the analysis behind it."""

    folder: Path
    analysis: Analysis
    index_trouble: str = ""
    """Why the index that the folder stands in could not be written, in one line."""

    @property
    def page(self) -> Path:
        """The page that a person opens."""
        return self.folder / PAGE


def write_results(
    folder: Path, analysis: Analysis, provenance: Mapping[str, Any], gallery: Gallery | None = None
) -> list[Path]:
    """Write the results folder of an analysis, whole or not at all; files of others in it stay.

    Args:
        folder: such as ``results/local/NAME``; made where it is not.
        analysis: what was found.
        provenance: versions, hardware, ``commit``, ``dirty``, ``composed``, ``command``: plain data,
            copied into the folder's provenance beside the facts of the analysis.
        gallery: pictures, from `make_gallery`.

    Returns:
        The files written, README.md last.

    Raises:
        ResultsError: the folder cannot be written.
    """
    return replace_files(folder, folder_files(analysis, provenance, gallery), may_hold)


def write_campaign(
    store_path: Path, name: str, *, publish: bool = False, results: Path = PUBLISHED
) -> Written:
    """Analyse the campaign of that name that was last used, and write its results folder.

    Args:
        store_path: the database of runs.
        name: of an experiment or a sweep.
        publish: write ``results/NAME`` instead of ``results/local/NAME``.
        results: the folder of results, in place of ``results``.

    Raises:
        ConfigError: no such experiment or sweep in the store.
        ResultsError: ``publish`` of an altered or unfinished experiment, or a store that was tampered with.
    """
    sweep_results(results)
    history = published_history(results)
    analysis, campaign = analyse_stored(store_path, name, asked_as="report", history=history)
    if (held := analysis.experiment.name) != name:
        raise ResultsError(f"{store_path}: {name!r} holds the experiment {held}; no store of ours says so")
    if publish:
        _refuse_half(campaign, analysis)
    folder = (results if publish else local(results)) / name
    analysis, given = in_words_of_today(analysis, _given(campaign, analysis))
    given = with_also_asked(given, analysis.experiment.see, results)
    analysis, given = _costed(analysis, given, results)
    write_results(folder, analysis, given, gallery_at_hand(analysis, folder))
    return Written(folder, analysis, _indexed(folder.parent))


def remake_folder(folder: Path) -> Written:
    """Write a results folder anew from its own runs, without a store, and the index that it stands in.

    Its runs and plans are as old as any published folder of the checkout knows them, and it asks as
    `experiments/` words the same question today.

    Raises:
        ResultsError: no results of ours, or damaged ones.
    """
    analysis, given, _ = read_report(folder, published_history())
    analysis, given = in_words_of_today(analysis, given)
    given = with_also_asked(given, analysis.experiment.see, folder.parent)
    analysis, given = _costed(analysis, given, PUBLISHED)
    write_results(folder, analysis, given, gallery_at_hand(analysis, folder))
    return Written(folder, analysis, _indexed(folder.parent) if has_index(folder.parent) else "")


def _costed(analysis: Analysis, given: Mapping[str, Any], results: Path) -> tuple[Analysis, dict[str, Any]]:
    """Return an analysis and what is written down of it, with the costs of its variants that are at hand."""
    known = with_costs(analysis.experiment, given, results)
    return replace(analysis, costs=costs_of(known)), known


def _indexed(root: Path) -> str:
    """Write the index of a folder; where that fails say why: it hides no result."""
    try:
        write_index(root)
    except ResultsError as error:
        return str(error)
    return ""


def _refuse_half(campaign: CampaignRow, analysis: Analysis) -> None:
    experiment = analysis.experiment
    settled = experiment.auto and "inconclusive" not in set(analysis.comparisons["decision"])
    seeds = experiment.planned_seeds if settled else analysis.seeds
    refuse_unpublishable(experiment, seeds, altered=campaign.document["altered"])
    if not analysis.is_whole:
        what = ledger_line(analysis)
        raise ResultsError(f"--publish: {campaign.name} is not whole: {what}; run it to its end first")


def _given(campaign: CampaignRow, analysis: Analysis) -> dict[str, object]:
    experiment = analysis.experiment
    seeds = f"auto:{len(experiment.planned_seeds)}" if experiment.auto else seeds_word(analysis.seeds)
    return {
        "plan_hash": campaign.plan_hash,
        "planned_at": campaign.planned_at,
        "planned_commit": campaign.commit,
        "planned_dirty": campaign.dirty,
        "altered": campaign.document["altered"],
        "on_the_spot": campaign.document.get("on_the_spot", False),
        "experiment": campaign.document["experiment"],
        "composed": without_places(campaign.document["composed"]),
        "command": f"{command_without_places(campaign.document['command'])} seeds={seeds}",
        **code_state(),
    }
