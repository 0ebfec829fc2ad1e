"""The plan in a few lines, before anything trains: what it shows, needs, trains and takes."""

from collections.abc import Sequence

from dropout_lab.config import Command
from dropout_lab.dropout import RatedLayers, short_rate
from dropout_lab.engines import stack_key
from dropout_lab.engines.devices import multiplies_bfloat16, sees_gpu
from dropout_lab.evidence import Compared, stored_so_far
from dropout_lab.experiment import Experiment
from dropout_lab.language import (
    ENGLISH,
    SHOWN,
    claim_note,
    duration_words,
    mean_digits,
    said,
    seeds_range_text,
    size_shown,
)
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.plan import Plan
from dropout_lab.recipe import Jax, Recipe
from dropout_lab.runner import Expected
from dropout_lab.stats import FEWEST_PAIRS, detectable_difference, joint_level, seeds_to_settle

USUAL_SPREAD = 0.0015
"""Standard deviation between pairs of test accuracy that is usual for MNIST; a fraction."""

MOST_SHOWN = 6
"""Variants and comparisons named in the plan; a sweep may have hundreds."""


def plan_lines(
    command: Command, plan: Plan, workers: int, seconds: Expected | None, there: int | None = None
) -> Sequence[str]:
    """Say what these seeds can show, what is needed, what would be trained and how long it takes.

    Args:
        command: what was asked for.
        plan: its plan.
        workers: that train, by `campaign.cost`.
        seconds: that they take, by `campaign.cost`.
        there: workers that the user's own scheduler has; None: they are of this machine, or unknown.
    """
    experiment = plan.experiment
    missing, stored = len(plan.missing), plan.n_runs - len(plan.missing)
    count = f"{missing} run{'s' * (missing != 1)}"
    ids = [f"{v.name} {_noise(v.recipe)}{_beside(v.recipe)}" for v in experiment.variants]
    first = " in the first round" if experiment.auto else ""
    return [
        f"{experiment.name}: {experiment.question}",
        f"  variants  {', '.join(_few(ids))}",
        *(f"  warns     {line}" for line in _few(_advice(experiment))),
        f"  shows     {_power(plan)}",
        *(f"  needs     {line}" for line in _few(_needs(command, plan))),
        f"  trains    {count} on {_where(command, workers, there)}{first}; "
        f"{stored} of {plan.n_runs} are there already "
        f"(store: {command.store_path})",
        *(f"  stacks    {line}" for line in _stacks(plan)),
        *(f"  bfloat16  {line}" for line in _bfloat16(plan, command)),
        f"  takes     {_time(missing, seconds)}{first if missing else ''}",
    ]


def _where(command: Command, workers: int, there: int | None) -> str:
    """Count the workers; of a scheduler of the user's those that it has now."""
    counted = f"{workers} worker{'s' * (workers != 1)}"
    address = command.executor.address
    if address is None or there is None:
        return address or counted
    return f"{address} ({counted if there else 'no worker'} there)"


def _few(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
    return [*lines[:MOST_SHOWN], *more]


def _advice(experiment: Experiment) -> list[str]:
    """Say where a dropout and the units that it acts on do not suit each other."""
    recipes = {variant.name: variant.recipe for variant in experiment.variants}
    told = {name: recipe.dropout.advice(recipe.model.acts) for name, recipe in recipes.items()}
    return [f"{name}: {said}" for name, said in told.items() if said]


def _power(plan: Plan) -> str:
    n, comparisons = len(plan.seeds), plan.experiment.comparisons
    if not comparisons:
        return f"a level with its spread over {n} seed{'s' * (n != 1)}; nothing is compared"
    if plan.experiment.auto:
        most = len(plan.experiment.planned_seeds)
        return (
            f"rounds of {n} seeds until no comparison is inconclusive, at most {most}; looking is allowed for"
        )
    if n < FEWEST_PAIRS:
        return f"{n} pair{'s' * (n != 1)} can decide nothing; give {FEWEST_PAIRS} seeds or more"
    spreads = detectable_difference(1.0, n, joint_level(plan.experiment.family_size))
    return (
        f"{n} pairs find, 4 times in 5, a difference of {spreads:.2f} standard deviations between pairs "
        f"(of {100 * USUAL_SPREAD:.2f} pp, usual for MNIST: {100 * USUAL_SPREAD * spreads:.2f} pp)"
    )


def _needs(command: Command, plan: Plan) -> list[str]:
    """How many seeds settle each comparison, by what is stored; and what no number of seeds can show."""
    experiment = plan.experiment
    if not experiment.comparisons and not experiment.claims:
        return []
    rows, claims = stored_so_far(plan, command.store_path)
    told = [_need(row) for row in rows if row.n_pairs >= FEWEST_PAIRS]
    if rows and not told:
        told.append(_guess(experiment))
    return told + [note for claim in claims if (note := claim_note(claim))]


def _guess(experiment: Experiment) -> str:
    """What can be said where no stored pair says it."""
    margin = experiment.margins.get(experiment.metric)
    usual = {(variant.recipe.dataset.name, experiment.metric) for variant in experiment.variants}
    if margin is None or usual != {("mnist", DEFAULT_METRIC)}:
        return "no stored pairs tell; train 5 seeds, then ask again"
    level = joint_level(experiment.family_size)
    needed, _ = seeds_to_settle(USUAL_SPREAD, FEWEST_PAIRS, margin, level)
    return (
        f"{needed:.0f} seeds to tell {100 * margin:.2g} pp from zero at the spread usual for MNIST; "
        "no stored pairs tell more"
    )


def _need(row: Compared) -> str:
    mean = mean_digits(row) + SHOWN[row.metric].difference_unit
    sd = size_shown(row.metric, row.sd_difference, [0.0])
    wanted = seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high)
    where = "" if row.metric == DEFAULT_METRIC else f" on {SHOWN[row.metric].name}"
    behind = f"judging by {row.n_pairs} stored pairs ({mean}, sd {sd})"
    return (
        f"{row.label}{where}: {'no number of' if wanted == 'never' else wanted} seeds to settle it, {behind}"
    )


