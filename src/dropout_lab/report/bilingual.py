"""Texts in every language of the catalogue at once: a page holds them all, and a switch chooses."""

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from dropout_lab.language import LANGUAGES, Words, metrics_in

WORDS = tuple(Words(language) for language in LANGUAGES)


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
            return escape(next(iter(self.values())))
        return Markup("").join(
            Markup('<span lang="{}">{}</span>').format(language, text) for language, text in self.items()
        )


def both(make: Callable[[Words], str]) -> Both:
    """Make a text in every language."""
    return Both({words.language: make(words) for words in WORDS})


def say(key: str, /, **fields: Any) -> Both:
    """Return the words of a key of the page's catalogue; a field may be a text in every language itself."""
    return both(lambda words: words(f"page.{key}", **_fields_in(fields, words.language)))


def outcome(key: str) -> Both:
    """Return the word of an outcome, such as ``not_reproduced``."""
    return both(lambda words: words(f"outcomes.{key}"))


def together(texts_in: Callable[[Words], Iterable[str]]) -> list[Both]:
    """Make a list of texts in every language; all languages have as many."""
    by_language = {words.language: texts_in(words) for words in WORDS}
    return [Both(zip(by_language, texts, strict=True)) for texts in zip(*by_language.values(), strict=True)]


def with_unit(metric: str, text: str, *, level: bool = False) -> Both:
    """Put a metric's unit, of a level or else of a difference, behind a known number, in every language."""

    def written(words: Words) -> str:
        if text == "-":
            return text
        shown = metrics_in(words)[metric]
        return text + (shown.level_unit if level else shown.difference_unit)

    return both(written)


def _fields_in(fields: dict[str, Any], language: str) -> dict[str, Any]:
    return {name: field[language] if isinstance(field, Both) else field for name, field in fields.items()}
