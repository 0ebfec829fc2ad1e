"""Any two stored variants, experiments or sweeps: planned rows as they are, others exploratory.

What no plan names was chosen after the data may have been seen: it gets an interval and no decision.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal, NamedTuple

import pandas as pd

from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.evidence.analyse import Analysis
from dropout_lab.evidence.by_seed import cells_table
from dropout_lab.evidence.comparisons import Compared, compare
from dropout_lab.evidence.environments import Mixed, mixed_environments
from dropout_lab.evidence.frames import Frame
from dropout_lab.evidence.kept import Kept
from dropout_lab.evidence.pairs import pairs_frame
from dropout_lab.experiment import Comparison, Experiment, Variant
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC
from dropout_lab.plan import Cell
from dropout_lab.stats import Reason
from dropout_lab.store import Runs

Find = Callable[[str, frozenset[str] | None], Kept]
"""Name of an experiment or sweep -> what is kept of it; of some variants alone, or of all for None."""


class Side(NamedTuple):
    """One variant of one experiment that is kept."""

    kept: Kept
    variant: Variant

    @property
    def name(self) -> str:
        """EXPERIMENT/VARIANT."""
        return f"{self.kept.experiment.name}/{self.variant.name}"


class Asked(NamedTuple):
    """An experiment whose plan names a comparison, and both values of it by seed: rows of `pairs_frame`."""

    experiment: Experiment
    pairs: Frame


class Caution(NamedTuple):
    """Why two sides are odd to compare.

    They are the ``same_recipe``, measured on ``other_data``, or of two experiments with ``other_settings``:
    keys beside those of the dropout, each with both values. Variants of the experiment ``left`` have
    ``no_namesake`` in the experiment ``right`` and so are in no row: ``settings`` names them.
    """

    kind: Literal["same_recipe", "other_data", "other_settings", "no_namesake"]
    left: str
    right: str
    settings: str = ""


@dataclass(frozen=True)
class Explored:
    """Rows as in comparisons.csv; those that no plan names have the decision ``exploratory``.

    ``planned`` is the analysis of the one experiment whose own plan made the rows, None for any other rows;
    ``asked`` that experiment where its plan names the two sides that were given; ``mixed`` what differs
    between the environments of the runs behind each of those.
    """

    rows: tuple[Compared, ...]
    cautions: tuple[Caution, ...] = ()
    planned: Analysis | None = None
    asked: Asked | None = None
    mixed: tuple[Mixed, ...] = ()

    @property
    def frame(self) -> Frame:
        """One row per comparison and metric."""
        return pd.DataFrame([asdict(row) for row in self.rows], columns=list(Compared.__dataclass_fields__))


def explore(
    find: Find,
    treatment: str,
    control: str | None = None,
    *,
    metric: str = DEFAULT_METRIC,
) -> Explored:
    """Compare two places by seed, or all that one experiment planned.

    Args:
        find: what finds an experiment or sweep.
        treatment: EXPERIMENT/VARIANT, or the name of an experiment or sweep.
        control: likewise. Two experiments are compared variant by variant of one name; a variant and an
            experiment with each of its variants. None: the comparisons that the experiment planned.
        metric: what is compared where no plan says it.

    Raises:
        ConfigError: nothing to compare.
    """
    if metric not in CATALOGUE:
        raise ConfigError(unknown_name("metric", metric, "metric", CATALOGUE))
    words, find = [word for word in (treatment, control) if word is not None], cache(find)
    sides = [_side(find, word, _spoken_of(words, word)) for word in words]
    if len(sides) == 1 or (treatment == control and len(sides[0]) > 1):
        return _planned(sides[0])
    cautions, rows, mixed, asked = [], [], list[Mixed](), list[Asked]()
    for left, right in _pairs(*sides, words=(treatment, str(control))):
        if left.variant.run_id(0) == right.variant.run_id(0):
            cautions.append(Caution("same_recipe", left.name, right.name))
        if left.variant.recipe.dataset.name != right.variant.recipe.dataset.name:
            cautions.append(Caution("other_data", left.name, right.name))
        if other := other_settings(left, right):
            cautions.append(Caution("other_settings", left.name, right.name, ", ".join(other)))
        two = _Two.of(left, right, metric)
        mixed.append(mixed_environments(two.experiment, two.cells, two.runs))
        row, by = _planned_row(left, right, metric) or (two.row(), None)
        rows.append(row)
        asked += [by] if by else []
    if not any("/" in word for word in words):
        cautions += _without_namesakes(*sides)
    answers = asked[0] if len(rows) == len(asked) == 1 else None
    return Explored(tuple(rows), tuple(cautions), asked=answers, mixed=tuple(mixed))


def other_settings(left: Side, right: Side) -> list[str]:
    """Name the keys in which two variants of two experiments differ beside the dropout, with both values.

    Within one experiment the plan says what is varied.
    """
    if left.kept.experiment.name == right.kept.experiment.name:
        return []
    here, there = (side.variant.recipe.model_dump(mode="json") for side in (left, right))
    parts = [part for part in {**here, **there} if part not in ("dropout", "dataset")]
    sides = {part: (here.get(part, {}), there.get(part, {})) for part in parts}
    keys = [(part, key) for part, two in sides.items() for key in {**two[0], **two[1]}]
    found = ((f"{part}.{key}", *(side.get(key) for side in sides[part])) for part, key in keys)
    return [f"{name} {ours} / {others}" for name, ours, others in found if ours != others]


def _spoken_of(words: Sequence[str], word: str) -> frozenset[str] | None:
    """The variants that the words name of the experiment of one of them; None: all."""
    parts = [other.partition("/") for other in words]
    named = [variant for name, _, variant in parts if name == word.partition("/")[0]]
    return frozenset(named) if all(named) else None


def _side(find: Find, word: str, spoken_of: frozenset[str] | None) -> list[Side]:
    name, _, variant = word.partition("/")
    kept = find(name, spoken_of)
    sides = [Side(kept, entry) for entry in kept.experiment.variants]
    if not variant:
        return sides
    found = [side for side in sides if side.variant.name == variant]
    if not found:
        names = [side.variant.name for side in sides]
        raise ConfigError(unknown_name(f"compare {name}/", variant, "variant", names))
    return found


def _pairs(left: Sequence[Side], right: Sequence[Side], words: tuple[str, str]) -> list[tuple[Side, Side]]:
    if "/" in words[0] or "/" in words[1] or len(left) == len(right) == 1:
        pairs = [(a, b) for a in left for b in right if a.name != b.name]
        if not pairs:
            raise ConfigError(f"compare {words[0]} {words[1]}: a variant against itself; name two")
        return pairs
    named = {side.variant.name: side for side in right}
    pairs = [(side, named[side.variant.name]) for side in left if side.variant.name in named]
    if not pairs:
        raise ConfigError(
            f"compare {words[0]} {words[1]}: no variant has the same name in both; name them: "
            f"compare '{left[0].name}' '{right[0].name}'"
        )
    return pairs


def _without_namesakes(left: Sequence[Side], right: Sequence[Side]) -> Iterator[Caution]:
    """Name the variants of two experiments that are in no row, where others have a namesake."""
    for these, those in ((left, right), (right, left)):
        names = {side.variant.name for side in those}
        alone = [side.variant.name for side in these if side.variant.name not in names]
        if alone and len(alone) < len(these):
            here, there = (sides[0].kept.experiment.name for sides in (these, those))
            yield Caution("no_namesake", here, there, ", ".join(alone))


def _planned(sides: Sequence[Side]) -> Explored:
    kept = sides[0].kept
    if len(sides) == 1 and len(kept.experiment.variants) > 1:
        raise ConfigError(f"compare {sides[0].name}: with what? name a second variant")
    if not kept.experiment.comparisons:
        raise ConfigError(f"compare {kept.experiment.name}: it planned no comparison; name two variants")
    return Explored(kept.analysis.compared, planned=kept.analysis)


def _planned_row(left: Side, right: Side, metric: str) -> tuple[Compared, Asked] | None:
    """Return the row that the experiment's own plan has of these two, and that plan, where it has one."""
    kept = left.kept
    if kept.experiment.name != right.kept.experiment.name:
        return None
    sides = (left.variant.name, right.variant.name)
    for planned in kept.experiment.comparisons:
        if planned.variants == sides and metric in planned.metrics:
            cells = [cell for side in (left, right) for cell in kept.cells_of(side.variant, kept.seeds)]
            table = cells_table(kept.experiment, kept.seeds, cells, kept.runs)
            alone = kept.experiment.model_copy(update={"comparisons": (planned,)})
            asked = Asked(kept.experiment, pairs_frame(alone, table))
            return compare(kept.experiment, table, planned, metric), asked
    return None


