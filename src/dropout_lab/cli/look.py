"""The verbs that look: status, list, show."""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropout_lab.cli.completion import complete_lists
from dropout_lab.cli.places import Places
from dropout_lab.cli.say import say, say_object
from dropout_lab.config_files import experiment_files, groups
from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.headline import UNANSWERED, Headline, written_headline

if TYPE_CHECKING:
    from dropout_lab.results_folder import FoundRun
    from dropout_lab.store import CampaignRow

RESULTS = Path("results")
StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="The database of runs; else that of the results."),
]
ResultsOption = Annotated[Path, typer.Option("--results", help="The folder of results (results.path).")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
COUNTS = ("planned", "done", "diverged", "failed", "missing")


def status(store: StoreOption = None, results: ResultsOption = RESULTS, as_json: JsonOption = False) -> None:
    """Show the campaigns of the store with their counts and answers; and what is published."""
    from dropout_lab.cli.terminal import print_folded, print_table

    place = store_in(results, store)
    places = Places(results, store)
    rows, published = _campaigns(place, places), _published(results)
    if as_json:
        kept = {"campaigns": [*map(_as_object, rows)], "published": [*map(_as_object, published)]}
        say_object({"store": str(place), **kept})
        return
    heads = ["experiment", *COUNTS]
    if rows:
        print_table(str(place), heads, [[r["experiment"], *(r[k] for k in COUNTS)] for r in rows])
    else:
        say(f"No run of your own in {place}.")
    for row in rows:
        for line in cause_lines(row["causes"]):
            say(f"{row['experiment']}: {line}")
    for row in rows[-MOST_COMMANDS:]:
        for said in (*_answer(row), row["command"]):
            print_folded(f"{row['experiment']}: {said}", 2)
    if published:
        say(f"published, from {results}/")
    for row in published:
        print_folded(": ".join([f"{row['experiment']}, {_runs(row)}", *_answer(row)]), 2)
    say(f"next: {_what_next(rows, published, places)}")


def _as_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its answer as a program reads it."""
    kept = {key: value for key, value in row.items() if key not in ("command", "told")}
    told: Headline | None = row["told"]
    return {**kept, **(told.as_object() if told else UNANSWERED)}


def _answer(row: Mapping[str, Any]) -> list[str]:
    """Return word and sentence of a row in one line; nothing where it has no answer yet."""
    told: Headline | None = row["told"]
    return [told.text] if told else []


def _runs(row: Mapping[str, Any]) -> str:
    """Count the runs of a row, as in ``80 runs`` or ``78 of 80 runs, 2 diverged``."""
    done, planned = row["done"], row["planned"]
    lost = [f"{row[state]} {state}" for state in COUNTS[2:] if row[state]]
    return ", ".join([f"{done} runs" if done == planned else f"{done} of {planned} runs", *lost])


MOST_COMMANDS = 10
"""Campaigns, those last used, whose answers and commands `status` prints."""


def _campaigns(place: Path, places: Places) -> list[dict[str, Any]]:
    """Return a row for each campaign of a store, with its answer and the command that asked for it."""
    from dropout_lab.store import Store

    with Store.open(place, write=False) as opened:
        return [
            {
                "experiment": c.name,
                "planned_at": c.planned_at,
                **{k: getattr(c, k) for k in COUNTS},
                "causes": c.causes,
                "told": _told(c, places.results),
                "command": _again(c, opened.seeds(c.id), places),
            }
            for c in opened.campaigns()
        ]


def _again(campaign: "CampaignRow", seeds: Sequence[int], places: Places) -> str:
    """Return the command on record with the seeds and the places of a campaign: it trains what is missing."""
    from dropout_lab.config.seeds import seeds_word

    typed = str(campaign.document.get("command") or f"dropout-lab run experiment={campaign.name}")
    experiment = campaign.document.get("experiment", {})
    try:
        words = places.added(shlex.split(typed))
    except ValueError:  # of a stranger's store
        return typed
    if experiment.get("auto"):
        words.append(f"seeds=auto:{len(experiment.get('planned_seeds', ()))}")
    elif seeds:
        words.append(f"seeds={seeds_word(seeds)}")
    return shlex.join(words)


def _told(campaign: "CampaignRow", results: Path) -> Headline | None:
    """Return the answer of a campaign's report; None: it has none, or one of other runs or another plan."""
    from dropout_lab.errors import ResultsError
    from dropout_lab.results_folder import local, read_provenance

    with suppress(ResultsError):  # whoever opens the report is told
        known = read_provenance(local(results) / campaign.name)
        counts = {state: getattr(campaign, state) for state in COUNTS}
        if (known.get("plan_hash"), known.get("ledger")) == (campaign.plan_hash, counts):
            return written_headline(known)
    return None


def _published(results: Path) -> list[dict[str, Any]]:
    """Return a row for each published folder of results; one that is damaged is said and left out."""
    from dropout_lab.errors import ResultsError
    from dropout_lab.results_folder import read_provenance, results_folders

    rows = []
    for folder in results_folders(results):
        try:
            known = read_provenance(folder)
            counts = {key: int(known["ledger"][key]) for key in COUNTS}
            rows.append({"experiment": folder.name, **counts, "told": written_headline(known)})
        except (ResultsError, KeyError, TypeError, ValueError) as error:
            say(
                f"dropout-lab: {error if isinstance(error, ResultsError) else f'{folder}: no ledger'}",
                err=True,
            )
    return rows


def _what_next(rows: list[dict[str, Any]], published: list[dict[str, Any]], places: Places) -> str:
    """Return the command that finishes what is unfinished, or that shows what is there."""
    unfinished = [row for row in rows if row["missing"] or row["failed"]]
    if unfinished:
        return f"{unfinished[0]['command']}  (it trains only what is missing)"
    if rows:
        return places.look("report", str(rows[-1]["experiment"]), "--open")
    names = [str(row["experiment"]) for row in published]
    shown = FLAGSHIP if FLAGSHIP in names else next(iter(names), "")
    read = f", or read what is published: {places.look('report', shown, '--open')}" if shown else ""
    return places.run("experiment=quickstart") + read


FLAGSHIP = "tutorial_claim"
"""The published experiment that a newcomer reads first."""


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
    what: Annotated[
        str,
        typer.Argument(
            help="experiments, claims, or a group such as dropout.", autocompletion=complete_lists
        ),
    ] = "",
    name: Annotated[str, typer.Argument(help="One of them, shown whole, such as gaussian.")] = "",
    results: ResultsOption = RESULTS,
    known: Annotated[bool, typer.Option("--known", help="Of dropout: those left out, and why.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List experiments with their answers, the choices of each group, claims with verdicts; or one whole."""
    if known and what != "dropout":
        raise ConfigError("--known: says which dropouts are left out; type dropout-lab list dropout --known")
    if not _is_special(what, name, results, known=known, as_json=as_json):
        _print_names(what, as_json)


def _is_special(what: str, name: str, results: Path, *, known: bool, as_json: bool) -> bool:
    """Print a list that has more than names, or one choice whole; whether it was one."""
    if name:
        from dropout_lab.cli.listing import print_choice

        lists = ["experiments", *groups()]
        if known or what not in lists:
            raise ConfigError(unknown_name("list", what, "list of what is shown whole", lists))
        print_choice(what, name, as_json)
    elif what == "experiments":
        from dropout_lab.cli.listing import print_experiments

        print_experiments(as_json, results)
    elif what == "dropout":
        from dropout_lab.cli.dropouts import print_dropouts, print_known

        (print_known if known else print_dropouts)(as_json)
    elif what == "claims":
        from dropout_lab.cli.claims import print_claims

        print_claims(as_json, results)
    else:
        return False
    return True


OTHER_LISTS = {
    **dict.fromkeys(("layer", "layers", "dropouts", "noise"), "dropout"),
    **dict.fromkeys(("data", "datasets"), "dataset"),
    **dict.fromkeys(("models", "nets", "architectures"), "model"),
    **dict.fromkeys(("experiment", "questions", "results", "runs"), "experiments"),
    "optimizers": "optimizer",
}
"""Lists, by the words that others use for them."""


def _print_names(what: str, as_json: bool) -> None:
    """Print the choices of one group, or of all with the experiments."""
    names = {"experiments": sorted(experiment_files()), **groups()}
    if what in OTHER_LISTS:
        raise ConfigError(f"list {what}: no such list; type dropout-lab list {OTHER_LISTS[what]}")
    if what and what not in names:
        raise ConfigError(unknown_name("list", what, "list", [*names, "claims"]))
    chosen = {what: names[what]} if what else names
    if as_json:
        say_object(chosen)
        return
    from dropout_lab.cli.terminal import print_folded

    for group, choices in chosen.items():
        print_folded(f"{group}: {', '.join(choices)}", 2)
    if what:
        say(f"next: dropout-lab list {what} {chosen[what][0]}")
    else:
        say("next: dropout-lab list experiments, or dropout-lab list dropout")


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
