"""`dropout-lab check-layer`: the laws of our own dropouts on anybody's."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropout_lab.cli.look import JsonOption
from dropout_lab.cli.say import say, say_object
from dropout_lab.errors import ConfigError

if TYPE_CHECKING:  # it comes with a backend
    from dropout_lab.laws import Ruling

BROKEN = 1
"""Exit code where a law does not stand."""


def check_layer(
    layer: Annotated[str, typer.Argument(help="MODULE:CLASS of your own, or the name of a dropout.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(help="Parameters of it, such as sigma=0.3.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Try the laws of our own dropouts on yours, each in a line with its number; exit code 1: one is broken.

    A law that the class names in `breaks`, with the reason, is expected to be broken.
    """
    from dropout_lab.dropout import LAYERS, source_sha256
    from dropout_lab.engines import load_engine
    from dropout_lab.laws import rulings, subject_of
    from dropout_lab.recipe import engine_choice

    given, found = _parsed(parameters or []), list["Ruling"]()
    (source_sha256 if ":" in layer else LAYERS.get)(layer)  # before a backend takes its seconds
    with _compiled_code_silent():
        load_engine(engine_choice())
        for ruling in rulings(subject_of(layer, given), given):
            found.append(ruling)
            if not as_json:
                _print(ruling)
    if as_json:
        say_object({"layer": layer, "laws": [ruling._asdict() for ruling in found]})
    else:
        _print_sum(layer, found)
    if not all(ruling.stands for ruling in found):
        raise typer.Exit(BROKEN)


@contextmanager
def _compiled_code_silent() -> Iterator[None]:
    """Let nobody write to the number of stderr in a block: TensorFlow greets there, unasked."""
    kept, nothing = os.dup(STDERR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, STDERR)
    try:
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nothing)


STDERR = 2


def _parsed(words: Sequence[str]) -> dict[str, Any]:
    """Return parameters as they would be read after `run`."""
    found = dict[str, Any]()
    for word in words:
        key, equals, value = word.removeprefix("dropout.").partition("=")
        if not (key.isidentifier() and equals):
            raise ConfigError(f"{word}: should be a parameter of the layer, such as sigma=0.3")
        if key in ("rate", "input_rate"):
            raise ConfigError(f"{word}: the laws are tried at several rates; leave it out")
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found


def _print(ruling: "Ruling") -> None:
    """Print one law: what stands, its name, the number, and the reason where it is declared to be broken."""
    from dropout_lab.cli.terminal import print_folded

    told = f"; declared: {ruling.declared}" if ruling.declared else ""
    print_folded(f"{ruling.outcome:9} {ruling.law}: {ruling.measured}{told}", INDENT)


INDENT = 10
"""Blanks under which a line goes on."""


def _print_sum(layer: str, found: "Sequence[Ruling]") -> None:
    """Print how many laws stand, the broken ones by name, and what comes next."""
    from dropout_lab.cli.terminal import print_folded

    counts = Counter[str](ruling.outcome for ruling in found)
    kept = f"{counts['kept']} laws kept, {counts['declared']} broken as declared"
    fallen = {
        "BROKEN": "broken and not declared in `breaks`",
        "unbroken": "declared in `breaks`, and kept or not asked",
    }
    said = [
        f"{what}: {', '.join(ruling.law for ruling in found if ruling.outcome == outcome)}"
        for outcome, what in fallen.items()
        if counts[outcome]
    ]
    print_folded("; ".join([f"{layer}: {kept}", *said]))
    if not said:
        key = "dropout.layer" if ":" in layer else "dropout"
        say(f"next: dropout-lab run {key}={layer} dataset=digits seeds=2")
