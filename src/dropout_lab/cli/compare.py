"""`dropout-lab compare`: any two stored variants, experiments or sweeps, paired by seed."""

import json
from pathlib import Path
from typing import Annotated

import typer

from dropout_lab.cli.look import STORE
from dropout_lab.cli.say import say_object
from dropout_lab.metrics import DEFAULT_METRIC


def compare(
    treatment: Annotated[str, typer.Argument(help="EXPERIMENT/VARIANT, or an experiment or sweep.")],
    control: Annotated[str, typer.Argument(help="Likewise. Left out: all that the experiment planned.")] = "",
    metric: Annotated[str, typer.Option(help="What is compared where no plan says it.")] = DEFAULT_METRIC,
    store: Annotated[Path, typer.Option(help="The database of runs.")] = STORE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Compare two stored variants, experiments or sweeps, treatment first; trains nothing.

    What no plan named is exploratory: it gets an interval and no decision.
    """
    from dropout_lab.cli.terminal import print_comparisons, print_folded
    from dropout_lab.evidence import explore
    from dropout_lab.language import explored_notes, explored_sentences

    found = explore(store, treatment, control or None, metric=metric)
    for note in explored_notes(found):
        print_folded(f"note: {note}", 2, err=True)
    if as_json:
        from dropout_lab.tables import written_comparisons

        rows = json.loads(written_comparisons(found.frame).to_json(orient="records", double_precision=15))
        say_object({"comparisons": rows, "sentences": list(explored_sentences(found))})
        return
    from dropout_lab.tables import comparison_table

    print_comparisons(comparison_table(found.frame))
    print_folded("\n" + "\n".join(explored_sentences(found)))
