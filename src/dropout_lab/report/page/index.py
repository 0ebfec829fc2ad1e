"""The index of all experiments, as a page and as Markdown: every question that was asked, with its answer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from dropout_lab import __version__
from dropout_lab.foreign import visible_lines
from dropout_lab.report.bilingual import Both, outcome, say
from dropout_lab.report.page.shared import environment
from dropout_lab.results_folder import INDEX_MARK
from dropout_lab.tables import escaped


class Entry(NamedTuple):
    """One experiment in the index."""

    name: str
    question: Both
    answer: Both
    verdicts: Mapping[str, int]  # key of the verdict -> claims
    done: int
    planned: int
    notes: int


class Places(NamedTuple):
    """Where runs stand together, as (experiment, variant), and whether they were trained more than once.

    One recipe and seed, trained again elsewhere, as on a GPU, gives a run that differs in last digits alone.
    """

    where: tuple[tuple[str, str], ...]
    trained_anew: bool


class SharedRuns(NamedTuple):
    """Runs that stand on several pages, which therefore do not confirm each other."""

    listed: int  # over all pages, each as often as it stands there
    different: int  # by run_id: in recipe, seed or engine
    groups: Mapping[Places, int]  # -> runs


def index_page(entries: Sequence[Entry], shared: SharedRuns) -> str:
    """Return the index as a whole HTML document."""
    template = environment().get_template("index.html.j2")
    return visible_lines(template.render(entries=entries, shared=shared, version=__version__))


def index_readme(entries: Sequence[Entry], shared: SharedRuns) -> str:
    """Return the index in Markdown, in English."""
    rows = [
        f"| [{escaped(entry.name)}]({quote(entry.name)}/README.md) | {escaped(entry.question['en'])} "
        f"| {escaped(entry.answer['en'])} | {_verdicts(entry)} | {entry.done} of {entry.planned} |"
        for entry in entries
    ]
    heads = ["| experiment | question | answer | claims | runs |", "| :-- | :-- | :-- | :-- | --: |"]
    lines = ["The same as a page: [index.html](index.html), in English and Chinese.", "", *heads, *rows]
    return "\n".join(
        [INDEX_MARK, "# Results", "", *(lines if rows else [say("index.empty")["en"]]), *_shared(shared), ""]
    )


def _shared(shared: SharedRuns) -> list[str]:
    """Lines of Markdown about runs that several experiments list; none where none do."""
    if not shared.groups:
        return []
    intro = say("index.shared_intro", listed=shared.listed, different=shared.different)["en"]
    anew = f" {say('index.shared_anew')['en']}"
    rows = [
        f"| {n} | {', '.join(f'{escaped(name)} ({escaped(variant)})' for name, variant in places.where)}"
        f"{anew if places.trained_anew else ''} |"
        for places, n in shared.groups.items()
    ]
    return [
        "",
        f"## {say('index.shared')['en']}",
        "",
        intro,
        "",
        "| runs | stand in |",
        "| --: | :-- |",
        *rows,
    ]


def _verdicts(entry: Entry) -> str:
    words = (f"{n} {outcome(verdict)['en']}" for verdict, n in entry.verdicts.items())
    return ", ".join(words) or say("index.none")["en"]
