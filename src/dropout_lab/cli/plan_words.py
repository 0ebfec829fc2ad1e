"""The plan in three lines, before anything trains: what it shows, trains and takes."""

from collections.abc import Sequence

from dropout_lab.cli.terminal import duration_words
from dropout_lab.config import Command
from dropout_lab.plan import Plan
from dropout_lab.stats import detectable_difference, joint_level


def plan_lines(command: Command, plan: Plan, workers: int, seconds: tuple[float, float]) -> Sequence[str]:
    """Say what these seeds can show, what would be trained and how long it takes."""
    experiment = plan.experiment
    missing, there = len(plan.missing), plan.n_runs - len(plan.missing)
    where = command.executor.address or f"{workers} worker{'s' * (workers != 1)}"
    count = f"{missing} run{'s' * (missing != 1)}"
    ids = ", ".join(f"{v.name} {_rates(v.recipe.dropout.site_rates)}" for v in experiment.variants[:6])
    more = f" and {len(experiment.variants) - 6} more" if len(experiment.variants) > 6 else ""
    return [
        f"{experiment.name}: {experiment.question}",
        f"  variants  {ids}{more}",
        f"  shows     {_power(plan)}",
        f"  trains    {count} on {where}; {there} of {plan.n_runs} are there already "
        f"(store: {command.store_path})",
        f"  takes     {_time(missing, seconds)}",
    ]


def _power(plan: Plan) -> str:
    n, comparisons = len(plan.seeds), plan.experiment.comparisons
    if not comparisons:
        return f"a level with its spread over {n} seed{'s' * (n != 1)}; nothing is compared"
    if n < 3:
        return f"{n} pair{'s' * (n != 1)} can decide nothing; give 3 seeds or more"
    spreads = detectable_difference(1.0, n, joint_level(plan.experiment.family_size))
    return (
        f"{n} pairs find, 4 times in 5, a difference of {spreads:.2f} standard deviations between pairs "
        f"(of 0.15 pp, usual for MNIST: {0.15 * spreads:.2f} pp)"
    )


def _time(missing: int, seconds: tuple[float, float]) -> str:
    if not missing:
        return "seconds: nothing is missing"
    return f"{duration_words(seconds[0])} to {duration_words(seconds[1])}, better known after the first epoch"


def _rates(site_rates: Sequence[float]) -> str:
    if not any(site_rates):
        return "(drops nothing)"
    hidden = set(site_rates[1:])
    told = [f"input rate {site_rates[0]:g}"] if site_rates[0] else []
    if len(hidden) == 1:
        rate = site_rates[1]
        told.append(f"rate {rate:g} (keeps {1 - rate:g})")
    elif hidden:
        told.append(f"rates {', '.join(f'{rate:g}' for rate in site_rates[1:])}")
    return f"[{', '.join(told)}]"
