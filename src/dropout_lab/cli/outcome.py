"""From stored runs to a written results folder, and what the terminal says of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dropout_lab.config.seeds import seeds_word
from dropout_lab.errors import ConfigError, ResultsError, unknown_name
from dropout_lab.provenance import code_state

if TYPE_CHECKING:  # pandas takes half a second, and not every verb needs it
    from dropout_lab.evidence import Analysis
    from dropout_lab.store import CampaignRow
    from dropout_lab.tables import Table

LOCAL = Path("results/local")
PUBLISHED = Path("results")

SUMMARY_LEFT_OUT = ("train accuracy, %", "seconds a run", "diverged", "failed")
COMPARISON_LEFT_OUT = (
    "metric", "95 % interval", "seeds x images", "p, joint", "chance to beat", "pair correlation",
    "seeds to settle",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A results folder that was just written, and the analysis behind it."""

    folder: Path
    analysis: "Analysis"

    @property
    def page(self) -> Path:
        """What a person opens."""
        return self.folder / "report.html"


def write_campaign(store_path: Path, name: str, *, publish: bool = False) -> Written:
    """Analyse the campaign of that name that was last used, and write its results folder.

    Raises:
        ConfigError: no such experiment or sweep in the store.
        ResultsError: ``publish`` of an altered or unfinished experiment.
    """
    from dropout_lab.evidence import analyse_stored
    from dropout_lab.gallery import gallery_at_hand
    from dropout_lab.report import write_index, write_results

    analysis, campaign = analyse_stored(store_path, name, asked_as="report")
    if publish:
        _refuse_half(campaign, analysis)
    folder = (PUBLISHED if publish else LOCAL) / name
    gallery = gallery_at_hand(analysis, folder)
    write_results(folder, analysis, _provenance(campaign, analysis), gallery)
    write_index(folder.parent)
    return Written(folder, analysis)


def remake_folder(folder: Path) -> Written:
    """Write a results folder anew from its own runs, without a store.

    Raises:
        ResultsError: no results of ours, or damaged ones.
    """
    from dropout_lab.report import read_report, write_results

    analysis, given, gallery = read_report(folder)
    write_results(folder, analysis, given, gallery)
    return Written(folder, analysis)


def published_folders(experiment: str) -> list[Path]:
    """Return the folder of that name (published, else local) or path; without a name all published ones.

    Raises:
        ConfigError: there is none.
    """
    if not experiment:
        return [path.parent for path in sorted(PUBLISHED.glob("*/provenance.json"))]
    places = (Path(experiment), PUBLISHED / experiment, LOCAL / experiment)
    for folder in places:
        if (folder / "provenance.json").is_file():
            return [folder]
    there = [path.parent.name for path in sorted(PUBLISHED.glob("*/provenance.json"))]
    raise ConfigError(unknown_name("report", experiment, "results folder", there))


def print_outcome(written: Written, *, as_json: bool) -> None:
    """Print tables, ledger, published and yours, answer and page; with ``as_json`` one object on stdout."""
    analysis = written.analysis
    if as_json:
        typer.echo(json.dumps(as_object(written), allow_nan=False))
        return
    from dropout_lab.cli.terminal import print_table
    from dropout_lab.language import answer, ledger_line, notes
    from dropout_lab.tables import comparison_table, summary_table

    typer.echo("")
    print_table(analysis.experiment.question, *_narrow(summary_table(analysis), SUMMARY_LEFT_OUT))
    if not analysis.comparisons.empty:
        typer.echo("")
        narrow = _narrow(comparison_table(analysis.comparisons), COMPARISON_LEFT_OUT)
        print_table("treatment - control, paired by seed", *narrow)
    typer.echo("")
    for note in notes(analysis):
        typer.echo(f"note: {note}")
    typer.echo(f"runs: {ledger_line(analysis)}")
    _print_published_and_yours(written)
    typer.echo(f"\n{answer(analysis)}\npage: {written.page}  (as text: {written.folder}/README.md)")


def _narrow(table: "Table", left_out: tuple[str, ...]) -> tuple[list[str], list[list[str]]]:
    """Leave columns out, so that a table fits a terminal; the results folder has them all."""
    kept = [place for place, head in enumerate(table.heads) if head not in left_out]
    return [table.heads[place] for place in kept], [[row[place] for place in kept] for row in table.rows]


def as_object(written: Written) -> dict[str, object]:
    """Return what ``--json`` prints: fractions and nats, an absent number is null."""
    from dropout_lab.language import answer, claim_object, ledger_line, notes

    analysis = written.analysis
    return {
        "experiment": analysis.experiment.name,
        "question": analysis.experiment.question,
        "seeds": list(analysis.seeds),
        "answer": answer(analysis),
        "ledger": ledger_line(analysis),
        "notes": list(notes(analysis)),
        "summary": json.loads(analysis.summary.to_json(orient="records", double_precision=12)),
        "comparisons": json.loads(analysis.comparisons.to_json(orient="records", double_precision=12)),
        "claims": [claim_object(claim).model_dump(mode="json") for claim in analysis.claims],
        "folder": str(written.folder),
    }


def _print_published_and_yours(written: Written) -> None:
    """Set the committed results of the same experiment beside these, where there are any."""
    from dropout_lab.evidence import agreement, analyse
    from dropout_lab.language import agreement_lines
    from dropout_lab.results_folder import read_experiment, read_results

    folder = PUBLISHED / written.analysis.experiment.name
    if (folder / "provenance.json").is_file() and folder != written.folder:
        typer.echo("")
        experiment, seeds = read_experiment(folder)
        published = analyse(experiment, read_results(folder), seeds)
        for line in agreement_lines(agreement(published, written.analysis)):
            typer.echo(line)


def _refuse_half(campaign: "CampaignRow", analysis: "Analysis") -> None:
    from dropout_lab.language import ledger_line

    if campaign.document["altered"]:
        raise ResultsError(
            f"--publish: {campaign.name} is no unaltered experiment of experiments/; "
            f"its results are in {LOCAL}"
        )
    experiment = analysis.experiment
    settled = experiment.auto and "inconclusive" not in set(analysis.comparisons["decision"])
    lacking = set() if settled else set(experiment.planned_seeds) - set(analysis.seeds)
    if lacking or not analysis.is_whole:
        what = f"{len(lacking)} of its planned seeds were not asked for" if lacking else ledger_line(analysis)
        raise ResultsError(f"--publish: {campaign.name} is not whole: {what}; run it to its end first")


def _provenance(campaign: "CampaignRow", analysis: "Analysis") -> dict[str, object]:
    experiment = analysis.experiment
    seeds = f"auto:{len(experiment.planned_seeds)}" if experiment.auto else seeds_word(analysis.seeds)
    return {
        "plan_hash": campaign.plan_hash,
        "planned_at": campaign.planned_at,
        "runs_older_than_plan": campaign.older,
        "altered": campaign.document["altered"],
        "experiment": campaign.document["experiment"],
        "composed": campaign.document["composed"],
        "command": f"{campaign.document['command']} seeds={seeds}",
        **code_state(),
    }
