"""`dropout-lab check-layer`: the laws of our own dropouts on anybody's."""

import json
import os
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropout_lab.cli.look import JsonOption
from dropout_lab.cli.say import say_object
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
    from dropout_lab.engines import load_engine
    from dropout_lab.laws import rulings, subject_of, try_methods
    from dropout_lab.recipe import engine_choice

    given, found = _parsed(parameters or []), list["Ruling"]()
    _refuse_unknown(layer)  # before a backend takes its seconds
    with _compiled_code_silent():
        load_engine(engine_choice())
        subject = subject_of(layer, given)
        try_methods(subject)
        for ruling in rulings(subject, given):
            if not as_json:
                _print(ruling, found)
            found.append(ruling)
    if as_json:
        say_object({"layer": layer, "laws": [ruling._asdict() for ruling in found]})
    else:
        _print_sum(layer, found)
        _print_what_is_next(layer, parameters or [], all(ruling.stands for ruling in found))
    if not all(ruling.stands for ruling in found):
        raise typer.Exit(BROKEN)


def _refuse_unknown(layer: str) -> None:
    """Refuse a dropout that there is not.

    Raises:
        ConfigError: no such class or dropout, or the name of a file, whose classes are then named.
    """
    from dropout_lab.dropout import LAYERS, classes_in, module_of, source_sha256

    path = Path(f"{layer.removesuffix('.py')}.py")
    if ":" in layer:
        source_sha256(layer)
    elif layer not in LAYERS.names() and path.is_file():
        named = " or ".join(classes_in(path)) or f"{module_of(path)}:CLASS"
        raise ConfigError(f"{layer}: is a file; name its class too: {named}")
    elif layer not in LAYERS.names():
        try:
            LAYERS.get(layer)
        except ConfigError as error:
            raise ConfigError(
                f"{str(error).rstrip('.')}; a class of your own is named module:Class"
            ) from None


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


def _print(ruling: "Ruling", before: "Sequence[Ruling]") -> None:
    """Print one law: what stands, its name, the number, and the reason where it is declared to be broken.

    An error that a law before has met is not said again.
    """
    from dropout_lab.cli.terminal import print_folded

    told = f"; declared: {ruling.declared}" if ruling.declared else ""
    first = next((one for one in before if one.raised and one.measured == ruling.measured), None)
    measured = f"the error that stands at: {first.law}" if first else ruling.measured
    print_folded(f"{ruling.outcome:9} {ruling.law}: {measured}{told}", INDENT)


INDENT = 10
"""Blanks under which a line goes on."""


def _print_sum(layer: str, found: "Sequence[Ruling]") -> None:
    """Print what +- means, how many laws stand, and the broken ones by name."""
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
    print_folded("a +- b: a mean and its standard error; laws allow five of them")
    print_folded("; ".join([f"{layer}: {kept}", *said]))


def _print_what_is_next(layer: str, parameters: Sequence[str], stands: bool) -> None:
    """Print that a class has no name of its own, and the command that comes next."""
    from dropout_lab.choices import name_of
    from dropout_lab.cli.terminal import print_folded
    from dropout_lab.dropout import own_class

    is_own = ":" in layer
    if is_own and not name_of(own_class(layer)):
        word = layer.rpartition(":")[2]
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()
        print_folded(
            f"note: {word} has no name of its own, so that plan, tables and page call it {word}; "
            f'give it one: name: Literal["{name}"]'
        )
    if not stands:
        again = shlex.join(["dropout-lab", "check-layer", layer, *parameters])
        print_folded(
            f"next: mend the file, or declare in `breaks` what it breaks by definition, then {again}"
        )
        return
    keys = [f"dropout.{word.removeprefix('dropout.')}" for word in parameters]
    words = [f"{'dropout.layer' if is_own else 'dropout'}={layer}", *keys, "dataset=digits", "seeds=2"]
    print_folded(f"next: {shlex.join(['dropout-lab', 'run', *words])}")
