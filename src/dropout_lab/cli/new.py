"""`dropout-lab new`: a file to begin with."""

import keyword
import re
from pathlib import Path
from typing import Annotated

import typer

from dropout_lab.cli.say import say
from dropout_lab.errors import ConfigError
from dropout_lab.foreign import is_free_name

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

    path = _free(Path(f"{_checked(name)}.py"))
    words = "".join(part.capitalize() for part in name.split("_"))
    create(path, new_layer(name, words).encode())
    say(
        f"wrote {path}: leaky dropout in 20 lines, to be changed into yours",
        f"next: dropout-lab check-layer {name}:{words}",
        f"then: dropout-lab run dropout.layer={name}:{words} dropout.leak=0.1 dataset=digits seeds=2",
    )


@new.command()
def experiment(
    name: Annotated[str, typer.Argument(help="Of the file and of the results, such as my_question.")],
) -> None:
    """Write experiments/NAME.yaml, a small question that runs as it is, to be changed into yours."""
    from dropout_lab.config.template import new_experiment
    from dropout_lab.files import create

    path = _free(Path("experiments") / f"{_question(name)}.yaml")
    text = new_experiment(name, path.parent)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path.parent}: cannot be made a folder ({error.strerror})") from None
    create(path, text.encode())
    say(
        f"wrote {path}: with dropout against without, on 8x8 digits, to be changed into your question",
        f"next: dropout-lab run experiment={name} --dry-run",
        f"then: dropout-lab run experiment={name}",
    )


def _plain_name(name: str) -> str:
    """Return the nearest name of small letters, digits and ``_``; empty where there is none.

    >>> _plain_name("Dropout-Adam?"), _plain_name("../x"), _plain_name("2nd try"), _plain_name("图")
    ('dropout_adam', 'x', 'nd_try', '')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
    return "" if keyword.iskeyword(plain) else plain


def _question(name: str) -> str:
    """Return a name that an experiment can have, and that none has.

    Raises:
        ConfigError: it is none, or there is one.
    """
    from dropout_lab.config_files import experiment_files

    if not re.fullmatch("[a-z][a-z0-9_]{0,79}", name):
        raise ConfigError(
            f"new experiment {name}: should be a name of small letters, digits and _, such as "
            f"{_plain_name(name) or 'my_question'}"
        )
    if not is_free_name(name):
        raise ConfigError(
            f"new experiment {name}: is the name of a file or folder in results/; choose another"
        )
    if name in experiment_files() and not (Path("experiments") / f"{name}.yaml").exists():
        raise ConfigError(f"new experiment {name}: is an experiment that there is; choose another name")
    return name


def _free(path: Path) -> Path:
    """Return a path where nothing stands.

    Raises:
        ConfigError: something does.
    """
    if path.exists() or path.is_symlink():
        raise ConfigError(f"{path}: is there already, and nothing is overwritten; choose another name")
    return path


def _checked(name: str) -> str:
    """Return a name that a Python file and a dropout can have.

    Raises:
        ConfigError: it is none, or another module's or dropout's.
    """
    from importlib.util import find_spec

    from dropout_lab.dropout import LAYERS

    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ConfigError(
            f"new layer {name}: should be a name of small letters, digits and _, such as "
            f"{_plain_name(name) or 'my_layer'}"
        )
    if name in LAYERS.names():
        raise ConfigError(f"new layer {name}: is a dropout that there is; choose another name")
    if not Path(f"{name}.py").exists() and find_spec(name) is not None:
        raise ConfigError(f"new layer {name}: is a Python module that there is; choose another name")
    return name
