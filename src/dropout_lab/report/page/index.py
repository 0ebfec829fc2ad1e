"""The index of all experiments, as a page and as Markdown: every question that was asked, with its answer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dropout_lab import __version__
from dropout_lab.report.bilingual import Both, outcome, say
from dropout_lab.report.page.shared import environment
from dropout_lab.tables import escaped

INDEX_MARK = "<!-- dropout-lab index -->"
"""First line of an index of ours in Markdown."""


class Entry(NamedTuple):
    """One experiment in the index."""

    name: str
    question: Both
    answer: Both
    verdicts: Mapping[str, int]  # key of the verdict -> claims
    done: int
    planned: int
    notes: int


def index_page(entries: Sequence[Entry]) -> str:
    """Return the index as a whole HTML document."""
    return environment().get_template("index.html.j2").render(entries=entries, version=__version__)


def index_readme(entries: Sequence[Entry]) -> str:
    """Return the index in Markdown, in English."""
    rows = [
        f"| [{escaped(entry.name)}]({entry.name}/README.md) | {escaped(entry.question['en'])} "
        f"| {escaped(entry.answer['en'])} | {_verdicts(entry)} | {entry.done} of {entry.planned} |"
        for entry in entries
    ]
    heads = ["| experiment | question | answer | claims | runs |", "| :-- | :-- | :-- | :-- | --: |"]
    lines = ["The same as a page: [index.html](index.html), in English and Chinese.", "", *heads, *rows]
    return "\n".join([INDEX_MARK, "# Results", "", *(lines if rows else [say("index.empty")["en"]]), ""])


def _verdicts(entry: Entry) -> str:
    words = (f"{n} {outcome(verdict)['en']}" for verdict, n in entry.verdicts.items())
    return ", ".join(words) or say("index.none")["en"]
