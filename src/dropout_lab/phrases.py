"""Templates of phrases in the languages of the reports, beside what they describe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Text(NamedTuple):
    """A template in each language, with ``{fields}``."""

    en: str
    zh: str


@dataclass(frozen=True)
class Phrase:
    """A template and what fills its fields.

    A field's value is a string as both languages write it, a `Text` or `Phrase` of its own, a tuple (said
    with "and" before its last entry) or a list (said with commas). `language` fills it in.
    """

    text: Text
    fields: Mapping[str, object] = field(default_factory=dict)


def plain(en: str, zh: str, **fields: object) -> Phrase:
    """Return a phrase from its template in both languages."""
    return Phrase(Text(en, zh), fields)
