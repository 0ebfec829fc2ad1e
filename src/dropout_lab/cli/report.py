"""`dropout-lab report`: a results folder anew, or held to its runs; nothing is trained."""

import shlex
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropout_lab.cli.completion import complete_experiments
from dropout_lab.cli.look import RESULTS, ResultsOption, StoreOption, say_folder, store_in
from dropout_lab.cli.places import Places
from dropout_lab.cli.say import say
from dropout_lab.cli.spoken import Language, LanguageOption
from dropout_lab.errors import ConfigError
from dropout_lab.headline import written_headline

if TYPE_CHECKING:
    from dropout_lab.publication import Written


def report(
    experiment: Annotated[
        str,
        typer.Argument(
            help="A campaign of the store, else of results/. Or a folder.",
            autocompletion=complete_experiments,
        ),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All campaigns of the store.")] = False,
    publish: Annotated[
        bool, typer.Option(help="Write results/NAME: only a whole, unaltered experiment.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: does what is published follow from its runs?")
    ] = False,
    pdf: Annotated[
        Path | None, typer.Option(help="Then print the page to this file, by a Chromium that is here.")
    ] = None,
    language: LanguageOption = Language.EN,
    site: Annotated[
        Path | None, typer.Option(help="Write what is published to a new folder, as a site.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Then open the page in the browser.")] = False,
    store: StoreOption = None,
    results: ResultsOption = RESULTS,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a campaign on stdout.")] = False,
) -> None:
    """Write a campaign's page, tables and figures anew, or check them; a half-finished one shows what it has.

    A folder, such as results/tutorial_claim, is remade from its own files, without a store.
    """
    from dropout_lab.cli.outcome import print_outcome
    from dropout_lab.publication import find_browser, print_page

    words = {"--publish": publish, "--open": show, "--json": as_json, "--pdf": pdf}
    if site is not None:
        _refuse_beside("--site", {experiment: experiment, "--all": every, "--check": check, **words})
        _write_site(site, results)
        return
    if bool(experiment) == every:
        raise ConfigError("report: name one campaign, or give --all; dropout-lab status names them")
    if check:
        _refuse_beside("--check", words)
        raise typer.Exit(_check(experiment, results))
    if pdf:
        _refuse_beside("--pdf", {"--all": every})
    places, place = Places(results, store), store_in(results, store)
    browser = find_browser(pdf) if pdf else ""
    stands = _by_name(experiment, place, results) if show and not (publish or as_json or pdf) else None
    if stands is not None:
        _open_as_it_stands(stands, place, language)
        return
    written = _write(experiment, place, places, publish=publish)
    for each in written:
        print_outcome(each, _typed(each.folder), places, language.words, as_json=as_json)
    if pdf:
        print_page(written[0].page, pdf, browser, language)
        say(f"printed: {pdf}", err=as_json)
    if show and written:
        _open(written[0].page if experiment else written[0].folder.parent / "index.html")


def _by_name(experiment: str, store: Path, results: Path) -> Path | None:
    """Return the results folder that a name means; None: it is a path, a campaign of the store, or all."""
    from dropout_lab.results_folder import folder_of

    folder = folder_of(store, experiment, asked_as="report", results=results) if experiment else None
    return None if folder == Path(experiment) else folder


def _open_as_it_stands(folder: Path, store: Path, language: Language) -> None:
    """Say what a folder found and open its page; it stays as it was written."""
    from dropout_lab.cli.outcome import print_also_asked
    from dropout_lab.cli.terminal import print_folded
    from dropout_lab.publication.names import PAGE
    from dropout_lab.results_folder import read_provenance

    say_folder(folder, store)
    known, words = read_provenance(folder), language.words
    end = "" if language is Language.EN else f"_{language}"
    asked = known.get("experiment", {})
    print_folded(str(asked.get(f"question{end}") or asked.get("question", "")))
    if told := written_headline(known, language):
        print_folded(told.text)
    print_folded(words("terminal.exactly", said=known.get(f"answer{end}") or known.get("answer", "")), 2)
    print_also_asked(known, words)
    say(words("terminal.stands", page=folder / PAGE))
    say(words("terminal.anew", command=f"dropout-lab report {shlex.quote(str(folder))}"))
    _open(folder / PAGE)


def _open(page: Path) -> None:
    if not webbrowser.open(page.resolve().as_uri()):
        say(f"no browser here; open {page}", err=True)


def _typed(folder: Path) -> list[str]:
    """Return the words of the command on record in a results folder; none where no shell could read it."""
    from dropout_lab.results_folder import read_provenance

    try:
        return shlex.split(str(read_provenance(folder).get("command") or ""))
    except ValueError:  # of a stranger's folder
        return []


ALONE = {"--check": "writes nothing", "--pdf": "prints one page", "--site": "takes what is published"}
"""Words that go with few others, and why."""


def _refuse_beside(word: str, others: Mapping[str, object]) -> None:
    """Refuse words that were given beside one that leaves no room for them."""
    for other, given in others.items():
        if given:
            raise ConfigError(f"{other}: {word} {ALONE[word]}; leave one of the two out")


def _write_site(site: Path, results: Path) -> None:
    from dropout_lab.publication import write_site

    n_files = write_site(site, results)
    say(f"site: {site}/index.html, {n_files} files. next: see docs/publish.md")


def _write(experiment: str, store: Path, places: Places, *, publish: bool) -> "list[Written]":
    """Write what was asked for: one campaign, one folder from itself, or all of the store."""
    from dropout_lab.publication import remake_folder, write_campaign
    from dropout_lab.results_folder import folder_of
    from dropout_lab.store import Store

    results = places.results
    if (
        experiment
        and (folder := folder_of(store, experiment, asked_as="report", results=results)) is not None
    ):
        if publish:
            raise ConfigError(f"--publish: {folder} is a folder already; leave one of the two out")
        if folder != Path(experiment):
            say_folder(folder, store)
        return [remake_folder(folder)]
    if experiment:
        return [write_campaign(store, experiment, publish=publish, results=results)]
    with Store.open(store, write=False) as opened:
        names = sorted({row.name for row in opened.campaigns()})
    if not names:
        say(f"No campaign in {store}. next: {places.run('experiment=quickstart')}")
    return [write_campaign(store, name, publish=publish, results=results) for name in names]


def _check(experiment: str, results: Path) -> int:
    """Hold what is published to its runs; 1 where something does not follow, named with file and number."""
    from dropout_lab.publication import check_folders, check_index
    from dropout_lab.results_folder import find_folder, results_folders

    said = []
    folders = [find_folder(experiment, results)] if experiment else results_folders(results)
    for folder, found in zip(folders, check_folders(folders), strict=True):
        said += found
        say(*(found or [f"{folder}: follows from its runs"]))
    if not experiment:
        found = check_index(results)
        said += found
        say(*(found or [f"{results}/index.html: follows from its folders"]))
    return 1 if said else 0
