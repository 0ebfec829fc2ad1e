"""Which way a metric is good, by the words of its name: known, or open; never guessed.

A name is cut into words, and these are matched, the longest phrase first, with the known names and with the
words that may stand beside one. A known word decides where nothing beside it may change what is meant:

- unknown words may stand before it (``librispeech_wer``), behind it what changes nothing (``wer_clean``);
- a word that is a metric in some names alone (``time``, ``map``) bears no unknown word at all;
- a word that may make another thing of it (``drop``, ``std``, ``neg``) leaves the name open;
- so do two known words that disagree. Of a path the last part that knows decides (``time/fps``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from string import ascii_lowercase
from typing import NamedTuple

from dropout_lab.evidence import name_words
from dropout_lab.evidence.known_metrics import KNOWN, Group, Values
from dropout_lab.evidence.metric_words import ONE_MINUS, plain_letters, words_of

NUMBER = "#"
"""Stands for any number in a phrase."""

_BEFORE_NUMBER = re.compile(r"(?<=[^\W\d_])(?<!\bat) (?=\d)")

Phrase = tuple[str, ...]


class Direction(NamedTuple):
    """Which way is good, None where it is open, and the words of the name that say so."""

    higher_is_better: bool | None
    word: str | None


class Reading(NamedTuple):
    """What a name says: its direction, what its values are, and whether a setting is never called so."""

    direction: Direction
    values: Values
    is_measured: bool = False


class _Item(NamedTuple):
    """A phrase of a name, and what it may be there."""

    phrase: Phrase
    known: Group | None
    is_open: bool
    is_neutral: bool

    @property
    def text(self) -> str:
        """The phrase as people write it: ``f1``, ``top5 acc``, ``pass at 1``."""
        return _BEFORE_NUMBER.sub("", " ".join(self.phrase))


UNKNOWN = Reading(Direction(None, None), "plain")


def reading_of(name: str) -> Reading:
    """Say what a stranger's metric is, by its name alone.

    >>> reading_of("val/wer").direction
    Direction(higher_is_better=False, word='wer')
    >>> reading_of("acc_gain").direction
    Direction(higher_is_better=None, word=None)
    """
    words = words_of(name, _WORDS, _PREFIXES)
    items = list(_items(words))
    told = {_TOLD[item.phrase]: item.text for item in items if item.phrase in _TOLD}
    found = _spent(words) or _found([item for item in items if item.phrase not in _TOLD])
    if not told:
        return found
    if len(told.keys() | {found.direction.higher_is_better} - {None}) > 1:
        return UNKNOWN
    ((higher, text),) = told.items()
    return Reading(Direction(higher, text), found.values, is_measured=True)


def _items(words: Sequence[str]) -> Iterator[_Item]:
    """Cut words into phrases, at each place the longest that is known to be something."""
    place = 0
    while place < len(words):
        for size in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + size])
            keys = (phrase, tuple(NUMBER if word.isdigit() else word for word in phrase))
            key = next((key for key in keys if key in _PHRASES), keys[1])
            if key in _PHRASES or size == 1:
                neutral = key in _NEUTRAL or key == (NUMBER,)
                yield _Item(phrase, _KNOWN.get(key), key in _OPEN, neutral)
                place += size
                break


def _spent(words: Sequence[str]) -> Reading | None:
    """Read so many a second, so long for each, so long until a goal; None where a name says no such thing."""
    for place, (what, link, whole) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        before, behind = words[:place], words[place + 2 :]
        text = f"{what} {'per' if link == '/' else link} {whole}"
        unit = whole in _DURATIONS and (link == "per" or whole in _NEUTRAL_WORDS)
        if link in ("per", "/") and what in _COUNTED and unit:
            higher = True
        elif (link == "per" and what in _DURATIONS) or (
            link == "/" and what in _DURATIONS & _NEUTRAL_WORDS and whole in _COUNTED
        ):
            higher = False
        elif link == "to" and what in _SPENT_UNTIL and _NO_GOALS.isdisjoint(behind):
            higher, behind = False, []
        else:
            continue
        is_open = any((word,) in _OPEN for word in (*before, *behind))
        return UNKNOWN if is_open else Reading(Direction(higher, text), "plain", is_measured=True)
    return None


def _found(items: Sequence[_Item]) -> Reading:
    """Read a name part by part; an aside in brackets only where the rest knows nothing."""
    main, asides = _parts(items)
    ends = ((left[-1], right[0]) for left, right in pairwise(main) if left and right)
    if any((*left.phrase, *right.phrase) in _TERMS for left, right in ends):
        return UNKNOWN
    behind: list[_Item] = []
    for part in (*main[::-1], *asides):
        if any(item.known for item in part):
            others = [item for other in (*main, *asides) if other is not part for item in other]
            turned = any(item.is_open for item in part) and any(item.known for item in others)
            return UNKNOWN if turned or any(item.is_open for item in others) else _complement(part, behind)
        behind += part
    return UNKNOWN


def _parts(items: Sequence[_Item]) -> tuple[list[list[_Item]], list[list[_Item]]]:
    """Parts of the name itself, and those in brackets, each in its order."""
    main: list[list[_Item]] = [[]]
    asides: list[list[_Item]] = [[]]
    depth = 0
    for item in items:
        mark = item.phrase[0]
        depth = max(0, depth + {"(": 1, ")": -1}.get(mark, 0))
        side = asides if depth else main
        if mark in ("/", ",", "("):
            side.append([])
        elif mark != ")":
            side[-1].append(item)
    return main, asides


def _complement(part: Sequence[_Item], behind: Sequence[_Item]) -> Reading:
    """Read a part that may be ``1 -`` something: the other way round, and no accuracy.

    It may be the number of a fold or of shots too, and is a complement for sure at the start of a part alone.
    """
    place = next((n for n, item in enumerate(part) if item.phrase == (ONE_MINUS,)), None)
    if place is None:
        return _decided(part, behind)
    front, rest = part[:place], part[place + 1 :]
    if not front and rest and rest[0].known:
        (higher, word), values, sure = _decided(rest, behind)
        values = "fraction" if values == "accuracy" else values
        return UNKNOWN if higher is None else Reading(Direction(not higher, f"1 - {word}"), values, sure)
    beside = {item.phrase[0] for item in (*front[-1:], *rest[:1])}
    return _decided([*front, *rest], behind) if beside.isdisjoint(_SPLITS | _MEANS) else UNKNOWN


def _decided(part: Sequence[_Item], behind: Sequence[_Item]) -> Reading:
    """Read a part with known words in it: what they say together.

    Args:
        part: of the name.
        behind: what stands in the parts behind it, none of them with a known word.
    """
    core = _measured(part)
    strong = [n for n, item in enumerate(core) if item.known and item.known.place == "anywhere"]
    if strong:
        deciding, beside = [core[n] for n in strong], core[strong[-1] + 1 :]
    else:
        deciding = [item for item in core if item.known]
        beside = [item for item in (*core, *behind) if not item.known]
        end = next((item for item in reversed(core) if item.phrase[0].isalpha()), None)
        if any(item.known and item.known.place == "last" and item is not end for item in deciding):
            return UNKNOWN
    groups = [item.known for item in deciding if item.known]
    is_open = any(item.is_open for item in part if item not in deciding)
    disagree = len({group.higher_is_better for group in groups}) > 1
    if is_open or disagree or not all(item.is_neutral for item in beside):
        return UNKNOWN
    kinds = {group.values for group in groups}
    mixed: Values = "plain" if "plain" in kinds else "fraction"
    values = mixed if len(kinds) > 1 else groups[0].values
    word = deciding[0].text
    return Reading(
        Direction(groups[0].higher_is_better, word), values, bool(strong) and word not in _SETTINGS
    )


def _measured(part: Sequence[_Item]) -> Sequence[_Item]:
    """Cut off what was measured on: what stands behind *on*, *at* and the like after a known word."""
    first = next(n for n, item in enumerate(part) if item.known)
    for n, item in enumerate(part):
        if n >= first and item.known and "at" in item.phrase:
            return part[: n + 1]
        if n > first and item.phrase[0] in _AFTER:
            return part[:n]
    return part


def _phrases(text: str) -> Iterator[Phrase]:
    """Phrases of a list with commas between them."""
    for phrase in plain_letters(text).split(","):
        words = tuple(phrase.split())
        if words:
            yield words


def _single(text: str) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases(text))


def _beside_loss(terms: Iterable[str]) -> Iterator[Phrase]:
    for term in terms:
        yield from ((term, "loss"), (term, NUMBER, "loss"), ("loss", term), (term, "losses"))


_KNOWN = {phrase: group for group in KNOWN for phrase in _phrases(group.names)}
_TERMS = frozenset(_beside_loss(_single(name_words.COMPONENTS)))
_PRECISIONS = ((*phrase, "precision") for phrase in _phrases(name_words.PRECISIONS))
_OPEN = frozenset((*_phrases(name_words.OPEN), *_TERMS, *_beside_loss(ascii_lowercase), *_PRECISIONS))
_AFTER = _single(name_words.AFTER)
_TOLD = dict.fromkeys(_phrases(name_words.HIGHER_TOLD), True) | dict.fromkeys(
    _phrases(name_words.LOWER_TOLD), False
)
_NEUTRAL = frozenset(
    chain.from_iterable(
        _phrases(words)
        for words in (
            name_words.SPLITS, name_words.AGGREGATES, name_words.UNITS, name_words.SETS, name_words.PARTS,
            name_words.COSTS,
        )
    )
)  # fmt: skip
_PHRASES = frozenset((*_KNOWN, *_OPEN, *_NEUTRAL, *_TOLD))
_LONGEST = max(map(len, _PHRASES))
_WORDS = frozenset(word for phrase in _PHRASES for word in phrase)
_NEUTRAL_WORDS = frozenset(phrase[0] for phrase in _NEUTRAL if len(phrase) == 1)
_SPLITS = _single(name_words.SPLITS)
_MEANS = frozenset({"mean", "avg", "average", "macro", "micro", "weighted"})
_PREFIXES = tuple(phrase[0] for phrase in _phrases(name_words.PREFIXES))
_COUNTED, _DURATIONS = _single(name_words.COUNTED), _single(name_words.DURATIONS)
_SETTINGS = frozenset(map(" ".join, _phrases(name_words.SETTINGS)))
_SPENT_UNTIL, _NO_GOALS = _single(name_words.SPENT_UNTIL), _single(name_words.NO_GOALS)
