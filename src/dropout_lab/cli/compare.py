"""`dropout-lab compare`: any two stored variants, experiments or sweeps, paired by seed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dropout_lab.cli.completion import complete_experiments
from dropout_lab.cli.look import RESULTS, ResultsOption, StoreOption, say_folder, store_in
from dropout_lab.cli.say import say_object
from dropout_lab.cli.spoken import Language, LanguageOption
from dropout_lab.headline import UNANSWERED
from dropout_lab.metrics import DEFAULT_METRIC

if TYPE_CHECKING:  # it comes with pandas
    from dropout_lab.evidence import Find, Kept


def compare(
    treatment: Annotated[
        str,
        typer.Argument(
            help="EXPERIMENT/VARIANT, or an experiment or sweep.", autocompletion=complete_experiments
        ),
    ],
    control: Annotated[str, typer.Argument(help="Likewise. Left out: all that the experiment planned.")] = "",
    metric: Annotated[str, typer.Option(help="What is compared where no plan says it.")] = DEFAULT_METRIC,
    store: StoreOption = None,
    results: ResultsOption = RESULTS,
    language: LanguageOption = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Compare two variants, experiments or sweeps, treatment first; trains nothing.

    They are read from the store, else from results/. What no plan named is exploratory, without a decision.
    """
    from dropout_lab.cli.terminal import print_comparisons, print_folded
    from dropout_lab.evidence import explore
    from dropout_lab.language import explored_headline, explored_notes, explored_sentences

    found = explore(_finder(store_in(results, store), results), treatment, control or None, metric=metric)
    words = language.words
    for note in explored_notes(found, words):
        print_folded(words("terminal.note", said=note), 2, err=True)
    if as_json:
        told = explored_headline(found)
        from dropout_lab.tables import written_comparisons

        rows = json.loads(written_comparisons(found.frame).to_json(orient="records", double_precision=15))
        answered = told.as_object() if told else UNANSWERED
        say_object({**answered, "comparisons": rows, "sentences": list(explored_sentences(found))})
        return
    from dropout_lab.tables import comparison_table

    print_comparisons(comparison_table(found.frame), words)
    told = explored_headline(found, words)
    print_folded("\n" + "\n".join([*([told.text] if told else []), *explored_sentences(found, words)]))


def _finder(store: Path, results: Path) -> "Find":
    """Return what finds an experiment by its name, and says where it is not from the store."""
    from dropout_lab.results_folder import find_kept

    def find(name: str, variants: frozenset[str] | None) -> "Kept":
        kept, folder = find_kept(store, name, variants, asked_as="compare", results=results)
        if folder is not None:
            say_folder(folder, store)
        return kept

    return find
