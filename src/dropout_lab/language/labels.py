"""What people call variants and comparisons: the label of the experiment's file, or one from the recipe."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dropout_lab.dropout import Dropout, Own
from dropout_lab.evidence import Sweep
from dropout_lab.experiment import Comparison, Experiment, Label, Variant
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.phrases import said


def labels_of(experiment: Experiment, words: Words = ENGLISH) -> Mapping[str, str]:
    """Return what people call each variant, by its name; no two share a label, and none has a ``_``.

    Args:
        experiment: a variant without a label of its own has one from its point of a sweep, else from what is
            its own in the recipe.
        words: the language.
    """
    variants = experiment.variants
    made = {variant.name: _from_recipe(variant, experiment, words) for variant in variants}
    shared = {label for label, times in Counter(made.values()).items() if times > 1}
    return {
        variant.name: _given(variant.label, words)
        or _from_point(variant.name, words, _named_parts(variant, words))
        or (made[variant.name] if made[variant.name] not in shared else _spaced(variant.name))
        for variant in variants
    }


def named_labels(experiment: Experiment, words: Words = ENGLISH) -> Mapping[str, str]:
    """Return what people call the variants whose name in files and exact sentences does not say it.

    A name says it that is the label, or all of it but the first word: ``jax`` of *on JAX*.
    """
    return {
        name: label
        for name, label in labels_of(experiment, words).items()
        if name_label(name, words).casefold() not in (label.casefold(), label.partition(" ")[2].casefold())
    }


def comparison_labels(experiment: Experiment, words: Words = ENGLISH) -> Mapping[tuple[str, ...], str]:
    """Return what people call each comparison, by the names of its two variants, or of its four."""
    labels, effects = labels_of(experiment, words), effect_labels(experiment, words)
    return {pair.variants: _of_comparison(pair, labels, effects, words) for pair in experiment.comparisons}


def effect_labels(experiment: Experiment, words: Words = ENGLISH) -> Mapping[tuple[str, ...], str]:
    """Return where each effect of an interaction is seen, by its two variants, as *with Adam*.

    That is what both of its sides have and both of the other effect's have otherwise; one that has a label of
    its own, or nothing of the kind, is left out.
    """
    variants = {variant.name: variant for variant in experiment.variants}
    labelled = {pair.variants for pair in experiment.comparisons if pair.label}
    found: dict[tuple[str, ...], str] = {}
    for pair in experiment.comparisons:
        if pair.minus is None:
            continue
        sides = pair.variants[:2], pair.variants[2:]
        here, there = (_shared([variants[name] for name in side], words) for side in sides)
        for side, own, other in ((sides[0], here, there), (sides[1], there, here)):
            differing = [own[key] for key in own if key in other and own[key] != other[key]]
            if differing and side not in labelled:
                found[side] = words("answers.with", label=words("labels.comma").join(differing))
    return found


def line_labels(experiment: Experiment, sweep: Sweep, words: Words = ENGLISH) -> Mapping[str, str]:
    """Return what people call each line of a sweep: what its variants share, else its value of its key."""
    labels, comma = labels_of(experiment, words), words("labels.comma")
    found: dict[str, str] = {}
    for line in dict.fromkeys(sweep.lines.values()):
        named = [labels[name].split(comma) for name in sweep.points if sweep.lines[name] == line]
        shared = [part for part, *others in zip(*named, strict=False) if {*others} <= {part}]
        value = name_label(f"{sweep.line_key.removesuffix('.name')}={line}", words)
        found[line] = comma.join(shared) or value
    return found


def swept_label(sweep: Sweep, words: Words = ENGLISH) -> str:
    """Return what people call the first swept key."""
    return key_label(sweep.keys[0], words)


def key_label(key: str, words: Words = ENGLISH) -> str:
    """Return what people call a key: its last word, where the catalogue has one."""
    named = f"labels.keys.{key.rpartition('.')[2]}"
    return words(named) if named in words else key


def name_label(name: str, words: Words = ENGLISH) -> str:
    """Return what people call a variant of which the name alone is known.

    >>> name_label("rate=0.5"), name_label("other_mask"), name_label("rate=0.5", Words("zh"))
    ('rate 0.5', 'other mask', '丢弃率 0.5')
    """
    return _from_point(name, words) or _spaced(name)


def _of_comparison(
    pair: Comparison, labels: Mapping[str, str], effects: Mapping[tuple[str, ...], str], words: Words
) -> str:
    here, there = (effects.get(side, "") for side in (pair.variants[:2], pair.variants[2:]))
    if pair.label is None and here and (there or not pair.minus):
        control = _said_once(here, there, words)
        return words("units.against", treatment=here, control=control) if there else here
    sides = [labels[name] for name in pair.variants]
    plain = [
        words("units.against", treatment=t, control=_said_once(t, c, words))
        for t, c in zip(sides[::2], sides[1::2], strict=True)
    ]
    return _given(pair.label, words) or words("labels.minus").join(plain)


def _said_once(treatment: str, control: str, words: Words) -> str:
    """Return a control without the word that both labels begin with.

    >>> _said_once("on JAX", "on TensorFlow", ENGLISH), _said_once("with dropout", "without it", ENGLISH)
    ('TensorFlow', 'without it')
    """
    shared = words("labels.shared").split()
    begun = (word for word in shared if treatment.startswith(f"{word} ") and control.startswith(f"{word} "))
    return control.removeprefix(next(begun, "")).lstrip()


def _given(label: Label | None, words: Words) -> str:
    return label.said_in(words.language) if label else ""


def _spaced(name: str) -> str:
    return " ".join(name.replace("_", " ").split())


def _named_parts(variant: Variant, words: Words) -> Mapping[str, str]:
    """Return what people call the choices of a recipe, by the settings that name them."""
    dropout = variant.recipe.dropout
    return {f"dropout={dropout.name}": _kind(dropout, words)}


def _from_point(name: str, words: Words, parts: Mapping[str, str] | None = None) -> str:
    """Name a point of a sweep by its settings; nothing where a name has none.

    Args:
        name: of the variant.
        words: the language.
        parts: what people call a setting, where it has a word of its own.

    >>> _from_point("dropout, hidden_units=[512, 512], rate=0.5", Words("en"))
    'dropout, hidden units [512, 512], rate 0.5'
    """
    if "=" not in name:
        return ""
    settings = re.split(r", (?=[^\]]*(?:\[|$))", name)  # a list holds commas too
    called = ((parts or {}).get(setting) or _setting(setting, words) for setting in settings)
    return words("labels.comma").join(called)


def _setting(part: str, words: Words) -> str:
    key, equals, value = part.partition("=")
    named = words(f"labels.keys.{key}") if f"labels.keys.{key}" in words else _spaced(key)
    return f"{named} {_spaced(value)}" if equals else _spaced(part)


def _from_recipe(variant: Variant, experiment: Experiment, words: Words) -> str:
    """Name what is a variant's own among the others: dropout and schedule, optimizer, model, engine."""
    each = [_parts(other, words) for other in experiment.variants]
    own = _parts(variant, words)
    kept = [own[key] for key in own if own[key] and len({parts[key] for parts in each}) > 1]
    return words("labels.comma").join(kept) or _spaced(variant.name)


