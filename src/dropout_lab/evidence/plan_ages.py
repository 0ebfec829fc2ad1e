"""When each comparison and claim was first planned, and which of its runs had been seen before (law 8)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Any, Literal, NamedTuple

from dropout_lab.canonical import canonical_text, digest_of_texts
from dropout_lab.experiment import Claim, Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import Runs


class PlanItem(NamedTuple):
    """A comparison on one of its metrics, or a claim: what a plan fixes and a run can come too early for.

    Two items of whatever experiments have one ``key`` where they have the same recipes and engines as sides,
    the same metric, margin and seeds; claims also the same number, tolerance and rounding.
    """

    kind: Literal["comparison", "claim"]
    name: str  # of a comparison its label, of a claim its id
    metric: str
    variants: tuple[str, ...]
    key: str


class Planned(NamedTuple):
    """A plan that held an item, as far as it was recorded."""

    planned_at: str  # UTC, ISO 8601
    experiment: str
    family_size: int  # M of its joint level
    commit: str | None = None  # of the checkout; None: not recorded
    dirty: bool | None = None


Plans = Sequence[tuple[str, Planned]]
"""Known plans, each by the key of the item that it held."""


class History(NamedTuple):
    """What other places know of the past: when runs were first seen, by run_id, and earlier plans."""

    first_seen: Mapping[str, str] = {}
    plans: Plans = ()


NO_HISTORY = History()


class PlanAge(NamedTuple):
    """The first plan of an item against the runs that it needs."""

    item: PlanItem
    planned: Planned | None  # None: not recorded
    runs: frozenset[str]  # run_ids
    older: frozenset[str]  # those of them that had been seen before the plan
    first_seen: str  # of all its runs the earliest; "" without runs


def plan_items(experiment: Experiment) -> tuple[PlanItem, ...]:
    """All that an experiment plans to decide, comparisons first."""
    keys = _Keys(experiment)
    return (
        *(
            PlanItem("comparison", c.name, metric, c.variants, keys.of(c.variants, metric))
            for c in experiment.comparisons
            for metric in c.metrics
        ),
        *(
            PlanItem("claim", c.id, c.metric, c.variants, keys.of(c.variants, c.metric, **_stated(c)))
            for c in experiment.claims
        ),
    )


def plans_of(
    experiment: Experiment, planned_at: str, commit: str | None = None, dirty: bool | None = None
) -> Plans:
    """Return an experiment's own plan, for each of its items."""
    plan = Planned(planned_at, experiment.name, experiment.family_size, commit, dirty)
    return [(item.key, plan) for item in plan_items(experiment)]


def plan_ages(
    experiment: Experiment, cells: Iterable[Cell], found: Runs, plans: Plans
) -> tuple[PlanAge, ...]:
    """Set each item's first plan against its runs.

    Args:
        experiment: the question.
        cells: its places, seeds beyond the planned ones too.
        found: the runs that are there.
        plans: all that are known. One with a larger family promised a wider interval, and does not count.
    """
    run_ids: dict[str, list[str]] = {variant.name: [] for variant in experiment.variants}
    for variant, _, run_id in cells:
        run_ids[variant.name].append(run_id)
    seen = {name: _Seen.of(of_variant, found) for name, of_variant in run_ids.items()}
    return tuple(
        _age(item, _first(item, experiment.family_size, plans), [seen[name] for name in item.variants])
        for item in plan_items(experiment)
    )


def _first(item: PlanItem, family_size: int, plans: Plans) -> Planned | None:
    known = [plan for key, plan in plans if key == item.key and plan.family_size <= family_size]
    return min(known, key=lambda plan: plan.planned_at, default=None)


class _Seen(NamedTuple):
    """The runs of a variant that are there, when each was first seen, and the earliest; "" without runs."""

    runs: Sequence[str]
    times: Sequence[str]
    first: str

    @classmethod
    def of(cls, run_ids: Sequence[str], found: Runs) -> "_Seen":
        """Look for runs."""
        places = found.places(run_ids)
        there = places >= 0
        times = found.fact_at("first_seen", places[there]).tolist()
        return cls(list(compress(run_ids, there.tolist())), times, min(times, default=""))


def _age(item: PlanItem, planned: Planned | None, sides: Sequence[_Seen]) -> PlanAge:
    """Set an item's plan against the runs of its sides."""
    since = planned.planned_at if planned else ""
    early = [zip(side.runs, side.times, strict=True) for side in sides if side.first < since]
    older = (run_id for of_side in early for run_id, time in of_side if time < since)
    return PlanAge(
        item,
        planned,
        frozenset[str]().union(*(side.runs for side in sides)),
        frozenset(older),
        min((side.first for side in sides if side.runs), default=""),
    )


class _Keys:
    """Names what an experiment plans to decide; the text of what many items share is made once."""

    def __init__(self, experiment: Experiment) -> None:
        seeds = sorted(experiment.planned_seeds)
        self._shared = {"seeds": canonical_text(seeds), "auto": canonical_text(experiment.auto)}
        self._margins = experiment.margins
        self._sides = {
            variant.name: canonical_text([variant.recipe.canonical(), variant.engine.canonical()])
            for variant in experiment.variants
        }

    def of(self, variants: Sequence[str], metric: str, **more: Any) -> str:
        """Return the key of an item of some variants on a metric, with what else it states."""
        own = {"metric": metric, "margin": self._margins.get(metric), **more}
        sides = f"[{','.join(self._sides[name] for name in variants)}]"
        texts = {name: canonical_text(value) for name, value in own.items()}
        return digest_of_texts({**self._shared, **texts, "sides": sides})


def _stated(claim: Claim) -> dict[str, Any]:
    """What a claim states of its sides; its wording and source may be mended later."""
    return claim.model_dump(include={"kind", "value", "tolerance", "decimals", "published_runs"})
