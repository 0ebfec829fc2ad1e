"""What was run, in words of either language: what all variants share, and what is each one's own."""

from collections.abc import Mapping
from typing import NamedTuple

from dropout_lab.experiment import Experiment, Variant
from dropout_lab.language import ENGLISH, Words, said


class WhatWasRun(NamedTuple):
    """Phrases without a full stop: those of all variants, and by variant those of its own."""

    shared: tuple[str, ...]
    by_variant: Mapping[str, tuple[str, ...]]


def what_was_run(experiment: Experiment, words: Words = ENGLISH) -> WhatWasRun:
    """Say what was trained; a part in which some variants differ stands with each of them."""
    parts = {variant.name: parts_said(variant, words) for variant in experiment.variants}
    first = next(iter(parts.values()))
    common = {key for key, text in first.items() if all(of[key] == text for of in parts.values())}
    shared = tuple(text for key, text in first.items() if key in common and text)
    own = {
        name: tuple(text for key, text in of.items() if key not in common and text)
        for name, of in parts.items()
    }
    return WhatWasRun(shared, own)


def parts_said(variant: Variant, words: Words) -> dict[str, str]:
    """Say each part of a variant by its key, the engine last; empty where there is nothing to say."""
    nouns = variant.recipe.dataset.facts.nouns
    phrases = {**variant.recipe.phrases(), "engine": variant.engine.phrases(nouns)}
    return {key: words("methods.comma").join(said(p, words) for p in of) for key, of in phrases.items()}
