"""What a run or a report says of its results in the terminal."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dropout_lab.cli.places import Places
from dropout_lab.cli.say import say, say_object
from dropout_lab.errors import DropoutLabError
from dropout_lab.headline import written_headline
from dropout_lab.results_folder import PUBLISHED, is_results_folder, local, read_provenance

if TYPE_CHECKING:  # pandas takes half a second, and not every verb needs it
    from dropout_lab.language import Words
    from dropout_lab.publication import Written

SUMMARY_LEFT_OUT = ("ece", "gap", "train", "seconds", "diverged", "failed")
COMPARISON_LEFT_OUT = ("metric", "interval", "crossed", "p", "chance", "correlation", "settle")
"""Columns without which a table fits a terminal; the results folder has them all."""


def print_outcome(
    written: "Written", typed: Sequence[str], places: Places, words: "Words", *, as_json: bool
) -> None:
    """Print tables, ledger, published and yours, answer, page and what to type next.

    Args:
        written: the folder of results.
        typed: words of the command that asked.
        places: where runs and results are.
        words: the language.
        as_json: one object on stdout instead, in English.
    """
    analysis = written.analysis
    if written.index_trouble:
        say(f"dropout-lab: {written.index_trouble}", err=True)
    if as_json:
        say_object(as_object(written))
        return
    from dropout_lab.cli.next_step import next_step
    from dropout_lab.cli.terminal import print_drawn, print_folded
    from dropout_lab.language import answer, headline, ledger_line, notes
    from dropout_lab.tables import comparison_table, results_table

    say("")
    asked = analysis.experiment.question_in(words.language)
    print_drawn(asked, results_table(analysis).without(*SUMMARY_LEFT_OUT), words)
    if not analysis.comparisons.empty:
        say("")
        compared = comparison_table(analysis.comparisons).without(*COMPARISON_LEFT_OUT)
        how = words("terminal.how.seed")
        print_drawn(words("terminal.compared_how", how=how), compared, words)
    say("")
    for note in notes(analysis, words):
        print_folded(words("terminal.note", said=note), 2)
    print_folded(f"{ledger_line(analysis, words)}{words('page.stop')}", 2)
    _print_published_and_yours(written, words)
    print_folded(f"\n{headline(analysis, words).text}")
    print_folded(words("terminal.exactly", said=answer(analysis, words)), 2)
    print_also_asked(read_provenance(written.folder), words)
    name = analysis.experiment.name
    there = written.folder in (places.results / name, local(places.results) / name)
    see = places.look("report", name if there else str(written.folder), "--open")
    say(words("terminal.page", page=written.page, command=see))
    for line in next_step(analysis, typed, places, words):
        print_folded(line, 2)


def print_also_asked(known: Mapping[str, Any], words: "Words") -> None:
    """Print the answers of the experiments that ask the same.

    Args:
        known: provenance of a results folder.
        words: the language.
    """
    from dropout_lab.cli.terminal import print_folded

    others = known.get("also_asked")
    for name, other in others.items() if isinstance(others, dict) else ():
        if isinstance(other, dict) and (told := written_headline(other, words.language)):
            print_folded(words("terminal.see", name=name, said=told.text), 2)


def as_object(written: "Written") -> dict[str, object]:
    """Return what ``--json`` prints: fractions and nats, an absent number is null."""
    from dropout_lab.language import answer, claim_object, headline, ledger_line, notes
    from dropout_lab.tables import written_comparisons

    analysis = written.analysis
    comparisons, said = written_comparisons(analysis.comparisons), headline(analysis)
    return {
        "experiment": analysis.experiment.name,
        "question": analysis.experiment.question,
        "seeds": list(analysis.seeds),
        **said.as_object(),
        "answer": answer(analysis),
        "ledger": ledger_line(analysis),
        "notes": list(notes(analysis)),
        "summary": json.loads(analysis.summary.to_json(orient="records", double_precision=12)),
        "comparisons": json.loads(comparisons.to_json(orient="records", double_precision=12)),
        "claims": [claim_object(claim).model_dump(mode="json") for claim in analysis.claims],
        "folder": str(written.folder),
    }


def _print_published_and_yours(written: "Written", words: "Words") -> None:
    """Set the committed results of the same experiment beside these, where there are any."""
    from dropout_lab.cli.terminal import print_folded
    from dropout_lab.evidence import agreement, analyse
    from dropout_lab.language import agreement_lines
    from dropout_lab.results_folder import read_experiment, read_results

    folder = PUBLISHED / written.analysis.experiment.name
    if is_results_folder(folder) and folder != written.folder:
        say("")
        try:
            experiment, seeds = read_experiment(folder)
            published = analyse(experiment, read_results(folder), seeds)
        except DropoutLabError as error:  # hides nothing of what was just found
            say(f"dropout-lab: {error}", err=True)
            return
        for line in agreement_lines(agreement(published, written.analysis), words):
            print_folded(line, 2)
