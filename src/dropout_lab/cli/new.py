"""`dropout-lab new`: a file to begin with."""

import keyword
import re
from pathlib import Path
from typing import Annotated

import typer

from dropout_lab.cli.say import say
from dropout_lab.errors import ConfigError

new = typer.Typer(help="Write a file to begin with.", no_args_is_help=True)


@new.callback()
def verbs() -> None:
    """Write a file to begin with."""


@new.command()
def layer(
    name: Annotated[str, typer.Argument(help="Of the file and of the dropout, such as my_layer.")],
) -> None:
    """Write NAME.py, a small dropout that runs as it is, to be changed into yours (docs/own-layer.md)."""
    from dropout_lab.files import create
    from dropout_lab.laws import new_layer

    path = Path(f"{_checked(name)}.py")
    words = "".join(part.capitalize() for part in name.split("_"))
    if path.exists():
        raise ConfigError(f"{path}: is there already, and nothing is overwritten; choose another name")
    create(path, new_layer(name, words).encode())
    say(
        f"wrote {path}: leaky dropout in 20 lines, to be changed into yours",
        f"next: dropout-lab check-layer {name}:{words}",
        f"then: dropout-lab run dropout.layer={name}:{words} dropout.leak=0.1 dataset=digits seeds=2",
    )


def _checked(name: str) -> str:
    """Return a name that a Python file and a dropout can have.

    Raises:
        ConfigError: it is none, or another module's or dropout's.
    """
    from importlib.util import find_spec

    from dropout_lab.dropout import LAYERS

    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ConfigError(
            f"new layer {name}: should be a name of small letters, digits and _, such as my_layer"
        )
    if name in LAYERS.names():
        raise ConfigError(f"new layer {name}: is a dropout that there is; choose another name")
    if not Path(f"{name}.py").exists() and find_spec(name) is not None:
        raise ConfigError(f"new layer {name}: is a Python module that there is; choose another name")
    return name
