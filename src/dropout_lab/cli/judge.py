"""`dropout-lab judge`: the statistics and the verdict alone, for runs trained elsewhere."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropout_lab.errors import ConfigError
from dropout_lab.metrics import DEFAULT_METRIC

if TYPE_CHECKING:  # pandas and SciPy wait until there is something to judge
    from dropout_lab.judging import Published


class Better(StrEnum):
    """A metric's good direction."""

    HIGHER = "higher"
    LOWER = "lower"


def judge(
    file: Annotated[Path, typer.Argument(help="A CSV or Parquet file; a row is a run.")],
    treatment: Annotated[str, typer.Option(help="The one variant.")],
    control: Annotated[str, typer.Option(help="The other variant.")],
    variant: Annotated[str, typer.Option(help="The column that names the variant.")] = "variant",
    seed: Annotated[str, typer.Option(help="The column of the seed: rows pair by it.")] = "seed",
    metric: Annotated[
        str, typer.Option(help="The column to compare; an accuracy is a fraction.")
    ] = DEFAULT_METRIC,
    unit: Annotated[
        float | None,
        typer.Option(help="The metric's resolution: 1 / number of test images. An accuracy's: 0.0001."),
    ] = None,
    margin: Annotated[
        float | None, typer.Option(help="The smallest difference that matters. An accuracy's: 0.001.")
    ] = None,
    better: Annotated[
        Better | None, typer.Option(help="Which way is better, where the metric's name does not say it.")
    ] = None,
    claim: Annotated[
        float | None, typer.Option(help="A published difference, as a fraction: 0.057 is 5.7 points.")
    ] = None,
    tolerance: Annotated[
        float | None, typer.Option(help="How near the published number counts, else 0.005.")
    ] = None,
    claim_runs: Annotated[
        int | None, typer.Option(help="Runs behind it, else 1; 0: said of the recipe itself.")
    ] = None,
    claim_decimals: Annotated[
        int | None, typer.Option(help="Decimals of the published fraction, else as written here.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write this folder: a page, tables, the verdict.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Judge anybody's table of runs, paired by seed, and a published difference with it; trains nothing."""
    published = _published(claim, tolerance, claim_runs, claim_decimals)
    from dropout_lab.judging import Roles, Scale, judge_table

    roles, scale = (
        Roles(variant, seed, metric),
        Scale(unit, margin, None if better is None else better is Better.HIGHER),
    )
    found = judge_table(file, treatment, control, roles=roles, scale=scale, published=published)
    if report is not None:
        from dropout_lab.publication import write_judgement

        write_judgement(report, found, file.name)
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        typer.echo(json.dumps(found.as_object(), allow_nan=False))
    else:
        from dropout_lab.cli.terminal import print_comparisons

        print_comparisons(found.table)
        typer.echo("\n" + "\n".join(found.sentences))
    if report is not None:
        typer.echo(f"page: {report}/report.html (as text: {report}/README.md)", err=True)


def _published(
    value: float | None, tolerance: float | None, runs: int | None, decimals: int | None
) -> "Published | None":
    given = {"--tolerance": tolerance, "--claim-runs": runs, "--claim-decimals": decimals}
    if value is None:
        alone = [key for key, entry in given.items() if entry is not None]
        if alone:
            raise ConfigError(f"{alone[0]}: says something of a claim; give --claim too")
        return None
    from dropout_lab.judging import Published

    return Published(
        value,
        0.005 if tolerance is None else tolerance,
        1 if runs is None else runs or None,
        decimals,
    )
