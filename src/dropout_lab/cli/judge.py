"""`dropout-lab judge`: the statistics and the verdict alone, for runs trained elsewhere."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dropout_lab.cli.judge_words import better_typed, number_typed, refuse_others
from dropout_lab.cli.say import say, say_object
from dropout_lab.cli.spoken import VARIABLE, Language
from dropout_lab.errors import ConfigError, DropoutLabError, TableError
from dropout_lab.metrics import DEFAULT_METRIC

if TYPE_CHECKING:  # pandas and SciPy wait until there is something to judge
    from dropout_lab.errors import Option
    from dropout_lab.judging import Judgement, Published, Request
    from dropout_lab.language import Words

Text = str | None
Names = list[str] | None


def _said(panel: str, *names: str, like: str = " ", text: str) -> Any:
    """Declare an option under its heading; `like` stands for what it takes."""
    return typer.Option(*names, help=text, metavar=like, rich_help_panel=panel, show_default=False)


def judge(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(help="A table (CSV, JSON, Parquet); - is stdin.", rich_help_panel="File"),
    ],
    *,
    variant: Annotated[
        str, _said("Columns", like="COLUMN", text="Names the variant, else variant; a,b: together.")
    ] = "variant",
    seed: Annotated[
        str, _said("Columns", like="COLUMN", text="What rows pair by, else seed; dataset,seed: together.")
    ] = "seed",
    metric: Annotated[
        Text, _said("Columns", like="COLUMN", text=f"What is compared, else {DEFAULT_METRIC}.")
    ] = None,
    ignore: Annotated[
        Names, _said("Columns", like="COLUMN", text="May vary inside a variant; repeat.")
    ] = None,
    wide: Annotated[bool, _said("Columns", "--wide", text="A column is a variant, or a seed.")] = False,
    where: Annotated[Names, _said("Rows", like="COLUMN=VALUE[,VALUE]", text="Rows to keep; repeat.")] = None,
    at: Annotated[
        Text, _said("Rows", like="last|first|COLUMN=VALUE", text="Which row of a run counts.")
    ] = None,
    by: Annotated[Text, _said("Rows", like="COLUMN", text="A line for each value, one over all.")] = None,
    treatment: Annotated[
        Names, _said("Question", like="VARIANT", text="Compare it; repeat it, or all.")
    ] = None,
    control: Annotated[Text, _said("Question", like="VARIANT", text="With this one.")] = None,
    better: Annotated[
        Text, _said("Question", like="higher|lower", text="What is good, else by its name.")
    ] = None,
    margin: Annotated[
        Text, _said("Question", like="X", text="Smallest difference that matters (TOST at 2.5 % a side).")
    ] = None,
    unit: Annotated[Text, _said("Question", like="X", text="Resolution, 1 / number of images.")] = None,
    percent: Annotated[bool, _said("Question", "--percent", text="The metric is in percent.")] = False,
    fraction: Annotated[bool, _said("Question", "--fraction", text="It is not, however it looks.")] = False,
    paired: Annotated[bool, _said("Question", "--paired", text="By seed, however few of them pair.")] = False,
    unpaired: Annotated[bool, _said("Question", "--unpaired", text="As two groups of runs (Welch).")] = False,
    ranks: Annotated[bool, _said("Question", "--ranks", text="Rank all of them, too.")] = False,
    claim: Annotated[Text, _said("Question", like="X", text="A published difference.")] = None,
    tolerance: Annotated[Text, _said("Question", like="X", text="How near counts, else 0.005.")] = None,
    claim_runs: Annotated[Text, _said("Question", like="N", text="Runs behind it, else 1; 0: none.")] = None,
    claim_decimals: Annotated[
        Text, _said("Question", like="N", text="Its decimals, else as written.")
    ] = None,
    report: Annotated[
        Path | None, _said("Output", like="FOLDER", text="Write a page and tables, too.")
    ] = None,
    language: Annotated[
        Language,
        typer.Option(
            "--language",
            envvar=VARIABLE,
            help="Of what is said.",
            rich_help_panel="Output",
            show_default=False,
        ),
    ] = Language.EN,
    as_json: Annotated[bool, _said("Output", "--json", text="One JSON object on stdout.")] = False,
) -> None:
    """Judge anybody's table of runs, and a published difference with it; trains nothing (docs/judge.md)."""
    refuse_others(context.args)
    higher, numbers = better_typed(better), {"margin": margin, "unit": unit}
    published = _published(claim, tolerance, claim_runs, claim_decimals)
    read = {name: number_typed(name, text, float) for name, text in numbers.items()}
    from dropout_lab.judging import Request

    if not treatment or control is None:
        raise _unasked(file, variant, treatment, control)
    pairs = _one_of("paired", paired, "unpaired", unpaired)
    request = Request(
        treatments=tuple(treatment),
        control=control,
        variant=variant,
        seed=seed,
        metric=metric,
        ignore=tuple(ignore or ()),
        where=tuple(where or ()),
        at=at,
        by=by,
        wide=wide,
        higher_is_better=higher,
        margin=read["margin"],
        unit=read["unit"],
        percent=_one_of("percent", percent, "fraction", fraction),
        pairing=None if pairs is None else "paired" if pairs else "unpaired",
        ranks=ranks,
        published=published,
    )
    found = _judged(file, request)
    if report is not None:
        from dropout_lab.publication import write_judgement

        path = Path(file)
        name, inputs = ("standard input", ()) if file == "-" else (path.name, (path,))
        write_judgement(report, found, name, inputs)
    _print(found, as_json, language.words)
    if report is not None:
        say(f"page: {report}/report.html (as text: {report}/README.md)", err=True)


