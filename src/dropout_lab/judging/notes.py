"""What a reader should know first of a stranger's table: kinds and values, put into words by `language`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from dropout_lab.language import Words

LISTS = frozenset({"columns", "names", "seeds", "settings", "states", "variants"})
"""Values that are lists, their entries with a comma between them."""


class Note(NamedTuple):
    """A note: its key in the catalogues under ``judging``, and what its words are filled with.

    A value may be a note itself, or a function of the words, whose text stands in its place.
    """

    key: str
    values: Mapping[str, object] = MappingProxyType({})

    def said(self, words: Words) -> str:
        """Return the note in a language.

        >>> from dropout_lab.language import ENGLISH
        >>> Note("no_margin", {"metric": "wer"}).said(ENGLISH)
        'no margin is given for wer, so nothing can be equivalent'
        """
        filled = {key: _filled(key, value, words) for key, value in self.values.items()}
        return words(f"judging.{self.key}", **filled)


def _filled(key: str, value: object, words: Words) -> object:
    """Return what stands for a value; entries of a list have the comma of the language between them."""
    if isinstance(value, Note):
        return value.said(words)
    if key in LISTS and isinstance(value, str):
        return words("units.join.comma").join(value.split(", "))
    return value(words) if callable(value) else value