class _Two(NamedTuple):
    """An experiment made of two sides, its seeds and places, and the runs of both."""

    experiment: Experiment
    seeds: Sequence[int]
    cells: Sequence[Cell]
    runs: Runs

    @classmethod
    def of(cls, left: Side, right: Side, metric: str) -> "_Two":
        """Plan the comparison of two sides at all seeds of both.

        Raises:
            ConfigError: they have no seed in common.
        """
        seeds = sorted({*left.kept.seeds, *right.kept.seeds})
        if not set(left.kept.seeds) & set(right.kept.seeds):
            raise ConfigError(f"compare {left.name} {right.name}: no common seed, so nothing pairs")
        ours, theirs = left.kept.experiment, right.kept.experiment
        planned_there = set(theirs.planned_seeds)
        experiment = Experiment.model_construct(  # unvalidated, for the slash in the names
            name="compare",
            question="",
            metric=metric,
            variants=tuple(side.variant.model_copy(update={"name": side.name}) for side in (left, right)),
            planned_seeds=tuple(seed for seed in ours.planned_seeds if seed in planned_there),
            auto=ours.auto or theirs.auto,
            comparisons=(
                Comparison.model_construct(
                    treatment=left.name, control=right.name, metrics=(metric,), minus=None
                ),
            ),
            margins=ours.margins,
            claims=(),
        )
        of_sides = [side.kept.cells_of(side.variant, seeds) for side in (left, right)]
        cells = [
            cell._replace(variant=variant)
            for variant, of_side in zip(experiment.variants, of_sides, strict=True)
            for cell in of_side
        ]
        runs = _runs_of(left, right, [[cell.run_id for cell in of_side] for of_side in of_sides])
        return cls(experiment, seeds, cells, runs)

    def row(self) -> Compared:
        """Estimate the comparison, which no plan names."""
        table = cells_table(self.experiment, self.seeds, self.cells, self.runs)
        (comparison,) = self.experiment.comparisons
        row = compare(self.experiment, table, comparison, self.experiment.metric)
        return replace(row, decision="exploratory", reason=Reason("unplanned"), equivalent=False)


def _runs_of(left: Side, right: Side, run_ids: Sequence[Sequence[str]]) -> Runs:
    """Return the runs of two sides, wherever they are kept."""
    if left.kept is right.kept:
        return left.kept.runs.chosen(run_id for of_side in run_ids for run_id in of_side)
    kept = (side.kept.runs.chosen(names) for side, names in zip((left, right), run_ids, strict=True))
    return Runs.of(record for runs in kept for record in runs.values())
