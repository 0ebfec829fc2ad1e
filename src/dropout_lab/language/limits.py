"""What an answer is limited by, in words: nets, data, rates, seeds, machines, and how many test images."""

from collections.abc import Iterable, Iterator, Sequence

from dropout_lab.evidence import Analysis
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import Digits
from dropout_lab.language.metrics import metrics_in

MOST_NAMES = 3
"""Names that a limit lists; more are counted."""


def limits_line(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say on what an answer rests: how many nets, data sets, optimizers, rates, epochs, seeds, machines.

    Of the variants that are compared or spoken of by a claim; of all where none is.
    """
    experiment = analysis.experiment
    told = [v for v in experiment.variants if v.name not in experiment.exploratory] or experiment.variants
    parts = [
        _counted("nets", map(_net, told), words),
        _counted("data", (variant.recipe.dataset.facts.title for variant in told), words),
        _counted("optimizers", (variant.recipe.optimizer.keras_name for variant in told), words),
        _rates(told, words),
        _epochs(told, words),
        words("units.seeds", n=len(set(analysis.seeds))),
        _counted("engines", (v.engine.title for v in told), words),
        _counted("machines", sorted(set(_machines(analysis))), words),
    ]
    line = words("sentences.limits.line", parts=words("units.join.comma").join(filter(None, parts)))
    return line[0].upper() + line[1:]


def noise_sentence(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say how far the choice of test images alone moves the primary metric; empty where none has such noise.

    One standard deviation, from the least to the most noisy variant.
    """
    experiment, shown = analysis.experiment, metrics_in(words)[analysis.metric]
    rows = analysis.summary[analysis.summary["metric"] == analysis.metric]
    noises = shown.factor * rows["image_noise"].dropna()
    if noises.empty:
        return ""
    noise = _span([Digits(shown.decimals).text(end) for end in (noises.min(), noises.max())], words)
    sizes = sorted({variant.recipe.dataset.facts.test_examples for variant in experiment.variants})
    n = words("units.join.comma").join(f"{size:,}" for size in sizes)
    return words("page.images.noise", n=n, noise=noise + shown.difference_unit)


def _counted(kind: str, names: Iterable[str], words: Words) -> str:
    """Count different names, and list them where they are few; empty without any."""
    found = list(dict.fromkeys(names))
    if not found:
        return ""
    comma = words("units.join.comma")
    shown = comma.join(found[:MOST_NAMES]) + (comma + words("units.join.more") if found[MOST_NAMES:] else "")
    return words(f"sentences.limits.{kind}", n=len(found), names=shown)


def _rates(told: Sequence[Variant], words: Words) -> str:
    """Name the rates above 0 of what drops, a few by one, many from the least to the largest."""
    each = (
        getattr(variant.recipe.dropout, name, None) for variant in told for name in ("rate", "input_rate")
    )
    flat = (rate for rates in each if rates for rate in ([rates] if isinstance(rates, float) else rates))
    rates = [f"{rate:g}" for rate in sorted(set(flat)) if rate]
    if not rates:
        return ""
    few = len(rates) <= MOST_NAMES
    names = words("units.join.comma").join(rates) if few else _span([rates[0], rates[-1]], words)
    return words("sentences.limits.rates", n=len(rates), names=names)


def _epochs(told: Sequence[Variant], words: Words) -> str:
    epochs = sorted({variant.recipe.training.epochs for variant in told})
    return words(
        "sentences.limits.epochs", n=epochs[-1], span=_span([str(epochs[0]), str(epochs[-1])], words)
    )


def _net(variant: Variant) -> str:
    """Name a net by its widths, such as 784-512-512-10; another kind than layers in a row by its name too."""
    recipe, facts = variant.recipe, variant.recipe.dataset.facts
    widths = "-".join(map(str, recipe.model.widths(facts)))
    return widths if recipe.model.dense_alone else f"{recipe.model.name} {widths}"


def _machines(analysis: Analysis) -> Iterator[str]:
    """Name what computed each run: the graphics card, else the processor; some runs tell none."""
    for environment in analysis.records.fact("environment"):
        device = str(environment.get("device") or "cpu")
        name = environment.get("cpu") if device == "cpu" else device
        if name and name != "unknown":
            yield str(name)


def _span(ends: Sequence[str], words: Words) -> str:
    """Return both ends of a range, or the one where they are equal."""
    low, high = ends
    return low if low == high else words("units.range", low=low, high=high)


def test_images(experiment: Experiment) -> int:
    """Return how many images all variants are tested on; 0 where they are not images, or not the same."""
    facts = [variant.recipe.dataset.facts for variant in experiment.variants]
    sizes = {each.test_examples for each in facts if each.nouns.examples.en == "images"}
    return sizes.pop() if len(sizes) == 1 and all(e.nouns.examples.en == "images" for e in facts) else 0