def _stacks(plan: Plan) -> list[str]:
    """How the missing runs of engines of stacks go together; nothing where there are none."""
    engines = [cell.variant.engine for cell in plan.missing if isinstance(cell.variant.engine, Jax)]
    if not engines:
        return []
    keys = {
        stack_key(cell.variant.recipe, cell.variant.engine)
        for cell in plan.missing
        if cell.variant.engine.stacks
    }
    sizes = " or ".join(sorted({str(engine.stack) for engine in engines}))
    meaning = " (as memory and the plan allow; on a CPU 1)" if "auto" in sizes else ""
    return [
        f"{len(keys)} program{'s' * (len(keys) != 1)} for {len(engines)} runs; engine.stack={sizes}{meaning}"
    ]


def _bfloat16(plan: Plan, command: Command) -> list[str]:
    """Who multiplies bfloat16, where this machine's processors train in it."""
    engines = [cell.variant.engine for cell in plan.missing]
    on_gpu = sees_gpu() and any(engine.may_use_gpu for engine in engines)
    if command.executor.address or on_gpu or all(engine.precision != "bfloat16" for engine in engines):
        return []
    if multiplies_bfloat16():
        return ["multiplied by this processor, in about 0.6 of the time of float32"]
    return ["rounded in the program, in the time of float32: this processor does not multiply it"]


def _time(missing: int, seconds: Expected | None) -> str:
    if not missing:
        return "seconds: nothing is missing"
    if seconds is None:
        return "known after the first epoch: a GPU trains"
    span = f"{duration_words(seconds.low)} to {duration_words(seconds.high)}"
    if seconds.is_busy:
        quiet = f"{duration_words(seconds.quiet_low)} to {duration_words(seconds.quiet_high)}"
        others = f"other programs take {100 * seconds.taken:.0f} % of it"
        return f"{quiet} on this machine when it is quiet; it is busy: {others}, and so {span}"
    return f"{span}, better known after the first epoch"


def _beside(recipe: Recipe) -> str:
    """Name what a recipe has beside its dropout: regularizers, schedules of parameters, an evaluation."""
    told = [said(part.phrase(), ENGLISH) for part in recipe.regularizer.values()]
    told += [f"{key} {said(by.phrase(), ENGLISH)}" for key, by in recipe.schedule.items()]
    told += [said(recipe.evaluation.phrase(), ENGLISH)] if recipe.evaluation else []
    return "".join(f"; {entry}" for entry in told)


def _noise(recipe: Recipe) -> str:
    """Name the rates and the own parameters of a dropout, and its effect on the data where it says one."""
    dropout = recipe.dropout
    if dropout.name == "none":
        return "(drops nothing)"
    site_rates, hidden = dropout.site_rates, set(dropout.site_rates[1:])
    told = [f"input rate {short_rate(site_rates[0])}"] if site_rates and site_rates[0] else []
    if hidden and isinstance(dropout, RatedLayers):
        told.append(
            said(dropout.rates_said(site_rates[1:2] if len(hidden) == 1 else site_rates[1:]), ENGLISH)
        )
    told += [f"{key} {value}" for key, value in dropout.settings().items()]
    effect = dropout.effect(recipe.dataset.facts.shape)
    told += [said(effect, ENGLISH)] if effect else []
    return f"[{', '.join(told)}]"
