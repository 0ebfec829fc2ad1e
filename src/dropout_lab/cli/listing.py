"""What `dropout-lab list` says of the experiments, of one group, and of one choice."""

import inspect
import sys
from pathlib import Path
from typing import Any, NamedTuple

from dropout_lab.cli.places import Places
from dropout_lab.cli.say import say, say_object
from dropout_lab.cli.terminal import print_folded, terminal_width
from dropout_lab.config_files import bundled, experiment_files
from dropout_lab.errors import ConfigError, ResultsError, unknown_name
from dropout_lab.foreign import visible
from dropout_lab.headline import UNANSWERED, Headline, written_headline
from dropout_lab.results_folder import read_provenance
from dropout_lab.tables import folded

GROUPS = ("tutorial", "when", "luck", "trust", "other")
"""Groups of questions in the order of the index."""


class Listed(NamedTuple):
    """An experiment in the list; ``answer`` is the published one's word, empty where none is published.

    ``told``: that answer whole; None: nothing is published, or has no word.
    """

    experiment: str
    question: str
    answer: str
    size: str
    group: str
    told: Headline | None = None

    def as_object(self) -> dict[str, str | None]:
        """Return what a program reads of it."""
        kept = {"experiment": self.experiment, "question": self.question, "answer": self.answer}
        told = self.told.as_object() if self.told else UNANSWERED
        return {**kept, "size": self.size, "group": self.group, **told}


def print_experiments(as_json: bool, results: Path) -> None:
    """Print each experiment with its question, its published answer's word and its size."""
    rows = experiments(results)
    if as_json:
        facts = {row.experiment: row.as_object() for row in rows}
        say_object({"experiments": sorted(experiment_files()), "facts": facts})
        return
    head = Listed("name", "question", "answer", "size", "")
    name = max(len(row.experiment) for row in rows) + 2
    answer = max(len(row.answer) for row in (head, *rows)) + 2
    indent = name + answer + SIZE
    width = terminal_width(sys.stdout)
    hanging = indent if width is None or width - indent >= NARROWEST else 4
    for row in (head, *rows):
        about = f"{row.experiment:{name}}{row.answer:{answer}}{row.size:{SIZE}}"
        if hanging == indent:
            for line, text in enumerate(folded(visible(row.question), width and width - indent)):
                say((" " * indent if line else about) + text)
        else:
            print_folded(f"{about.strip()} {row.question}", hanging)
    print_folded("size: variants x seeds. One whole: dropout-lab list experiments quickstart", 2)
    say(f"next: {Places(results).run('experiment=quickstart')}")


SIZE = 9
"""Columns of the size of an experiment, such as ``33 x 5``."""

NARROWEST = 24
"""Columns that a question needs beside the other columns."""


def experiments(results: Path) -> list[Listed]:
    """Return the experiments in the order of the index; one that cannot be read is said and left out."""
    from dropout_lab.config.question import Question

    found = []
    for name in experiment_files():
        try:
            question = Question.read(name)
            size = f"{len(question.variants)} x {_seeds(question.seeds)}"
        except ConfigError as error:
            say(f"dropout-lab: {error}", err=True)
            continue
        asked, (answer, told) = " ".join(question.question.split()), _answer(results / name)
        place = (GROUPS.index(question.group), question.order, name)
        found.append((place, Listed(name, asked, answer, size, question.group, told)))
    return [row for _, row in sorted(found)]


def _seeds(value: object) -> int:
    """Count the seeds that a file asks for; of ``auto`` all up to its cap."""
    from dropout_lab.config.seeds import auto_cap, parse_seeds

    return auto_cap(value) or len(parse_seeds(value))


def _answer(folder: Path) -> tuple[str, Headline | None]:
    """Return the word of a published answer, and the whole; of one without a word, that it is there."""
    try:
        known = read_provenance(folder)
    except ResultsError as error:
        say(f"dropout-lab: {error}", err=True)
        return "", None
    told = written_headline(known)
    return (told.word if told else "published" if known else ""), told


def print_choice(group: str, name: str, as_json: bool) -> None:
    """Print one choice whole: what its layer does where it is a dropout, and its file with every key."""
    files = experiment_files() if group == "experiments" else _files(group)
    if name not in files:
        look = f"dropout-lab list {group}"
        raise ConfigError(unknown_name(f"list {group}", name, group.removesuffix("s"), files, look))
    text = files[name].read_text(encoding="utf-8")
    shown: dict[str, Any] = {"group": group, "name": name, "file": text}
    word = "experiment" if group == "experiments" else group
    facts = _facts(name) if group == "dropout" else {}
    if as_json:
        say_object({**shown, **facts})
        return
    for key, said in facts.items():
        print_folded(f"{key:8} {said}" if key != "about" else f"\n{said}\n", 9 if key != "about" else 0)
    print_folded(
        f"{group}/{name}.yaml" if word == "experiment" else f"conf/{group}/{name}.yaml, keys after {group}."
    )
    print_folded("\n".join(line for line in text.rstrip("\n").split("\n") if not line.startswith(NO_TEXT)))
    say(f"next: {_try(word, name)}")


def _try(word: str, name: str) -> str:
    """Return the command that tries a choice."""
    if (word, name) == ("dropout", "custom"):
        return "dropout-lab new layer my_layer"
    more = " dataset=digits seeds=3" if word == "dropout" else ""
    return f"dropout-lab run {word}={name}{more} --dry-run"


NO_TEXT = ("# @package", "# yaml-language-server")
"""Beginnings of lines that are for Hydra and for editors."""


def _files(group: str) -> dict[str, Path]:
    return {file.stem: file for file in sorted((bundled("conf") / group).glob("*.yaml"))}


def _facts(name: str) -> dict[str, str]:
    """Return what is known of a dropout, and the docstring of its layer; nothing of a user's own."""
    from dropout_lab.dropout import LAYERS, facts_of

    if name not in LAYERS.names():
        return {}
    facts, layer = facts_of(name), LAYERS.get(name)
    doc = sys.modules[layer.__module__].__doc__ or layer.__doc__ or ""
    about = {key: str(getattr(facts, key) or "") for key in ("summary", "paper", "family", "cost", "needs")}
    kept = {key: said for key, said in about.items() if said}
    return {**kept, "about": inspect.cleandoc(doc)}
