"""The verbs that look: status, list, show."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropout_lab.cli.say import say, say_object
from dropout_lab.errors import ConfigError, unknown_name

if TYPE_CHECKING:
    from dropout_lab.results_folder import FoundRun

RESULTS = Path("results")
StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="The database of runs; else that of the results."),
]
ResultsOption = Annotated[Path, typer.Option("--results", help="The folder of results (results.path).")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
COUNTS = ("planned", "done", "diverged", "failed", "missing")


def status(store: StoreOption = None, results: ResultsOption = RESULTS, as_json: JsonOption = False) -> None:
    """Show the campaigns of the store: planned, done, diverged, failed, missing."""
    from dropout_lab.cli.terminal import print_table
    from dropout_lab.store import Store

    store = store_in(results, store)
    with Store.open(store, write=False) as opened:
        rows: list[dict[str, Any]] = [
            {
                "experiment": c.name,
                "planned_at": c.planned_at,
                **{k: getattr(c, k) for k in COUNTS},
                "causes": c.causes,
            }
            for c in opened.campaigns()
        ]
    if as_json:
        say_object({"store": str(store), "campaigns": rows})
        return
    if not rows:
        say(f"No campaign in {store}. next: dropout-lab run experiment=quickstart")
        return
    print_table(
        str(store), ["experiment", *COUNTS], [[r["experiment"], *(r[k] for k in COUNTS)] for r in rows]
    )
    for row in rows:
        for line in cause_lines(row["causes"]):
            say(f"{row['experiment']}: {line}")
    unfinished = [str(r["experiment"]) for r in rows if r["missing"] or r["failed"]]
    hint = (
        f"the command that began {unfinished[0]}, again: it trains only what is missing"
        if unfinished
        else f"dropout-lab report {rows[-1]['experiment']}"
    )
    say(f"next: {hint}")


MOST_CAUSES = 3
"""Causes that are shown of the failed runs of a campaign."""


def cause_lines(causes: Mapping[str, int]) -> list[str]:
    """Say of failed runs what they failed of, a line each cause: ``3 failed: ValueError: ...``.

    Args:
        causes: error -> failed runs, the commonest first.
    """
    lines = [f"{count} failed: {error}" for error, count in causes.items()]
    more = len(lines) - MOST_CAUSES
    return [*lines[:MOST_CAUSES], *([f"and {more} other causes; see --json"] if more > 0 else [])]


def list_names(
    what: Annotated[str, typer.Argument(help="experiments, claims, or a group such as dropout.")] = "",
    results: ResultsOption = RESULTS,
    known: Annotated[bool, typer.Option("--known", help="Of dropout: those left out, and why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the experiments and the choices of each configuration group; or the claims with their verdicts."""
    if known and what != "dropout":
        raise ConfigError("--known: says which dropouts are left out; type dropout-lab list dropout --known")
    if what == "dropout":
        from dropout_lab.cli.dropouts import print_dropouts, print_known

        (print_known if known else print_dropouts)(as_json)
        return
    if what == "claims":
        from dropout_lab.cli.claims import print_claims

        print_claims(as_json, results)
        return
    from dropout_lab.config_files import experiment_files, groups

    names = {"experiments": sorted(experiment_files()), **groups()}
    if what and what not in names:
        raise ConfigError(unknown_name("list", what, "list", [*names, "claims"]))
    chosen = {what: names[what]} if what else names
    if as_json:
        say_object(chosen)
        return
    from dropout_lab.cli.terminal import print_folded

    for group, choices in chosen.items():
        print_folded(f"{group}: {', '.join(choices)}", 2)
    if not what:
        say("next: dropout-lab run experiment=quickstart")


def show(
    run: Annotated[str, typer.Argument(help="EXPERIMENT/VARIANT/SEED, or the beginning of a run_id.")],
    store: StoreOption = None,
    results: ResultsOption = RESULTS,
    as_json: JsonOption = False,
) -> None:
    """Show one run: its recipe, its seed, what it reached, and where it was trained."""
    from dropout_lab.cli.terminal import print_record
    from dropout_lab.results_folder import find_run

    store = store_in(results, store)
    found = find_run(store, run, results)
    if found.folder is not None:
        say_folder(found.folder, store)
    print_record(found.record, as_json)
    _say_environment(found)


def _say_environment(found: "FoundRun") -> None:
    """Say in one line how a run's environment differs from this machine's and other runs'."""
    from dropout_lab.cli.terminal import print_folded
    from dropout_lab.code_state import code_state
    from dropout_lab.engines import environment
    from dropout_lab.evidence import set_apart
    from dropout_lab.language import environment_notes
    from dropout_lab.recipe import parse_engine

    of_run, here = found.record.environment, []
    with suppress(ConfigError):  # an engine that this version does not have
        here.append({**environment(parse_engine(found.record.engine)), **code_state()})
    notes = environment_notes(set_apart(of_run, here), set_apart(of_run, found.others), found.experiment)
    if notes:
        print_folded(f"note: {' '.join(notes)}", 2, err=True)


def store_in(results: Path, store: Path | None) -> Path:
    """Return the database of runs: the one that was named, else that of the folder of results."""
    return store or results / "store.sqlite"


def say_folder(folder: Path, store: Path) -> None:
    """Say that a name was found in a results folder, since the store has none such."""
    say(f"note: read from {folder}, not from {store}", err=True)
