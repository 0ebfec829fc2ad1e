"""index.html and README.md of a folder of results: every question that was asked, with its answer."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dropout_lab import __version__
from dropout_lab.errors import ResultsError
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.report.bilingual import Both, outcome, say
from dropout_lab.report.markdown import escaped
from dropout_lab.report.page.shared import environment

MARK = "<!-- dropout-lab index -->"
"""First line of a README of ours; another one is never written over."""


class Entry(NamedTuple):
    """An experiment at a glance."""

    name: str
    question: Both
    answer: Both
    verdicts: Mapping[str, int]  # key of the verdict -> claims
    done: int
    planned: int
    notes: int


def index_files(folder: Path) -> dict[str, bytes]:
    """Make the index of the results folders inside a folder, from what these hold alone.

    Args:
        folder: such as ``results``; a folder in it without a provenance.json of ours is left out.

    Returns:
        File name -> content: ``index.html`` and ``README.md``.
    """
    entries = [entry for path in sorted(folder.glob("*/provenance.json")) if (entry := _entry(path.parent))]
    page = environment().get_template("index.html.j2").render(entries=entries, version=__version__)
    return {"index.html": page.encode(), "README.md": _readme(entries).encode()}


def write_index(folder: Path) -> Path:
    """Write the index of a folder of results, made where it is not, and return its page.

    Raises:
        ResultsError: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in index_files(folder).items():
            path, beside = folder / name, folder / f".{name}.new"
            if name == "README.md" and path.exists() and not path.read_bytes().startswith(MARK.encode()):
                continue
            beside.write_bytes(content)
            os.replace(beside, path)
    except OSError as error:
        raise ResultsError(f"{folder}: its index cannot be written ({error.strerror or error})") from None
    return folder / "index.html"


def _entry(folder: Path) -> Entry | None:
    """Read what a folder says of itself; nothing where it is none of ours, or damaged."""
    try:
        known = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        claims = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
        return _read(folder.name, known, claims)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _read(name: str, known: dict[str, Any], claims: list[dict[str, Any]]) -> Entry:
    experiment, ledger = known["experiment"], known["ledger"]
    question, answer = str(experiment["question"]), str(known["answer"])
    return Entry(
        name,
        Both(en=question, zh=str(experiment.get("question_zh") or question)),
        Both(en=answer, zh=str(known.get("answer_zh") or answer)),
        Counter(OUTCOMES[claim["verdict"]].key for claim in claims),
        int(ledger["done"]),
        int(ledger["planned"]),
        len(known["notes"]),
    )


def _readme(entries: list[Entry]) -> str:
    rows = [
        f"| [{escaped(entry.name)}]({entry.name}/README.md) | {escaped(entry.question['en'])} "
        f"| {escaped(entry.answer['en'])} | {_verdicts(entry)} | {entry.done} of {entry.planned} |"
        for entry in entries
    ]
    heads = ["| experiment | question | answer | claims | runs |", "| :-- | :-- | :-- | :-- | --: |"]
    lines = ["The same as a page: [index.html](index.html), in English and Chinese.", "", *heads, *rows]
    return "\n".join([MARK, "# Results", "", *(lines if rows else [say("index.empty")["en"]]), ""])


def _verdicts(entry: Entry) -> str:
    words = (f"{n} {outcome(verdict)['en']}" for verdict, n in entry.verdicts.items())
    return ", ".join(words) or say("index.none")["en"]