def _parts(variant: Variant, words: Words) -> dict[str, str]:
    """Name the parts of a recipe in which variants usually differ, in short."""
    recipe = variant.recipe
    schedules = dict.fromkeys(schedule.name for schedule in recipe.schedule.values())
    return {
        "dropout": words("labels.comma").join([_dropout(variant, words), *map(_spaced, schedules)]),
        "optimizer": recipe.optimizer.keras_name,
        "model": _spaced(recipe.model.name),
        "engine": variant.engine.title,
    }


def _shared(variants: Sequence[Variant], words: Words) -> dict[str, str]:
    """Name what all of some variants have alike beside their dropout, by what it is of."""
    each = []
    for variant in variants:
        recipe = variant.recipe
        units = getattr(recipe.model, "hidden_units", None)
        named = _parts(variant, words)
        each.append(
            {
                "optimizer": named["optimizer"],
                "model": named["model"],
                "units": _setting(f"hidden_units={list(units)}", words) if units else "",
                "data": recipe.dataset.name.replace("_", " "),
                "n_train": words("labels.n_train", n=recipe.dataset.n_train),
                "epochs": _setting(f"epochs={recipe.training.epochs}", words),
                "batch_size": _setting(f"batch_size={recipe.training.batch_size}", words),
                "engine": named["engine"],
            }
        )
    first, *others = each
    return {key: text for key, text in first.items() if text and all(other[key] == text for other in others)}


def _dropout(variant: Variant, words: Words) -> str:
    """Name a dropout and its rates, as in ``Gaussian dropout, rate 0.5``."""
    dropout = variant.recipe.dropout
    rates = getattr(dropout, "rate", None)
    rates = [f"{rate:g}" for rate in ([rates] if isinstance(rates, float) else rates or [])]
    on_input = getattr(dropout, "input_rate", None)
    told = [_kind(dropout, words)]
    if rates and any(map(float, rates)):
        same = rates[:1] if len(set(rates)) == 1 else rates
        told.append(words("labels.rate", n=len(same), rates=words("labels.then").join(same)))
    if on_input:
        told.append(words("labels.input", rate=f"{on_input:g}"))
    return words("labels.comma").join(told)


def _kind(dropout: Dropout, words: Words) -> str:
    """Name a dropout without its rates."""
    key = f"labels.dropouts.{dropout.name}"
    if isinstance(dropout, Own):
        called = dropout.layer.rpartition(":")[2]
    elif key in words:
        called = words(key)
    elif dropout.phrase is None:
        called = dropout.name
    else:
        called = re.split(r" ?[(（]", said(dropout.called(), words))[0]
    return _spaced(called)
