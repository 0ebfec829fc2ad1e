"""The words of an experiment for readers, as `experiments/` has them today: they decide nothing."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dropout_lab.config.question import Question
from dropout_lab.errors import ConfigError
from dropout_lab.evidence import Analysis
from dropout_lab.experiment import Experiment

KEYS = ("asks", "question_zh", "group", "order", "see")
"""Keys of an experiment that are words for readers, and in no hash."""


def in_words_of_today(analysis: Analysis, given: Mapping[str, Any]) -> tuple[Analysis, dict[str, Any]]:
    """Return an analysis and what was written down of it with the words of the same question's file.

    These are what it asks, its question in Chinese, its place in the index, what people call its variants and
    comparisons, and which variant explains a claim. All else stays as it was planned; of a question that
    stands in no file, everything.

    Args:
        analysis: what was found.
        given: the part of a folder's provenance that was given.
    """
    with suppress(ConfigError):
        question = Question.read(analysis.experiment.name)
        if question.question == analysis.experiment.question:
            written = _reworded(given["experiment"], question)
            experiment = Experiment.parse(written)
            return replace(analysis, experiment=experiment), {**given, "experiment": written}
    return analysis, dict(given)


def _reworded(written: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """Return the document of an experiment with the words of a question."""
    variants = {name: label.model_dump() for name, label in question.labels.items()}
    comparisons = {_sides(pair): pair["label"] for pair in question.comparisons if "label" in pair}
    explained = {claim["id"]: claim["explains"] for claim in question.claims if "explains" in claim}
    return {
        **written,
        **{name: getattr(question, name) for name in KEYS},
        "variants": [_labelled(part, variants.get(part["name"])) for part in written["variants"]],
        "comparisons": [
            _labelled(part, comparisons.get(_sides(part))) for part in written.get("comparisons", ())
        ],
        "claims": [_explained(part, explained.get(part["id"])) for part in written.get("claims", ())],
    }


def _labelled(part: Mapping[str, Any], label: object) -> dict[str, Any]:
    return {**part, "label": label} if label is not None else dict(part)


def _explained(claim: Mapping[str, Any], variant: object) -> dict[str, Any]:
    return {**claim, "explains": variant} if variant is not None else dict(claim)


def _sides(pair: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of both sides of a comparison, or all four of an interaction."""
    minus = pair.get("minus") or {}
    return tuple(str(side[key]) for side in (pair, minus) if side for key in ("treatment", "control"))
