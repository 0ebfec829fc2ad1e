"""The answers of other experiments that ask the same, which a page leads to and tells."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropout_lab.errors import DropoutLabError
from dropout_lab.language import ENGLISH, Words, headline
from dropout_lab.publication.check import read_report
from dropout_lab.publication.wording import in_words_of_today
from dropout_lab.results_folder import PUBLISHED, is_results_folder

KEY = "also_asked"


def with_also_asked(given: Mapping[str, Any], names: tuple[str, ...], root: Path) -> dict[str, Any]:
    """Return what was given of a folder, with the answers of the experiments that it leads to.

    Args:
        given: the part of a folder's provenance that was given.
        names: the experiments; one that is nowhere published, or damaged, is left out.
        root: the folder of results in which the folder stands.
    """
    found = {name: told for name in names if (told := _told(name, root)) is not None}
    kept = {key: value for key, value in given.items() if key != KEY}
    return {**kept, KEY: found} if found else kept


def _told(name: str, root: Path) -> dict[str, str] | None:
    """Return question and answer of a published experiment in both languages, from its own runs."""
    folder = next((place / name for place in (root, PUBLISHED) if is_results_folder(place / name)), None)
    if folder is None:
        return None
    try:
        analysis, given, _ = read_report(folder)
    except DropoutLabError:
        return None
    analysis, _ = in_words_of_today(analysis, given)
    english, chinese = headline(analysis, ENGLISH), headline(analysis, Words("zh"))
    return {
        "question": analysis.experiment.question,
        "question_zh": analysis.experiment.question_in("zh"),
        "answer_kind": english.kind,
        "word": english.word,
        "word_zh": chinese.word,
        "sentence": english.sentence,
        "sentence_zh": chinese.sentence,
    }
