"""The plan in a few lines, before anything trains: what it can see, what would settle it, what it takes."""

from collections.abc import Sequence

from dropout_lab.config import Command
from dropout_lab.dropout import Own, RatedLayers, short_rate
from dropout_lab.engines import stack_key
from dropout_lab.engines.devices import multiplies_bfloat16, sees_gpu
from dropout_lab.evidence import Compared, earlier_states, stored_so_far
from dropout_lab.experiment import Experiment
from dropout_lab.language import (
    ENGLISH,
    SHOWN,
    claim_note,
    decision_word,
    duration_words,
    mean_digits,
    said,
    seeds_range_text,
    size_shown,
    test_images,
)
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC
from dropout_lab.plan import Plan
from dropout_lab.recipe import Jax, Recipe
from dropout_lab.runner import Expected
from dropout_lab.stats import FEWEST_PAIRS, detectable_difference, joint_level, seeds_to_settle

USUAL_SPREADS = {"mnist": 0.0015, "digits": 0.005}
"""Data set -> standard deviation between pairs of test accuracy that is usual there, a fraction; of digits
that of 20 pairs of the quickstart.
"""

MOST_SHOWN = 6
"""Variants and comparisons named in the plan; a sweep may have hundreds."""

WIDE = 5
"""Percentage points; a margin above them is said, since it may be meant in percent."""


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
    about = experiment.comparisons or experiment.claims
    rows, claims = stored_so_far(plan, command.store_path) if about else ((), ())
    told = [row for row in rows if row.n_pairs >= FEWEST_PAIRS]
    lines = [
        ("variants", [", ".join(_few(ids))]),
        ("warns", _few([*_advice(experiment), *_wide_margins(experiment), *_fine_margin(experiment)])),
        ("rounds", _rounds(plan)),
        ("can see", _seen(plan, told)),
        ("to settle", _few([_need(row) for row in told if row.decision == "inconclusive"])),
        ("to settle", [] if told else _guess(experiment)),
        ("settled", _few([_found(row) for row in told if row.decision != "inconclusive"])),
        ("claims", _few([note for claim in claims if (note := claim_note(claim))])),
        (
            "trains",
            [
                f"{count} on {_where(command, workers, there)}{first}; "
                f"{stored} of {plan.n_runs} are there already (store: {command.store_path})"
            ],
        ),
        ("earlier", _earlier(plan, command)),
        ("stacks", _stacks(plan)),
        ("bfloat16", _bfloat16(plan, command)),
        ("takes", [f"{_time(missing, seconds)}{first if missing else ''}"]),
    ]
    head = f"{experiment.name}: {experiment.question}"
    return [head, *(f"  {word:{WIDTH}}{line}" for word, texts in lines for line in texts)]


WIDTH = 11
"""Columns of the words that the lines of a plan begin with."""

INDENT = WIDTH + 2
"""Blanks before what goes on of a folded line."""


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


def _wide_margins(experiment: Experiment) -> list[str]:
    """Say of a margin of many points what it means for every smaller difference."""
    used = {metric for each in experiment.comparisons for metric in each.metrics}
    wide = {
        metric: 100 * margin
        for metric, margin in experiment.margins.items()
        if metric in used and CATALOGUE[metric].kind == "fraction" and 100 * margin > WIDE
    }
    return [
        f"margin {margin:g} points of {SHOWN[metric].name}: everything nearer counts as no difference"
        for metric, margin in wide.items()
    ]


def _fine_margin(experiment: Experiment) -> list[str]:
    """Say of a margin below one test image what tells it, and where another is set."""
    margin, of = experiment.margins.get(DEFAULT_METRIC), test_images(experiment)
    used = {metric for each in experiment.comparisons for metric in each.metrics}
    if margin is None or DEFAULT_METRIC not in used or not margin * of < 1 <= of:
        return []
    return [
        f"margin {100 * margin:g} points of {SHOWN[DEFAULT_METRIC].name}: less than one of {of} test images "
        f"({100 / of:.2f} points), which only a mean over seeds can tell; margins: in an experiment's file "
        "sets another"
    ]


def _earlier(plan: Plan, command: Command) -> list[str]:
    """Say which runs of a layer of the user's own are of its file as it was before."""
    return [
        f"{layer}: {n} run{'s' * (n != 1)} of {states} other state{'s' * (states != 1)} of its file "
        f"{'are' if n != 1 else 'is'} stored, and used no more (dropout-lab status lists their plans)"
        for layer, (states, n) in earlier_states(plan.experiment, command.store_path).items()
    ]


