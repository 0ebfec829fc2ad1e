"""The catalogue of a language: one YAML file per room of the report, read when it is first asked for."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from string import Formatter

import yaml

LANGUAGES = ("en", "zh")
DIALECTS = ("judged", "unseeded", "unpaired")
"""Ways to say the same: a file of this name holds what one says otherwise, by the whole keys of the rest.

``judged``: of somebody else's runs, that nobody planned here. ``unseeded``: what pairs is called otherwise
than a seed, such as a data set or a question. ``unpaired``: of two groups of runs that do not pair.
"""
FORMS = frozenset({"one", "other"})

Entry = str | Mapping[str, str]
"""A text with ``{fields}``, or its forms for one and for another number."""

CHINESE = "\u4e00-\u9fff\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u201c\u201d"
"""Letters and signs of Chinese, for a set of a regular expression."""

_STRAY = re.compile(f"(?<=[{CHINESE}]) (?=[{CHINESE}])")
"""A space between two of them: it stands beside a field, for what is written in Latin letters."""

FULL_WIDTH = str.maketrans(",.;:!?()", "，。；：！？（）")

_ASCII_SIGN = re.compile(f"(?<=[{CHINESE}])[,.;:!?()] ?|[,;:!?(](?=[{CHINESE}])|[,;] (?=[{CHINESE}])")
"""An ASCII sign beside a Chinese letter, with the space that it needs and a Chinese one does not."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times as fast


class Words:
    """The words of one language, by keys such as ``figures.accuracy.title``: file, then path in it.

    An entry with the forms ``one`` and ``other`` is chosen by the field ``n``: ``one`` where n is 1.

    >>> Words("en")("units.pairs", n=1), Words("en")("units.pairs", n=20)
    ('1 pair of seeds', '20 pairs of seeds')
    >>> Words("en").speaking("unseeded")("units.pairs", n=20)
    '20 pairs'
    """

    def __init__(self, language: str, *dialects: str) -> None:
        """Name the language, and its dialects: of two that say something, the last is heard.

        Raises:
            ValueError: a language that has no catalogue, or no such dialect.
        """
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r}: choose {', '.join(LANGUAGES)}")
        unknown = [dialect for dialect in dialects if dialect not in DIALECTS]
        if unknown:
            raise ValueError(f"dialect {unknown[0]!r}: choose {', '.join(DIALECTS)}")
        self.language, self.dialects = language, dialects

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the words of a key, with its ``{fields}`` filled in.

        Raises:
            KeyError: no such key, or a field of the words that was not given.
        """
        entry = self._entry(key)
        if not isinstance(entry, str):
            entry = entry["one" if fields["n"] == 1 else "other"]
        if "{" not in entry and "}" not in entry:
            return entry
        filled = entry.format_map(fields)
        return joined(filled) if self.language == "zh" else filled

    def __contains__(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in _room(self.language, key.partition(".")[0])

    def __repr__(self) -> str:
        """Name the language: ``Words('zh')``."""
        return f"Words({', '.join(map(repr, (self.language, *self.dialects)))})"

    def speaking(self, *dialects: str) -> "Words":
        """Return the words of the same language in these dialects; always the same ones."""
        return _speaking(self.language, *dialects)

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
        for dialect in reversed(self.dialects):
            spoken = _room(self.language, dialect).get(f"{dialect}.{key}")
            if spoken is not None:
                return spoken
        try:
            return _room(self.language, key.partition(".")[0])[key]
        except KeyError:
            raise KeyError(f"no words for {key} in {self.language}") from None


ENGLISH = Words("en")


def joined(text: str) -> str:
    """Return Chinese text without the spaces that a template has beside its fields, for Latin ones.

    >>> joined("相差 0.5 个百分点 以内"), joined("相差 0.02 nats 以内")
    ('相差 0.5 个百分点以内', '相差 0.02 nats 以内')
    """
    return _STRAY.sub("", text)


def full_width(text: str) -> str:
    """Return Chinese text with Chinese punctuation where somebody typed that of ASCII.

    >>> full_width("使用后,准确率为 92.6%, 不错."), full_width("rate 0.5, as in [1]")
    ('使用后，准确率为 92.6%，不错。', 'rate 0.5, as in [1]')
    """
    return _ASCII_SIGN.sub(lambda sign: sign[0].strip().translate(FULL_WIDTH), text)


def rooms(language: str) -> tuple[str, ...]:
    """Return the names of a language's files, without their ending."""
    folder = files("dropout_lab.language") / language
    names = sorted(file.name for file in folder.iterdir())
    return tuple(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def _speaking(language: str, *dialects: str) -> Words:
    return Words(language, *dialects)


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
