"""Judge a stranger's table as our own runs are: the same rows, the same decisions, the same verdict."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np

from dropout_lab.errors import ConfigError, TableError
from dropout_lab.evidence import (
    Compared,
    Judged,
    Rank,
    compare_unpaired,
    compare_values,
    judge_claim,
    plain_name,
    ranked,
    row_of,
)
from dropout_lab.experiment import Claim, Says, Source
from dropout_lab.judging.chosen import chosen_notes
from dropout_lab.judging.judgement import Judgement
from dropout_lab.judging.layouts import without_names
from dropout_lab.judging.notes import Note
from dropout_lab.judging.pair import Sides, set_against, that_pair, variants_of
from dropout_lab.judging.published import Published
from dropout_lab.judging.reading import read_table
from dropout_lab.judging.request import ALL, Request
from dropout_lab.judging.roles import MOST_NAMES, columns_named, roles_of, seeds_text
from dropout_lab.judging.rows import (
    chosen_rows,
    condition,
    finished_only,
    without_headers,
    without_summaries,
)
from dropout_lab.judging.runs import Runs, runs_of
from dropout_lab.judging.scale import Scale, scale_notes, scale_of
from dropout_lab.judging.settings import settings_notes
from dropout_lab.judging.table import TextTable
from dropout_lab.judging.wide import lengthened, numeric
from dropout_lab.language import UNNAMED, claim_note
from dropout_lab.metrics import DEFAULT_METRIC, Metric
from dropout_lab.stats import joint_level

WIDE_METRIC = "value"
"""What the cells of a wide table are, where nobody says it."""


def judge_table(source: object, request: Request) -> Judgement:
    """Judge variants of a table by the rules of our own experiments; nothing is trained.

    Args:
        source: a file, ``-`` for standard input, a frame, or rows or columns as lists; a row is a run.
        request: columns, rows and question.

    Raises:
        ConfigError: a column, a variant or a number that cannot be.
        TableError: a table that cannot be read, or not be paired.
    """
    request.check()
    table = without_headers(read_table(source))
    if request.wide:
        table, request = _lengthened(table, request)
    rows_pair = any(note.key == "reading.rows_pair" for note in table.notes)
    whole, table = table, chosen_rows(table, request.where)
    roles = roles_of(table, request)
    table = without_summaries(table, roles, rows_pair=rows_pair)
    names = [roles.variant_of(table, row) for row in range(len(table))]
    treatments, control = variants_of(names, request)
    wanted = (*treatments, control)
    paired = request.pairing != "unpaired"
    runs = runs_of(table, roles, frozenset(wanted), request.at, paired=paired)
    apart = _that_do_not_pair(runs, treatments, control, request)
    treatments = tuple(name for name in treatments if name not in apart)
    wanted = (*treatments, control)
    pairs = _all_sides(runs, treatments, control, request)
    scale = scale_of(roles.metric, pairs, request)
    family = _family_size(pairs, wanted, request)
    rows = tuple(_compared(sides, scale, family) for sides in pairs)
    judged = _judged(pairs[0], scale, request.published, family) if request.published else None
    free = _free_columns(table, request)
    found = (
        *table.notes,
        *runs.notes,
        *_pair_notes(pairs),
        *filter(None, [finished_only(whole, request.where, roles, wanted)]),
        *([Note("apart", {"variants": ", ".join(apart), "control": control})] if apart else []),
        *_other_notes([name for name in names if name not in apart], wanted, pairs, request),
        *settings_notes(table, roles, runs, wanted, free),
        *chosen_notes(table, roles, paired=paired),
        *scale_notes(scale, pairs, request),
        *([_claim_note(request.published)] if request.published else []),
        *([Note("limit", {"said": partial(claim_note, judged)})] if judged and claim_note(judged) else []),
    )
    ranks = _ranks(runs, wanted, scale, family, request) if request.ranks else ()
    told = replace(roles, seed=()) if rows_pair else roles
    return Judgement(rows, pairs, judged, ranks, scale, found, request.is_family, told)


def _free_columns(table: TextTable, request: Request) -> list[str]:
    """Columns that may vary inside a variant: to ignore, chosen by value, or numbers of a wide table."""
    ignored = [columns_named(table, "ignore", name, many=False)[0] for name in request.ignore]
    beside = [head for head, cells in table.columns.items() if request.wide and numeric(cells)]
    return [*ignored, *beside, *(condition(table, "where", entry)[0] for entry in request.where)]


def _lengthened(table: TextTable, request: Request) -> tuple[TextTable, Request]:
    metric = request.metric or WIDE_METRIC
    variants = (*(() if _all_columns(table, request) else request.treatments), request.control)
    variant = [request.variant] if request.variant in table.columns else _listed(request.variant)
    seed = _listed(request.seed)
    try:
        long = lengthened(table, variants=variants, variant=variant, seed=seed, metric=metric)
    except TableError as error:
        raise without_names(table, variants) or error from None
    return long, replace(request, metric=metric)


def _all_columns(table: TextTable, request: Request) -> bool:
    return request.treatments == (ALL,) and ALL not in table.columns


def _listed(columns: str) -> list[str]:
    return [part.strip() for part in columns.split(",")]


def _all_sides(runs: Runs, treatments: Sequence[str], control: str, request: Request) -> tuple[Sides, ...]:
    """Set each treatment against the control, in each group and over all of them."""
    groups = [*(runs.groups if request.by is not None else ()), None]
    return tuple(
        set_against(runs, treatment, control, group, request.pairing)
        for group in groups
        for treatment in treatments
    )


def _that_do_not_pair(
    runs: Runs, treatments: Sequence[str], control: str, request: Request
) -> tuple[str, ...]:
    """Return those of all other variants that share too few seeds with the control; none where no one does.

    Where it is asked for by name, a variant that does not pair is refused.
    """
    if request.treatments != (ALL,) or request.pairing is not None:
        return ()
    pairing = that_pair(runs, treatments, control)
    return tuple(name for name in treatments if name not in pairing) if pairing else ()


def _family_size(pairs: Sequence[Sides], variants: Sequence[str], request: Request) -> int:
    """Intervals that hold together: all comparisons and the claim, or with ranks those of all pairs."""
    if request.ranks:
        return len(variants) * (len(variants) - 1) // 2
    return len(pairs) + (request.published is not None)


def _compared(sides: Sides, scale: Scale, family: int) -> Compared:
    shared = {
        "unit": scale.unit,
        "margin": scale.margin,
        "family_size": family,
        "n_lost": len(sides.lost),
        "higher_is_better": scale.higher_is_better,
    }
    names = sides.treatment, sides.control, scale.metric, sides.values
    if sides.paired:
        row = compare_values(*names, n_unpaired=sides.n_unpaired, **shared)
    else:
        row = compare_unpaired(*names, **shared)
    return _within(replace(row, group=sides.group), row_of(scale.metric))


def _within(row: Compared, metric: Metric) -> Compared:
    """Cut intervals where no difference can be: two fractions differ by one at most."""
    most = metric.high - metric.low

    def cut(end: float) -> float:
        return min(most, max(-most, end)) if math.isfinite(end) else end

    return replace(
        row,
        ci_low=cut(row.ci_low),
        ci_high=cut(row.ci_high),
        ci_low_joint=cut(row.ci_low_joint),
        ci_high_joint=cut(row.ci_high_joint),
        detectable_difference=cut(row.detectable_difference),
    )


def _ranks(
    runs: Runs, variants: Sequence[str], scale: Scale, family: int, request: Request
) -> tuple[Rank, ...]:
    """Rank variants by the joint intervals of all pairs, best first.

    Raises:
        ConfigError: nobody knows which way is good.
    """
    if scale.higher_is_better is None:
        raise ConfigError(
            f"ranks: need to know which way {request.metric or DEFAULT_METRIC} is good; add --better higher "
            "or --better lower"
        )
    rows = [
        _compared(set_against(runs, one, other, None, request.pairing), scale, family)
        for one, other in combinations(variants, 2)
    ]
    return ranked(rows, variants, higher_is_better=scale.higher_is_better)


def _judged(sides: Sides, scale: Scale, published: Published, family: int) -> Judged:
    if not sides.paired:
        raise ConfigError("claim: is judged by pairs; leave out --unpaired")
    return judge_claim(
        _claim_of(sides, scale, published),
        sides.values[0] - sides.values[1],
        unit=scale.unit,
        family_size=family,
        margin=scale.margin,
        n_lost=len(sides.lost),
        metric=scale.metric,
    )


def _claim_of(sides: Sides, scale: Scale, claim: Published) -> Claim:
    """Return the claim without validation: a foreign variant or metric may have any name."""
    said, metric = f"{sides.treatment} - {sides.control}", scale.metric
    name, value = plain_name(metric), claim.text or f"{claim.value:g}"
    tolerance = claim.tolerance
    if tolerance is None:
        tolerance = 0.5 if row_of(metric).kind == "percent" else 0.005
    if claim.value and tolerance >= abs(claim.value):
        raise ConfigError(
            f"tolerance={tolerance:g}: is not smaller than the claimed difference {claim.value:g}, so that "
            "no difference at all would reproduce it"
        )
    return Claim.model_construct(
        id=UNNAMED,
        says=Says(en=f"{said} is {value} on {name}.", zh=f"{name}：{said} 为 {value}。"),
        source=Source(text="given to dropout-lab judge", section=""),
        kind="difference",
        treatment=sides.treatment,
        control=sides.control,
        value=claim.value,
        tolerance=tolerance,
        decimals=claim.digits,
        published_runs=claim.runs,
    )


def _pair_notes(pairs: Sequence[Sides]) -> Iterator[Note]:
    """Say who has seeds that the other lacks, which pairs are lost and why, and which sides are equal."""
    for sides in pairs:
        if sides.group:
            continue  # all of it is said of the comparison over all groups
        if not sides.paired:
            yield Note("unpaired")
        if sides.n_unpaired:
            names = zip((sides.treatment, sides.control), sides.alone, strict=True)
            parts = [
                Note("only", {"n": len(seeds), "variant": name, "seeds": seeds_text(seeds)})
                for name, seeds in names
                if seeds
            ]
            left_out = parts[0] if len(parts) == 1 else Note("both", {"one": parts[0], "other": parts[1]})
            yield Note("overlap", {"n": sides.n_common, "left_out": left_out})
        if sides.lost:
            yield Note("lost_pairs" if sides.paired else "lost_runs", _lost(sides))
        values = sides.values
        if sides.paired and len(sides.seeds) > 1 and np.array_equal(values[0], values[1]):
            yield Note("equal_sides", {"treatment": sides.treatment, "control": sides.control})
    yield from _constant_notes([sides for sides in pairs if not sides.group])


def _constant_notes(pairs: Sequence[Sides]) -> Iterator[Note]:
    """Say of which variants all runs have the same value, as one run that is repeated has."""
    constant = {
        name: (side.size, float(side[0]))
        for sides in pairs
        for name, side in zip((sides.treatment, sides.control), sides.values, strict=True)
        if side.size > 2 and (side == side[0]).all()
    }
    if constant:
        said = ", ".join(f"{name} ({n} x {value:.6g})" for name, (n, value) in constant.items())
        yield Note("constant", {"variants": said})


def _lost(sides: Sides) -> dict[str, object]:
    why = dict.fromkeys(sides.lost.values())
    said = [Note(f"why.{kind}", {"state": detail, "at": detail}) for kind, detail in why]
    joined: Note = said[0]
    for note in said[1:4]:
        joined = Note("both", {"one": joined, "other": note})
    return {
        "n": len(sides.lost),
        "common": sides.n_common,
        "seeds": seeds_text(list(sides.lost)),
        "why": joined,
        "treatment": sides.treatment,
        "control": sides.control,
    }


def _other_notes(
    names: Sequence[str], wanted: Sequence[str], pairs: Sequence[Sides], request: Request
) -> Iterator[Note]:
    """Say which other variants the table holds, and what a look at each would cost."""
    counts: dict[str, int] = {}
    for name in names:
        if name not in wanted:
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return
    by_size = sorted(counts.items(), key=lambda item: -item[1])
    shown = [f"{name} ({n})" if name else f"'' ({n})" for name, n in by_size]
    more = f", +{len(shown) - MOST_NAMES}" if len(shown) > MOST_NAMES else ""
    each = len(pairs) // (len(wanted) - 1)
    family = each * (len(wanted) - 1 + len(counts))
    if request.ranks:
        family = (len(wanted) + len(counts)) * (len(wanted) + len(counts) - 1) // 2
    cost = {"family": family, "level": f"{100 * joint_level(family):.4g}"}
    yield Note("others", {"variants": ", ".join(shown[:MOST_NAMES]) + more, **cost})


def _claim_note(claim: Published) -> Note:
    n = claim.digits
    digits = Note("digits.exact") if n is None else Note("digits.rounded", {"n": n})
    runs = Note("runs.published", {"n": claim.runs}) if claim.runs else Note("runs.recipe")
    return Note("claim", {"digits": digits, "runs": runs})
