"""Any two stored variants, experiments or sweeps: planned rows as they are, others exploratory.

What no plan names was chosen after the data may have been seen: it gets an interval and no decision.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd

from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.evidence.analyse import Analysis, analyse
from dropout_lab.evidence.comparisons import Compared
from dropout_lab.evidence.environments import Mixed
from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Comparison, Experiment, Variant
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC
from dropout_lab.stats import Reason

Find = Callable[[str, frozenset[str] | None], Analysis]
"""Name of an experiment or sweep -> its analysis; of some variants alone, or of all for None."""


class Side(NamedTuple):
    """One variant of one stored experiment."""

    analysis: Analysis
    variant: Variant

    @property
    def name(self) -> str:
        """EXPERIMENT/VARIANT."""
        return f"{self.analysis.experiment.name}/{self.variant.name}"


class Caution(NamedTuple):
    """Why two sides are odd to compare: they are the ``same_recipe``, or measured on ``other_data``."""

    kind: Literal["same_recipe", "other_data"]
    left: str
    right: str


@dataclass(frozen=True)
class Explored:
    """Rows as in comparisons.csv; those that no plan names have the decision ``exploratory``.

    ``planned`` is the analysis of the one experiment whose own plan made the rows, None for any other rows;
    ``mixed`` what differs between the environments of the runs behind each of those.
    """

    rows: tuple[Compared, ...]
    cautions: tuple[Caution, ...] = ()
    planned: Analysis | None = None
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
    words = [word for word in (treatment, control) if word is not None]
    sides = [_side(find, word, _spoken_of(words, word)) for word in words]
    if len(sides) == 1 or (treatment == control and len(sides[0]) > 1):
        return _planned(sides[0])
    cautions, rows, mixed = [], [], list[Mixed]()
    for left, right in _pairs(*sides, words=(treatment, str(control))):
        if left.variant.run_id(0) == right.variant.run_id(0):
            cautions.append(Caution("same_recipe", left.name, right.name))
        if left.variant.recipe.dataset.name != right.variant.recipe.dataset.name:
            cautions.append(Caution("other_data", left.name, right.name))
        analysis = _of_two(left, right, metric)
        mixed.append(analysis.mixed)
        rows.append(_planned_row(left, right, metric) or _exploratory_row(analysis))
    return Explored(tuple(rows), tuple(cautions), mixed=tuple(mixed))


def _spoken_of(words: Sequence[str], word: str) -> frozenset[str] | None:
    """The variants that the words name of the experiment of one of them; None: all."""
    parts = [other.partition("/") for other in words]
    named = [variant for name, _, variant in parts if name == word.partition("/")[0]]
    return frozenset(named) if all(named) else None


def _side(find: Find, word: str, spoken_of: frozenset[str] | None) -> list[Side]:
    name, _, variant = word.partition("/")
    analysis = find(name, spoken_of)
    sides = [Side(analysis, entry) for entry in analysis.experiment.variants]
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


def _planned(sides: Sequence[Side]) -> Explored:
    analysis = sides[0].analysis
    name = analysis.experiment.name
    if len(sides) == 1 and len(analysis.experiment.variants) > 1:
        raise ConfigError(f"compare {sides[0].name}: with what? name a second variant")
    if analysis.comparisons.empty:
        raise ConfigError(f"compare {name}: it planned no comparison; name two variants")
    return Explored(analysis.compared, planned=analysis)


def _planned_row(left: Side, right: Side, metric: str) -> Compared | None:
    """Return the row that the experiment's own plan has of these two, where it has one."""
    if left.analysis.experiment.name != right.analysis.experiment.name:
        return None
    wanted = (left.variant.name, right.variant.name, metric, "")
    rows = left.analysis.compared
    return next((r for r in rows if (r.treatment, r.control, r.metric, r.minus_treatment) == wanted), None)


def _of_two(left: Side, right: Side, metric: str) -> Analysis:
    """Analyse an experiment made of two sides."""
    seeds = sorted({*left.analysis.seeds, *right.analysis.seeds})
    if not set(left.analysis.seeds) & set(right.analysis.seeds):
        raise ConfigError(f"compare {left.name} {right.name}: no common seed, so nothing pairs")
    theirs = set(right.analysis.experiment.planned_seeds)
    experiment = Experiment.model_construct(  # unvalidated, for the slash in the names
        name="compare",
        question="",
        metric=metric,
        variants=tuple(side.variant.model_copy(update={"name": side.name}) for side in (left, right)),
        planned_seeds=tuple(seed for seed in left.analysis.experiment.planned_seeds if seed in theirs),
        auto=left.analysis.experiment.auto or right.analysis.experiment.auto,
        comparisons=(
            Comparison.model_construct(
                treatment=left.name, control=right.name, metrics=(metric,), minus=None
            ),
        ),
        margins=left.analysis.experiment.margins,
        claims=(),
    )
    records = [*left.analysis.records.values(), *right.analysis.records.values()]
    return analyse(experiment, records, seeds)


def _exploratory_row(of_two: Analysis) -> Compared:
    """Return the estimate of a comparison that no plan names."""
    (row,) = of_two.compared
    return replace(row, decision="exploratory", reason=Reason("unplanned"), equivalent=False)
