"""Texts in every language of the catalogue at once: a page holds them all, and a switch chooses."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from dropout_lab.language import LANGUAGES, UNKNOWN, Words, metrics_in

_WHOLE = re.compile(
    r"(?<![\w.-])(?!\d{4}-\d\d-\d\d\b)\d+(?:-\d+){2,}(?![\w-])"
    r"|\[[-+.\d]+, [-+.\d]+\](?: %)?"
    r"|[-+]?\d[\d.,]* (?:%|pp\b|nats\b|points?\b|个百分点)|dropout-lab \d[\w.]*|--[a-z][a-z-]*|\bR-Drop\b"
    r"|\[[^][]{,16}, [^][]{,16}\]|\d+(?: × \d+)+|(?:1 - )?\b(?:exp|sigmoid)\([^()]*\)"
    r"|\([-+.\d]+ to [-+.\d]+\)|（[-+.\d]+ 至 [-+.\d]+）|不?加 Dropout|mini-batch"
    r"|\d 万|± [\d.]+|(?:salt|编号|section) \d+"
    r"|\(at (?:least|most) [\d.]+ %\)|（至[少多] [\d.]+ %）"
)
"""What no line is broken in: widths of a net (no date), intervals, numbers with a unit, our name, options,
sizes of images, formulas, mini-batch, "with dropout" and 10,000 in Chinese."""

_CLAUSE = re.compile(r"(?<=; )|(?<=；)")
"""Where a text of several clauses is parted."""


class Both(dict[str, str]):
    """Language -> text; in a template one text where all are equal, else all, each with its ``lang``.

    >>> str(Both(en="seed", zh="种子").__html__())
    '<span lang="en">seed</span><span lang="zh">种子</span>'
    >>> str(Both(en="<n>", zh="<n>").__html__())
    '&lt;n&gt;'
    """

    def __html__(self) -> Markup:
        """Return the text as HTML, escaped."""
        if len(set(self.values())) == 1:
            return whole(next(iter(self.values())))
        return Markup("").join(
            Markup('<span lang="{}">{}</span>').format(language, whole(text))
            for language, text in self.items()
        )


class Bilingual:
    """Makes texts in every language at once, in the same dialects of each."""

    def __init__(self, *dialects: str) -> None:
        """Name the dialects."""
        self.words = tuple(Words(language).speaking(*dialects) for language in LANGUAGES)

    def both(self, make: Callable[[Words], str]) -> Both:
        """Make a text in every language."""
        return Both({words.language: make(words) for words in self.words})

    def say(self, key: str, /, **fields: Any) -> Both:
        """Return the words of a key under ``page``; a field may be a text in every language itself."""
        return self.tell(f"page.{key}", **fields)

    def tell(self, key: str, /, **fields: Any) -> Both:
        """Return the words of a whole key, such as ``front.title``; with fields as of `say`."""
        return self.both(lambda words: words(key, **_fields_in(fields, words.language)))

    def outcome(self, key: str) -> Both:
        """Return the word of an outcome, such as ``not_reproduced``."""
        return self.both(lambda words: words(f"outcomes.{key}"))

    def together(self, texts_in: Callable[[Words], Iterable[str]]) -> list[Both]:
        """Make a list of texts in every language; all languages have as many."""
        by_language = {words.language: texts_in(words) for words in self.words}
        return [
            Both(zip(by_language, texts, strict=True)) for texts in zip(*by_language.values(), strict=True)
        ]

    def with_unit(self, metric: str, make: Callable[[Words], str], *, level: bool = False) -> Both:
        """Put a metric's unit, of a level or else of a difference, behind a known number."""

        def written(words: Words) -> str:
            text = make(words)
            if text == UNKNOWN:
                return text
            shown = metrics_in(words)[metric]
            return text + (shown.level_unit if level else shown.difference_unit)

        return self.both(written)


PLAIN = Bilingual()
"""Texts of our own experiments: in no dialect."""

WORDS = PLAIN.words
both, say, tell = PLAIN.both, PLAIN.say, PLAIN.tell
outcome, together = PLAIN.outcome, PLAIN.together


def whole(text: str) -> Markup:
    """Return text as HTML, escaped; no line is broken in the widths of a net, or before a unit.

    >>> print(whole("2026-11-24: a 784-512-10 net & more"))
    2026-11-24: a <span class="whole">784-512-10</span> net &amp; more
    >>> print(whole("from 20 to 92.6 %"))
    from 20 to <span class="whole">92.6 %</span>
    >>> print(whole("每 1 万张"))
    每 <span class="whole">1 万</span>张
    >>> print(whole("-0.10 pp [-0.17, -0.03]"))
    <span class="whole">-0.10 pp</span> <span class="whole">[-0.17, -0.03]</span>
    >>> print(whole("-0.06 pp [-0.13, just below 0]"))
    <span class="whole">-0.06 pp</span> <span class="whole">[-0.13, just below 0]</span>
    >>> print(whole("28 × 28 pixels, 1 - exp(-10 t / T)"))
    <span class="whole">28 × 28</span> pixels, <span class="whole">1 - exp(-10 t / T)</span>
    >>> print(whole("+0.02 points (-0.02 to 0.06)"))
    <span class="whole">+0.02 points</span> <span class="whole">(-0.02 to 0.06)</span>
    """
    return Markup(_WHOLE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def clauses(text: str) -> Markup:
    """Return text as HTML as `whole` does; of several clauses each keeps together where a line holds it.

    >>> print(clauses("Can't tell yet"))
    Can&#39;t tell yet
    >>> print(clauses("Here yes; there no"))
    <span class="clause">Here yes; </span><span class="clause">there no</span>
    """
    parts = [whole(part) for part in _CLAUSE.split(text)]
    if len(parts) == 1:
        return parts[0]
    return Markup("").join(Markup('<span class="clause">{}</span>').format(part) for part in parts)


def _fields_in(fields: dict[str, Any], language: str) -> dict[str, Any]:
    return {name: field[language] if isinstance(field, Both) else field for name, field in fields.items()}
