"""`dropout-lab data`: fetch data sets before they are needed."""

from pathlib import Path
from typing import Annotated

import typer

data = typer.Typer(help="Data sets: fetch and verify them.", no_args_is_help=True)


@data.callback()
def verbs() -> None:
    """Data sets: fetch and verify them."""


@data.command()
def fetch(
    name: Annotated[str, typer.Argument(help="mnist, fashion_mnist or digits.")] = "mnist",
    cache_dir: Annotated[Path | None, typer.Option(help="Where the files go.")] = None,
) -> None:
    """Download a data set where it is not cached, and verify its SHA-256."""
    from dropout_lab.data import load
    from dropout_lab.errors import DataError, unknown_name
    from dropout_lab.recipe import DATASETS, Dataset

    if name not in DATASETS:
        raise DataError(unknown_name("data fetch", name, "data set", DATASETS))
    images = load(Dataset.model_validate({"name": name}), cache_dir)
    typer.echo(
        f"{name}: {len(images.train_images):,} training and {len(images.test_images):,} test images, verified"
    )
