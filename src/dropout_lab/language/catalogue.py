"""The catalogue of a language: one YAML file per room of the report, read when it is first asked for."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from string import Formatter

import yaml

LANGUAGES = ("en", "zh")
DIALECTS = ("", "unseeded")
"""Ways to say the same: a file of this name holds what one says otherwise, by the whole keys of the rest.

``unseeded``: what pairs is called otherwise than a seed, such as a data set or a question.
"""
FORMS = frozenset({"one", "other"})

Entry = str | Mapping[str, str]
"""A text with ``{fields}``, or its forms for one and for another number."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times as fast


class Words:
    """The words of one language, by keys such as ``figures.accuracy.title``: file, then path in it.

    An entry with the forms ``one`` and ``other`` is chosen by the field ``n``: ``one`` where n is 1.

    >>> Words("en")("units.pairs", n=1), Words("en")("units.pairs", n=20)
    ('1 pair of seeds', '20 pairs of seeds')
    >>> Words("en").speaking("unseeded")("units.pairs", n=20)
    '20 pairs'
    """

    def __init__(self, language: str, dialect: str = "") -> None:
        """Name the language.

        Raises:
            ValueError: a language that has no catalogue, or no such dialect.
        """
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r}: choose {', '.join(LANGUAGES)}")
        if dialect not in DIALECTS:
            raise ValueError(f"dialect {dialect!r}: choose {', '.join(DIALECTS[1:])} or none")
        self.language, self.dialect = language, dialect

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the words of a key, with its ``{fields}`` filled in.

        Raises:
            KeyError: no such key, or a field of the words that was not given.
        """
        entry = self._entry(key)
        if not isinstance(entry, str):
            entry = entry["one" if fields["n"] == 1 else "other"]
        return entry.format_map(fields) if "{" in entry or "}" in entry else entry

    def __contains__(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in _room(self.language, key.partition(".")[0])

    def __repr__(self) -> str:
        """Name the language: ``Words('zh')``."""
        return f"Words({self.language!r}{f', {self.dialect!r}' if self.dialect else ''})"

    def speaking(self, dialect: str) -> "Words":
        """Return the words of the same language in a dialect; always the same ones."""
        return _speaking(self.language, dialect)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys of the language, over all its files."""
        return tuple(key for room in rooms(self.language) for key in _room(self.language, room))

    def fields(self, key: str) -> frozenset[str]:
        """Return the names of the fields that some form of an entry fills in."""
        entry = self._entry(key)
        forms = [entry] if isinstance(entry, str) else entry.values()
        parts = (part for form in forms for part in Formatter().parse(form))
        return frozenset(name for _, name, _, _ in parts if name)

    def _entry(self, key: str) -> Entry:
        spoken = _room(self.language, self.dialect).get(f"{self.dialect}.{key}") if self.dialect else None
        if spoken is not None:
            return spoken
        try:
            return _room(self.language, key.partition(".")[0])[key]
        except KeyError:
            raise KeyError(f"no words for {key} in {self.language}") from None


ENGLISH = Words("en")


def rooms(language: str) -> tuple[str, ...]:
    """Return the names of a language's files, without their ending."""
    folder = files("dropout_lab.language") / language
    names = sorted(file.name for file in folder.iterdir())
    return tuple(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def _speaking(language: str, dialect: str) -> Words:
    return Words(language, dialect)


@cache
def _room(language: str, room: str) -> Mapping[str, Entry]:
    """Return the entries of one file by their whole keys; a room without a file has none."""
    file = files("dropout_lab.language") / language / f"{room}.yaml"
    if not file.is_file():
        return {}
    return dict(_entries(room, yaml.load(file.read_text(encoding="utf-8"), _Loader)))


def _entries(under: str, found: object) -> Iterator[tuple[str, Entry]]:
    """Walk a file's mapping down to its texts.

    Raises:
        ValueError: what is neither a text nor a mapping; ``yes`` or ``5`` without quotes is one of these,
            as a key too.
    """
    if isinstance(found, str):
        yield under, found
    elif isinstance(found, Mapping) and found and all(isinstance(name, str) for name in found):
        if set(found) == FORMS:
            yield under, {form: str(text) for form, text in found.items()}
            return
        for name, inner in found.items():
            yield from _entries(f"{under}.{name}", inner)
    else:
        raise ValueError(f"{under}: should be a text in quotes, or more keys")
