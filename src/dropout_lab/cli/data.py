"""`dropout-lab data`: fetch data sets before they are needed."""

from pathlib import Path
from typing import Annotated

import typer

from dropout_lab.cli.say import say
from dropout_lab.datasets import dataset_names

data = typer.Typer(help="Data sets: fetch and verify them.", no_args_is_help=True)


@data.callback()
def verbs() -> None:
    """Data sets: fetch and verify them."""


@data.command()
def fetch(
    name: Annotated[str, typer.Argument(help=f"Which: {', '.join(dataset_names())}.")] = "mnist",
    cache_dir: Annotated[Path | None, typer.Option(help="Where the files go.")] = None,
) -> None:
    """Download a data set where it is not cached, and verify its SHA-256."""
    from dropout_lab.data import load
    from dropout_lab.datasets import facts_of
    from dropout_lab.recipe import Dataset

    examples = facts_of(name).nouns.examples.en
    arrays = load(Dataset.model_validate({"name": name}), cache_dir)
    n_train, n_test = len(arrays.train_labels), len(arrays.test_labels)
    say(f"{name}: {n_train:,} training and {n_test:,} test {examples}, verified")
