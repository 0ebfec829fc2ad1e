"""`dropout-lab report`: a results folder anew from what the store holds, training nothing."""

from pathlib import Path
from typing import Annotated

import typer

from dropout_lab.cli.look import STORE
from dropout_lab.errors import ConfigError


def report(
    experiment: Annotated[
        str, typer.Argument(help="A campaign of the store; dropout-lab status names them.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All campaigns of the store.")] = False,
    publish: Annotated[
        bool, typer.Option(help="Write results/NAME: only a whole, unaltered experiment.")
    ] = False,
    store: Annotated[Path, typer.Option(help="The database of runs.")] = STORE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a campaign on stdout.")] = False,
) -> None:
    """Write a campaign's tables and figures anew; a half-finished one shows what is there."""
    from dropout_lab.cli.outcome import print_outcome, print_published_and_yours, write_campaign
    from dropout_lab.store import Store

    if bool(experiment) == every:
        raise ConfigError("report: name one campaign, or give --all; dropout-lab status names them")
    names = [experiment]
    if every:
        with Store.open(store, write=False) as opened:
            names = sorted({row.name for row in opened.campaigns()})
        if not names:
            typer.echo(f"No campaign in {store}. next: dropout-lab run experiment=quickstart")
    for name in names:
        written = write_campaign(store, name, publish=publish)
        print_outcome(written, as_json=as_json)
        if not as_json:
            print_published_and_yours(written)
