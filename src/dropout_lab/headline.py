"""The answer of an experiment as people read it: a word and one sentence, the same wherever it is told."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Headline(NamedTuple):
    """The answer as people read it.

    ``kind``: of `Reply`, the same in every language. ``word``: such as *No*, *Slightly* or *About half*.
    ``sentence``: at most 25 words, with labels in the place of names.
    """

    kind: str
    word: str
    sentence: str

    @property
    def text(self) -> str:
        """Word and sentence in one line.

        >>> Headline("no", "No", "It is lower.").text, Headline("no", "没有提高", "略低。").text
        ('No. It is lower.', '没有提高。略低。')
        """
        stop = "。" if self.sentence.endswith("。") else ". "
        return f"{self.word}{stop}{self.sentence}"

    def as_object(self) -> dict[str, str | None]:
        """Return what a program reads of it."""
        return {"answer_kind": self.kind, "word": self.word, "sentence": self.sentence}


UNANSWERED: dict[str, str | None] = {"answer_kind": None, "word": None, "sentence": None}
"""What a program reads where nothing is decided, or nothing is known."""


def written_headline(known: Mapping[str, Any], language: str = "en") -> Headline | None:
    """Return the answer on record in the provenance of a results folder; None: it has none in a language."""
    end = "" if language == "en" else f"_{language}"
    word, sentence = known.get(f"word{end}"), known.get(f"sentence{end}")
    return Headline(str(known.get("answer_kind", "")), str(word), str(sentence or "")) if word else None
