"""Other experiments that ask the same: their questions and answers, as a folder's provenance has them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dropout_lab.experiment import Experiment
from dropout_lab.headline import written_headline
from dropout_lab.report.bilingual import Both

LANGUAGES = {"en": "", "zh": "_zh"}
"""Language -> how the keys of its texts end."""


class AlsoAsked(NamedTuple):
    """An experiment that asks the same: its name, its question, and word and sentence of its answer."""

    name: str
    question: Both
    answer: Both


def also_asked(experiment: Experiment, provenance: Mapping[str, Any]) -> list[AlsoAsked]:
    """Return the experiments that one leads to, as far as their answers are on record.

    Args:
        experiment: it names them.
        provenance: document of `provenance_of`; anybody's, so that whatever is no answer counts as none.
    """
    told = provenance.get("also_asked")
    known = told if isinstance(told, Mapping) else {}
    return [
        AlsoAsked(name, *made)
        for name in experiment.see
        if isinstance(known.get(name), Mapping) and (made := _told(known[name])) is not None
    ]


def _told(known: Mapping[str, Any]) -> tuple[Both, Both] | None:
    answers = {language: written_headline(known, language) for language in LANGUAGES}
    if any(answer is None for answer in answers.values()):
        return None
    questions = {language: str(known.get(f"question{end}", "")) for language, end in LANGUAGES.items()}
    return Both(questions), Both({language: answer.text for language, answer in answers.items() if answer})
