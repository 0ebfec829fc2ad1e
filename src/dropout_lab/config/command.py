"""A command line of ``run`` -> an experiment, its seeds, and where everything goes."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from hydra.core.override_parser.types import Override
from pydantic import Field

from dropout_lab.canonical import Part, Wanted, digest, parse
from dropout_lab.config.compose import Composer
from dropout_lab.config.idle import refuse_cut_short, refuse_unseen
from dropout_lab.config.job import trained
from dropout_lab.config.naming import comparisons_of, named_by_point, relabelled, without_labels
from dropout_lab.config.overrides import (
    Overrides,
    combinations,
    refuse_keep_words,
    refuse_unread,
    split_axes,
)
from dropout_lab.config.places import CACHE, RECIPE_KEYS, folder_or_file, root
from dropout_lab.config.question import Question
from dropout_lab.config.seeds import auto_cap, parse_seeds
from dropout_lab.config.variants import Made, VariantMaker, as_text
from dropout_lab.config_files import experiment_files
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.metrics import DEFAULT_METRIC, EVALUATION_METRIC

DEFAULT_SEEDS = 5


class Executor(Part):
    """Where the workers are."""

    address: Annotated[
        Annotated[str, Field(pattern=r"^(tcp|tls)://.+:\d+$")] | None,
        Wanted("should be the address of a Dask scheduler, such as tcp://127.0.0.1:8786"),
    ] = None
    workers: Annotated[
        Annotated[int, Field(ge=1, le=1024)] | None,
        Wanted("should be the processes on this machine, 1 to 1024: each takes some 500 MB of memory"),
    ] = None
    dashboard: bool = False


class StoreSettings(Part):
    """Where the runs are kept."""

    path: str


class ResultsSettings(Part):
    """Where the results folders stand."""

    path: str


class Composed(Part):
    """What a composed configuration says beside the recipe and the engine; any other key is refused."""

    executor: Executor
    store: StoreSettings
    results: ResultsSettings
    experiment: str | None
    seeds: Any
    name: str | None
    control: Any
    smoke: dict[str, Any] | None


@dataclass(frozen=True)
class Command:
    """All that a ``run`` has decided before it looks at the store."""

    experiment: Experiment
    seeds: tuple[int, ...]
    store_path: Path
    results_path: Path
    executor: Executor
    cache_dir: Path | None
    smoke: bool
    altered: bool
    on_the_spot: bool
    composed: Mapping[str, Any]
    typed: str
    recipes: Mapping[str, Mapping[str, Any]]
    """What each variant trains, by its name, as keys of a configuration."""


def read_command(lines: Sequence[str], *, multirun: bool = False, config_dir: Path | None = None) -> Command:
    """Turn override lines into a decided command.

    Args:
        lines: words of Hydra's override grammar.
        multirun: whether ``-m`` was given, without which several values for a key are an error.
        config_dir: folder of the user's own choices, or None.

    Raises:
        ConfigError: one line for whatever cannot be.
    """
    with Composer(config_dir) as composer:
        fixed, axes = split_axes(_accepted(lines, composer, multirun), multirun)
        words = Overrides.sort(fixed, composer)
        top, cache_dir = _top(words, composer)
        question = Question.read(top.experiment) if top.experiment else None
        maker = VariantMaker(composer, question, top.smoke or {}, cache_dir)
        points = {point: maker.make(fixed, point, axes) for point in combinations(axes)}
        plain = maker.make([]) if question and (axes or words.touch_recipes or top.smoke) else None
    seeds, is_auto = _seeds(asked := _asked_seeds(top, question)), auto_cap(asked) is not None
    auto_by_file = question is not None and auto_cap(question.seeds) is not None
    named = named_by_point(points, question := relabelled(question, words, points.get((), {}), plain))
    _refuse_idle(named, len(seeds), top)
    variants = [made.variant for made in named]
    altered = plain is not None and without_labels(variants) != [made.variant for made in plain.values()]
    experiment = _experiment(
        {
            "name": _name(top, question, variants, altered, bool(axes)),
            **_asked(question, axes),
            "variants": [variant.model_dump() for variant in variants],
            "planned_seeds": seeds if question is None or is_auto or auto_by_file else _seeds(question.seeds),
            "auto": is_auto,
            "comparisons": comparisons_of(question, points, variants, top.control),
        },
        question,
        typed=[key for key in ("name", "seeds") if getattr(top, key) is not None],
    )
    return Command(
        experiment=experiment,
        seeds=seeds,
        store_path=folder_or_file("store.path", top.store.path),
        results_path=folder_or_file("results.path", top.results.path),
        executor=top.executor,
        cache_dir=folder_or_file(CACHE, cache_dir) if cache_dir else None,
        smoke=top.smoke is not None,
        altered=altered or question is None or is_auto != auto_by_file,
        on_the_spot=question is None,
        composed=top.model_dump(),
        typed=_typed(lines, multirun, config_dir),
        recipes={made.variant.name: trained(made.variant, made.composed) for made in named},
    )


def _experiment(data: Mapping[str, Any], question: Question | None, typed: Sequence[str]) -> Experiment:
    """Validate an experiment; what a file says is refused by the file's name.

    Raises:
        ConfigError: one line.
    """
    try:
        experiment = Experiment.parse(data)
        refuse_unseen(experiment)
        return experiment
    except ConfigError as error:
        if question is None or str(error).startswith(tuple(f"{key}=" for key in typed)):
            raise
        raise ConfigError(f"experiments/{question.name}.yaml: {error}") from None


def _accepted(lines: Sequence[str], composer: Composer, multirun: bool) -> list[Override]:
    """Parse the words; refuse those that mean a probability of keeping, or that nobody reads."""
    overrides = composer.parse(lines)
    for override in overrides:
        refuse_keep_words(override)
        refuse_unread(override)
    composer.refuse_unknown(overrides, multirun)
    return overrides


MOST_RUNS = 1_000_000
"""Runs of one command: planning them takes minutes and some gigabytes; a run of 0.1 s each takes a day."""


def _refuse_idle(named: Sequence[Made], n_seeds: int, top: Composed) -> None:
    """Refuse what every variant leaves unread, and more runs than a plan can hold.

    Raises:
        ConfigError: the key that nobody reads, or the number of runs.
    """
    if len(named) * n_seeds > MOST_RUNS:
        raise ConfigError(
            f"{len(named):,} variants x {n_seeds:,} seeds: a command trains at most {MOST_RUNS:,} runs"
        )
    asked = {key for made in named for key in _moved(made.composed["schedule"])}
    idle = sorted(asked.difference(*(made.variant.recipe.schedule for made in named)))
    if idle:
        raise ConfigError(
            f"schedule.{idle[0]}: moves nothing, as no variant has such a parameter or drops anything; "
            "add dropout.rate=0.2, or leave the schedule out"
        )
    if not top.smoke:  # whose one epoch ends before most schedules do
        for made in named:
            refuse_cut_short(made.variant.recipe)
    evaluated = [made for made in named if made.composed["evaluation"]]
    if evaluated and not any(made.variant.recipe.evaluation for made in evaluated):
        raise ConfigError(
            f"evaluation={evaluated[0].composed['evaluation']['name']}: draws nothing, as no variant with it "
            "drops anything; add dropout.rate=0.2, or leave the evaluation out"
        )
    executor = top.executor
    if executor.address and (executor.workers is not None or executor.dashboard):
        key = "workers" if executor.workers is not None else "dashboard"
        raise ConfigError(
            f"executor.{key}: is of workers on this machine; the cluster at {executor.address} has its own"
        )


def _moved(schedule: Mapping[str, Any], under: str = "") -> list[str]:
    """Return the parameters that a composed schedule moves, dotted."""
    return [
        key
        for name, by in schedule.items()
        if isinstance(by, Mapping)
        for key in ([f"{under}{name}"] if "name" in by else _moved(by, f"{under}{name}."))
    ]


def _typed(lines: Sequence[str], multirun: bool, config_dir: Path | None) -> str:
    """Return the command that asks for the same variants; seeds and places are left out."""
    places = ("seeds=", "store.", "results.", "executor.", "dataset.cache")
    kept = [line for line in lines if not line.startswith(places)]
    own = ["--config-dir", str(config_dir)] if config_dir else []
    return shlex.join(["dropout-lab", "run", *(["-m"] if multirun else []), *own, *kept])


def _top(words: Overrides, composer: Composer) -> tuple[Composed, Any]:
    """Compose the keys that hold for the whole command, and where data are kept; recipes come later."""
    scalars = {
        key: value for key, value in words.scalars.items() if root(key) not in RECIPE_KEYS or key == CACHE
    }
    structure = [line for key, line in words.structure.items() if root(key) not in RECIPE_KEYS]
    structure += [line for key, line in words.structure.items() if key in ("dataset", CACHE)]
    composed = composer.compose(structure, [scalars])
    name, cache_dir = composed.get("name"), composed["dataset"].get("cache_dir")
    rest = {key: value for key, value in composed.items() if key not in RECIPE_KEYS}
    try:
        top = parse(Composed, {**rest, "name": name if name is None else str(name)})
    except ConfigError as error:
        raise as_text(error, composed, words.scalars) or error from None
    return top, cache_dir


def _asked_seeds(top: Composed, question: Question | None) -> object:
    if top.smoke:
        return 1
    if top.seeds is not None:
        return top.seeds
    return question.seeds if question else DEFAULT_SEEDS


def _seeds(value: object) -> tuple[int, ...]:
    """The seeds that a value names; of ``auto`` all up to its cap."""
    cap = auto_cap(value)
    return parse_seeds(value) if cap is None else tuple(range(cap))


def _asked(question: Question | None, axes: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """The question in words, what it is about, and what its file claims; a sweep of it claims nothing."""
    if question:
        names = ("question", "question_zh", "asks", "metric", *(() if axes else ("group", "order", "see")))
        asked = {name: getattr(question, name) for name in names}
        margins = {} if question.margins is None else {"margins": question.margins}
        return {**asked, **margins, "claims": [] if axes else list(question.claims)}
    keys = [key for key, _ in axes]
    if not keys:
        return {"question": "What does this recipe reach?", "question_zh": "这个配方能达到什么水平？"}
    evaluations = all(root(key) == "evaluation" for key in keys)
    return {
        "metric": EVALUATION_METRIC if evaluations else DEFAULT_METRIC,
        "question": f"What does {' and '.join(keys)} do to the test accuracy?",
        "question_zh": f"{'和'.join(keys)} 对测试准确率有什么影响？",
    }


def _name(
    top: Composed, question: Question | None, variants: Sequence[Variant], altered: bool, swept: bool
) -> str:
    if top.name is not None:
        own = question is not None and not altered and top.name == question.name
        if top.name in experiment_files() and not own:
            raise ConfigError(f"name={top.name}: an experiment's own name; choose another")
        return top.name
    if question and not altered:
        return question.name
    stem = question.name if question else "sweep" if swept else "single"
    return f"{stem}-{digest([variant.canonical() for variant in variants])[:6]}"
