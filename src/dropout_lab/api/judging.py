"""`dropout_lab.judge`: a table of runs trained anywhere; loads neither Dask nor a backend."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Literal

from dropout_lab import judging, publication
from dropout_lab.judging import Published, Request, judge_table
from dropout_lab.results_folder import check_table, units_beside


class Judgement(judging.Judgement):
    """What a table says, as `judge` returns it: a notebook shows the answer, the comparisons, a picture."""

    def _repr_html_(self) -> str:
        return publication.judgement_html(self)


Names = str | Iterable[object]


def judge(
    table: object,
    *,
    treatment: object,
    control: object,
    variant: Names = "variant",
    seed: Names = "seed",
    metric: str | None = None,
    wide: bool = False,
    ignore: Names = (),
    where: Mapping[str, object] | Names = (),
    at: str | None = None,
    by: str | None = None,
    higher_is_better: bool | None = None,
    margin: float | None = None,
    unit: float | None = None,
    percent: bool | None = None,
    pairing: Literal["paired", "unpaired"] | None = None,
    ranks: bool = False,
    claim: float | str | None = None,
    tolerance: float | None = None,
    claim_runs: int | None = 1,
    claim_decimals: int | None = None,
) -> Judgement:
    """Judge variants of a table by the rules of our own experiments; nothing is trained.

    Args:
        table: a frame (pandas, Polars, Arrow), a dict of columns, a list of dicts, or the path of a file; a
            row is a run.
        treatment: name of a variant (its text, where the column holds numbers), a list of several, or
            ``"all"``.
        control: name of the one that each is set against.
        variant: column that names the variant, or a list of columns that do together.
        seed: column of the seed, or a list; rows pair by it, never by position.
        metric: column to compare; None: ``test_accuracy``.
        wide: a column is a variant, or a seed.
        ignore: columns that may vary inside a variant as they like.
        where: rows to keep, as ``{"model": "mlp"}``, ``{"model": ["mlp", "cnn"]}`` or ``"model=mlp,cnn"``.
        at: of several rows a run ``"last"``, ``"first"`` or ``"epoch=20"``.
        by: column whose every value gets comparisons of its own, beside those over all.
        higher_is_better: the good direction; None: by the metric's name, where that is known.
        margin: smallest difference that matters, in the column's unit; None: 0.1 percentage points for an
            accuracy, else none.
        unit: the metric's resolution, in the column's unit; None: one of 10,000 for an accuracy, else the
            smallest step that the values show.
        percent: whether the column is in percent; None: by its cells.
        pairing: None: by seed, where enough seeds pair; unpaired: two groups of runs (Welch).
        ranks: whether variants are ranked too, by the intervals of all pairs.
        claim: a published difference, in the column's unit; a text keeps its zeros.
        tolerance: how near it counts; None: 0.005, in percent 0.5.
        claim_runs: runs behind it; None: said of the recipe itself.
        claim_decimals: decimals of the published number; None: those that `claim` has.

    Returns:
        ``word``, ``answer`` (word and sentence), ``decision``, ``verdict`` (None without a claim),
        ``sentences``, ``compared`` (the row of comparisons.csv), ``rows`` (of several), ``ranks``, ``judged``
        (the object of claims.json), ``frame``, ``seeds`` and ``notes``.

    Raises:
        ConfigError: a column, a variant or a number that cannot be.
        TableError: a table that cannot be read, or not be paired.
        ResultsError: a file of a folder of ours that is not as it was written.
    """
    units: Mapping[str, float] = {}
    if isinstance(table, str | Path) and table != "-":
        check_table(Path(table))
        units = units_beside(Path(table))
    found = judge_table(
        table,
        Request(
            treatments=tuple(map(str, _listed(treatment))),
            control=str(control),
            variant=",".join(map(str, _listed(variant))),
            seed=",".join(map(str, _listed(seed))),
            metric=_named(metric),
            ignore=tuple(map(str, _listed(ignore))),
            where=_conditions(where),
            at=_named(at),
            by=_named(by),
            wide=wide,
            higher_is_better=higher_is_better,
            margin=margin,
            unit=unit,
            units=units,
            percent=percent,
            pairing=pairing,
            ranks=ranks,
            published=_published(claim, tolerance, claim_runs, claim_decimals),
        ),
    )
    return Judgement(**{field.name: getattr(found, field.name) for field in fields(found)})


def _published(
    claim: float | str | None, tolerance: float | None, runs: int | None, decimals: int | None
) -> Published | None:
    if claim is None:
        return None
    if isinstance(claim, str):
        return Published.written(claim, tolerance, runs, decimals)
    return Published(claim, tolerance, runs, decimals)


def _conditions(where: Mapping[str, object] | Names) -> tuple[str | tuple[str, tuple[str, ...]], ...]:
    if isinstance(where, Mapping):
        return tuple((str(key), tuple(map(str, _listed(value)))) for key, value in where.items())
    return tuple(map(str, _listed(where)))


def _named(name: object) -> str | None:
    return None if name is None else str(name)


def _listed(names: object) -> tuple[object, ...]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        return (names,)
    return tuple(names)
