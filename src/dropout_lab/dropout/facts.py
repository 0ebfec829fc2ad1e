"""What people ask of a dropout before they take it, read from its file: no backend is loaded.

The docstring of a file of `layers/` has a headline, ``Name: one sentence.``; the equation; then lines that
begin with a word of `LABELS` and a colon, each up to the next such line or blank one; and remarks.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from dropout_lab.canonical import Part
from dropout_lab.choices import name_of
from dropout_lab.dropout.base import Dropout, Family
from dropout_lab.dropout.registry import LAYERS

LABELS = ("Moments", "Inference", "Cost", "Needs", "Source")
"""Sections of a docstring. Cost: of a training step, beside one pass with one product a layer."""

LABEL = re.compile(rf"({'|'.join(LABELS)})([^:,.]*): (.*)")
REFERENCE = re.compile(r"([^(;]*?),? \((\d{4})\)")
ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})")

FAMILIES: dict[Family, str] = {
    "units": "noise on the units of a layer",
    "products": "noise on the weights of the next layer, or on what they give",
    "shared": "noise that a whole batch shares",
    "structured": "noise on units that belong together",
    "adaptive": "noise whose strength is learned, or depends on the activations",
    "scheduled": "rates that change while training",
    "passes": "several passes a step",
    "gradients": "noise on gradients",
}
"""What the dropouts of a family have in common."""

BESIDE = {
    "before": "the layer before it",
    "after": "the layer after it",
    "examples": "the examples' places in the training set",
    "progress": "the step of the training",
    "n_train": "the number of training examples",
    "shape": "the shape of an example",
    "layout": "the shape of the maps at the site",
}
"""Facts of a `Site` that only a whole net or its training knows, and what they are."""


@dataclass
class Facts:
    """A dropout as its file describes it.

    Attributes:
        name: of the file.
        family: where it stands among the others; None: the control.
        title: what people call it.
        summary: what it does, a sentence without its full stop.
        equation: lines of the equation, as they stand.
        sections: by a word of `LABELS`; what follows the word before the colon is in `of`.
        of: such as ``of the multiplier``, by the same word.
        remarks: other paragraphs, each one line.
        needed: facts of its site, or an activation, that its class says it needs.
    """

    name: str
    family: Family | None
    title: str
    summary: str
    equation: str
    sections: dict[str, str] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    needed: tuple[str, ...] = ()

    @property
    def paper(self) -> str:
        """Return the first reference of the source in short, such as ``Wang and Manning 2013``."""
        return short_reference(self.sections.get("Source", ""))

    @property
    def cost(self) -> str:
        """Return what a training step costs beside one pass with one product a layer."""
        return self.sections.get("Cost", "").rstrip(".")

    @property
    def needs(self) -> str:
        """Return what it needs beside a net with hidden layers; empty: nothing."""
        said = self.sections.get("Needs", "").rstrip(".")
        return "; ".join(filter(None, (said, *self.needed)))


def facts_of(name: str) -> Facts:
    """Read the facts of a dropout from its file.

    Args:
        name: of a file of `layers/`.

    Raises:
        ConfigError: no such name.
    """
    kind = LAYERS.get(name)
    facts = described(name, docstring(kind))
    facts.family, facts.needed = kind.family, tuple(_needed(kind))
    return facts


def described(name: str, text: str) -> Facts:
    """Read the facts of a docstring of this form.

    Args:
        name: of the file.
        text: its docstring.
    """
    first, *others = paragraphs(text)
    equation, *others = others or [[]]
    title, _, summary = " ".join(first).rstrip(".").partition(": ")
    facts = Facts(name, None, title, summary or title, "\n".join(equation))
    for lines in others:
        label = None
        for line in lines:
            found = LABEL.fullmatch(line)
            if found:
                label, facts.of[found[1]], facts.sections[found[1]] = found[1], found[2].strip(), found[3]
            elif label:
                facts.sections[label] += f" {line}"
            elif line is lines[0]:
                facts.remarks.append(line)
            else:
                facts.remarks[-1] += f" {line}"
    return facts


def docstring(kind: type[Part]) -> str:
    """Return the docstring of the file in which a class stands."""
    return inspect.cleandoc(sys.modules[kind.__module__].__doc__ or "")


def paragraphs(text: str) -> list[list[str]]:
    """Return what stands between blank lines, each as its lines."""
    return [part.splitlines() for part in re.split(r"\n\s*\n", text)]


def short_reference(source: str) -> str:
    """Return the first reference of a text in short.

    >>> short_reference("Kang, Li and Tao (2016), AAAI, and (2018)"), short_reference("Graves (2011), NIPS.")
    ('Kang et al. 2016', 'Graves 2011')
    """
    found = REFERENCE.match(source)
    if not found:
        return re.split(r"[,;.] ", source)[0].rstrip(".")
    authors = [author for author in re.split(r", and |, | and ", found[1]) if author]
    named = " and ".join(authors) if len(authors) < 3 else f"{authors[0]} et al."
    return f"{named} {found[2]}"


def families() -> list[tuple[Family, list[Facts]]]:
    """Return all dropouts but the control in families, in the order in which people read of them."""
    known = [facts_of(name) for name in LAYERS.names()]
    grouped = [(family, [facts for facts in known if facts.family == family]) for family in get_args(Family)]
    return [(family, members) for family, members in grouped if members]


def _needed(kind: type[Dropout]) -> Iterator[str]:
    """Yield what a class says that it needs: facts of its site, an activation."""
    yield from (BESIDE[fact] for fact in kind.needs)
    example: Any = kind.model_validate({"name": name_of(kind), **kind.example})
    if example.advice("relu") and not example.advice("selu"):
        yield "selu units"