def _rounds(plan: Plan) -> list[str]:
    """Say how seeds are added with ``seeds=auto``."""
    if not plan.experiment.auto:
        return []
    n, most = len(plan.seeds), len(plan.experiment.planned_seeds)
    return [f"of {n} seeds until no comparison is inconclusive, at most {most}; looking is allowed for"]


def _seen(plan: Plan, told: Sequence[Compared]) -> list[str]:
    """Say which differences these seeds see, four times in five; nothing where no spread is known.

    Args:
        plan: the question and its seeds.
        told: comparisons of which pairs are stored.
    """
    n, experiment = len(plan.seeds), plan.experiment
    if not experiment.comparisons:
        return [f"a level with its spread over {n} seed{'s' * (n != 1)}; nothing is compared"]
    if experiment.auto:
        return []
    if n < FEWEST_PAIRS:
        return [
            f"nothing yet: {n} pair{'s' * (n != 1)} can decide nothing; give {FEWEST_PAIRS} seeds or more"
        ]
    level = joint_level(experiment.family_size)
    stored = [row for row in told if row.metric == experiment.metric and row.sd_difference > 0]
    spreads = [row.sd_difference for row in stored] or _usual(experiment)
    if not spreads:
        return []
    ends = (detectable_difference(sd, n, level) for sd in (min(spreads), max(spreads)))
    texts = [points(size_shown(experiment.metric, end)) for end in ends]
    size = texts[1] if texts[0] == texts[1] else f"{texts[0].partition(' ')[0]} to {texts[1]}"
    pairs = max((row.n_pairs for row in stored), default=0)
    by = f"by the spread of {pairs} stored pairs" if stored else f"a guess: {_usual_words(experiment)}"
    return [f"differences from about {size} up ({by})"]


def points(text: str) -> str:
    """Return a size with its unit as a plan says it: percentage points are points.

    >>> points("0.15 pp"), points("0.0150 nats")
    ('0.15 points', '0.0150 nats')
    """
    return f"{text.removesuffix(' pp')} points" if text.endswith(" pp") else text


def _usual(experiment: Experiment) -> list[float]:
    """Return the spread between pairs that is usual for an experiment's data set; none: it is unknown."""
    names = {variant.recipe.dataset.name for variant in experiment.variants}
    known = [USUAL_SPREADS[name] for name in names if name in USUAL_SPREADS]
    return known if len(names) == 1 and experiment.metric == DEFAULT_METRIC else []


def _usual_words(experiment: Experiment) -> str:
    return f"the spread usual for {experiment.variants[0].recipe.dataset.facts.title}"


def _guess(experiment: Experiment) -> list[str]:
    """How many seeds tell the margin from zero, where no stored pair says it; nothing where nothing does."""
    margin, usual = experiment.margins.get(experiment.metric), _usual(experiment)
    if not experiment.comparisons or margin is None or not usual:
        return []
    needed, _ = seeds_to_settle(usual[0], FEWEST_PAIRS, margin, joint_level(experiment.family_size))
    return [f"{100 * margin:.2g} points: about {needed:.0f} seeds"]


def _need(row: Compared) -> str:
    """How many seeds settle a comparison, by its stored pairs."""
    wanted = seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high)
    seeds = "no number of seeds would" if wanted == "never" else f"{wanted} seeds in all"
    return f"{_compared(row)}: {seeds} (so far {_mean(row)})"


def _found(row: Compared) -> str:
    return f"{_compared(row)}: {decision_word(row)} ({_mean(row)})"


def _compared(row: Compared) -> str:
    return row.label if row.metric == DEFAULT_METRIC else f"{row.label} on {SHOWN[row.metric].name}"


def _mean(row: Compared) -> str:
    mean = points(mean_digits(row) + SHOWN[row.metric].difference_unit)
    return f"{mean}, spread {points(size_shown(row.metric, row.sd_difference, [0.0]))}, {row.n_pairs} pairs"


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
    own = [dropout.layer] if isinstance(dropout, Own) else []
    told = [f"input rate {short_rate(site_rates[0])}"] if site_rates and site_rates[0] else []
    if hidden and isinstance(dropout, RatedLayers):
        told.append(
            said(dropout.rates_said(site_rates[1:2] if len(hidden) == 1 else site_rates[1:]), ENGLISH)
        )
    told += [f"{key} {value}" for key, value in dropout.settings().items()]
    effect = dropout.effect(recipe.dataset.facts.shape)
    told += [said(effect, ENGLISH)] if effect else []
    return f"[{', '.join([*own, *told])}]"
