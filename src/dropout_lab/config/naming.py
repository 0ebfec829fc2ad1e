"""What variants and comparisons are called: by the experiment's file, or by their point of a sweep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dropout_lab.canonical import digest
from dropout_lab.config.overrides import Overrides, tidy
from dropout_lab.config.question import Question, split_variant_key
from dropout_lab.config.variants import Combination, Made
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Variant


def _label(point: Combination) -> str:
    """Name a point of a sweep by the last words of its keys, or by the whole where these collide."""
    ends = [key.rpartition(".")[2] for key, _ in point]
    keys = ends if len(set(ends)) == len(ends) else [key for key, _ in point]
    label = ", ".join(f"{key}={value}" for key, value in zip(keys, (v for _, v in point), strict=True))
    plain = re.sub(r"\\(.)", r"\1", label)  # Hydra escapes what its grammar needs
    plain = re.sub(r"[^\w.,=+\- ()\[\]]", "_", plain)
    return plain if len(plain) <= LONGEST_LABEL else f"{plain[: LONGEST_LABEL - 7]}-{digest(label)[:6]}"


LONGEST_LABEL = 80
"""Letters of a point of a sweep in the name of a variant."""


def named_by_point(points: Mapping[Combination, Mapping[str, Made]], question: Question | None) -> list[Made]:
    """Name each variant by its own name and its point of the sweep; a label is of no single point."""
    return [
        replace(
            made,
            variant=made.variant.model_copy(
                update={
                    "name": ", ".join(filter(None, [name if question or not point else "", _label(point)])),
                    "label": question.labels.get(name) if question and not point else None,
                }
            ),
        )
        for point, variants in points.items()
        for name, made in variants.items()
    ]


def relabelled(
    question: Question | None, words: Overrides, made: Mapping[str, Made], plain: Mapping[str, Made] | None
) -> Question | None:
    """Return the question without the labels of variants that words of their own made others."""
    if question is None or plain is None:
        return question
    typed = {split_variant_key(key, question.variants)[0] for key in words.of_variants}
    return question.without_labels_of(
        [name for name in typed & {*made} if made[name].variant != plain[name].variant]
    )


def without_labels(variants: Sequence[Variant]) -> list[Variant]:
    """Leave out what people call them."""
    return [variant.model_copy(update={"label": None}) for variant in variants]


def comparisons_of(
    question: Question | None,
    points: Mapping[Combination, Mapping[str, Made]],
    variants: Sequence[Variant],
    control: object,
) -> list[dict[str, Any]]:
    """Return what is set against what: by the file at each point, else all variants against one control.

    Args:
        question: the experiment's; None: a sweep or a single recipe.
        points: the variants at each point of a sweep.
        variants: all of them, under their names.
        control: the one that the others are set against, as it was typed; None: the first.

    Raises:
        ConfigError: a control that is no single variant, or where the experiment names its comparisons.
    """
    if question:
        if control is not None:
            raise ConfigError(f"control={control}: {question.name} names its comparisons itself")
        return [_at_point(pair, _label(point)) for point in points for pair in question.comparisons]
    names = [variant.name for variant in variants]
    first = names[0]
    if control is not None and len(names) == 1:
        raise ConfigError(
            f"control={control}: one variant alone is compared with nothing; sweep a key with -m"
        )
    if control is not None:
        wanted = tidy(str(control))
        fitting = [name for name in names if wanted in (name, name.partition("=")[2])]
        if len(fitting) != 1:
            raise ConfigError(f"control={control}: names {len(fitting)} variants; choose {', '.join(names)}")
        first = fitting[0]
    return [{"treatment": name, "control": first} for name in names if name != first]


SIDES = ("treatment", "control")


def _at_point(pair: Mapping[str, Any], label: str) -> dict[str, Any]:
    """A comparison of the experiment between the variants at a point of a sweep, where a label says half."""
    pair = {key: value for key, value in pair.items() if key != "label" or not label}
    sides = {side: ", ".join(filter(None, [pair[side], label])) for side in SIDES if side in pair}
    minus = {"minus": _at_point(pair["minus"], label)} if isinstance(pair.get("minus"), Mapping) else {}
    return {**pair, **sides, **minus}