def _judged(file: str, request: "Request") -> "Judgement":
    """Judge a file; one of ours is held to its digest, and a table that an option would mend names it."""
    from dropout_lab.judging import judge_table
    from dropout_lab.results_folder import check_table, units_beside

    if file != "-":
        check_table(Path(file))
        request = replace(request, units=units_beside(Path(file)))
    try:
        return judge_table(file, request)
    except TableError as error:
        raise _to_paste(error) from None


def _unasked(file: str, variant: str, treatments: Names, control: Text) -> DropoutLabError:
    """Return the refusal of a question without its treatment or control, with the command to paste."""
    from dropout_lab.judging import unasked

    error = unasked(file, variant, treatments[0] if treatments else None, control)
    return _to_paste(error) if isinstance(error, TableError) else error


def _to_paste(error: TableError) -> TableError:
    """Return a refusal with the command that was typed and the option that would answer it."""
    return TableError(f"{error}; try: {_with(error.options[0])}") if error.options else error


def _print(found: "Judgement", as_json: bool, words: "Words") -> None:
    from dropout_lab.cli.terminal import print_comparisons, print_folded, print_ranks

    for note in dict.fromkeys(found.notes_in(words)):
        print_folded(words("terminal.note", said=note), 2, err=True)
    if as_json:
        say_object(found.as_object())
        return

    print_comparisons(found.table, words, found.how_in(words))
    if found.ranks:
        print_ranks(found.ranks, words)
    print_folded(f"\n{found.headline_in(words).text}")
    print_folded("\n".join(found.sentences_in(words)))


def _with(option: "Option") -> str:
    """Return the command that was typed with an option more; one that it replaces is left out."""
    opposite = {"unpaired": "--paired", "paired": "--unpaired"}.get(option.name)
    kept = [word for word in sys.argv[1:] if word != opposite]
    for each in (option, *option.beside):
        if each.name not in ("where", "ignore", "treatment"):  # those may be given again
            kept = _without(kept, each)
    return shlex.join(["dropout-lab", *kept, *option.words])


def _without(words: Sequence[str], option: "Option") -> list[str]:
    """Return the words of a command line without an option and its value."""
    kept, skip = list[str](), False
    for word in words:
        if skip:
            skip = False
        elif word == f"--{option.name}":
            skip = option.value is not None
        elif not word.startswith(f"--{option.name}="):
            kept.append(word)
    return kept


def _one_of(one: str, is_one: bool, other: str, is_other: bool) -> bool | None:
    """Return whether the one of two opposite flags is given; None: neither."""
    if is_one and is_other:
        raise ConfigError(f"--{one} and --{other}: choose one of them")
    return True if is_one else False if is_other else None


def _published(value: Text, tolerance: Text, runs: Text, decimals: Text) -> "Published | None":
    given = {"--tolerance": tolerance, "--claim-runs": runs, "--claim-decimals": decimals}
    if value is None:
        alone = [key for key, entry in given.items() if entry is not None]
        if alone:
            raise ConfigError(f"{alone[0]}: says something of a claim; give --claim too")
        return None
    from dropout_lab.judging import Published

    number_typed("claim", value, float)
    near = number_typed("tolerance", tolerance, float)
    n, digits = number_typed("claim-runs", runs, int), number_typed("claim-decimals", decimals, int)
    return Published.written(value, near, 1 if n is None else n or None, digits)
