"""All pictures of an analysis, each drawn once a language: for its files and for a page."""

from collections.abc import Sequence
from functools import partial

from dropout_lab.children import at_once, done_by_children
from dropout_lab.evidence import Analysis
from dropout_lab.figures.drawing.inline import Drawing, draw_svg, inline_svg
from dropout_lab.figures.drawing.rendering import render
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.names import CARD, KINDS
from dropout_lab.figures.packing import Pictures, packed, unpacked
from dropout_lab.figures.pictures import accuracy, forest
from dropout_lab.figures.pictures.card import card_png
from dropout_lab.figures.registry import FIGURES, drawable
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH, LANGUAGES, Words

Part = tuple[str, str]
"""Name of a picture, or of the card, and the language that it is drawn in."""

COSTS = {ENGLISH.language: 3, CARD: 1}
"""Of drawing a part: in English it becomes a file of each kind; elsewhere it costs 1."""


def draw_pictures(analysis: Analysis) -> Pictures:
    """Draw all that have something to show, in every language, and the card; on all cores."""
    names = drawable(analysis)
    parts = [*((name, language) for name in names for language in LANGUAGES), (CARD, ENGLISH.language)]
    shares = _shares(parts, at_once())
    if len(shares) == 1:
        return _drawn(analysis, parts)
    contents = done_by_children([partial(_draw_share, analysis, share) for share in shares])
    return _merged([unpacked(content) for content in contents], names)


def _merged(drawn: Sequence[Pictures], names: Sequence[str]) -> Pictures:
    """Put shares together, in the order of a page."""
    files = {name: content for share in drawn for name, content in share.files.items()}
    titles = {name: title for share in drawn for name, title in share.titles.items()}
    return Pictures(
        {
            name: files[name]
            for name in [*(f"figures/{name}.{kind}" for name in names for kind in KINDS), CARD]
        },
        {name: titles[name] for name in names},
        {
            language: {
                name: next(share.inline[language][name] for share in drawn if name in share.inline[language])
                for name in names
            }
            for language in LANGUAGES
        },
    )


def _shares(parts: Sequence[Part], n: int) -> list[list[Part]]:
    """Deal parts out to n shares of about the same cost; there may be fewer."""
    shares: list[list[Part]] = [[] for _ in range(n)]
    for part in sorted(parts, key=_cost, reverse=True):
        min(shares, key=lambda share: sum(map(_cost, share))).append(part)
    return [share for share in shares if share]


def _cost(part: Part) -> int:
    return COSTS.get(part[0], COSTS.get(part[1], 1))


def _draw_share(analysis: Analysis, share: Sequence[Part]) -> bytes:
    return packed(_drawn(analysis, share))


def _drawn(analysis: Analysis, share: Sequence[Part]) -> Pictures:
    """Draw some parts: each once, for its files and for a page."""
    files: dict[str, bytes] = {}
    titles: dict[str, str] = {}
    inline: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    with styled():
        for name, language in share:
            words = Words(language)
            if name == CARD:
                files[CARD] = card_png(analysis, words)
                continue
            drawing = draw_svg(FIGURES[name].draw(analysis, words))
            inline[language][name] = page_svg(drawing, name, words)
            if language == ENGLISH.language:
                titles[name] = drawing.picture.title
                files |= _files(drawing, name)
    return Pictures(files, titles, inline)


def judged_figures(judgement: Judgement, words: Words = ENGLISH) -> dict[str, str]:
    """Draw the judgement of a stranger's table for a page.

    Returns:
        Name -> one ``<svg>`` element, with ids that begin with name and language.
    """
    pictures = {
        "accuracy": accuracy.draw(judgement, words),
        "forest": forest.draw(
            judgement, words, title="judged", higher=lambda _metric: judgement.higher_is_better
        ),
    }
    return {name: page_svg(draw_svg(picture), name, words) for name, picture in pictures.items()}


def _files(drawing: Drawing, name: str) -> dict[str, bytes]:
    """Return a picture in every kind of file."""
    contents = {kind: render(drawing.picture, kind) for kind in KINDS if kind != "svg"}
    return {
        f"figures/{name}.{kind}": content
        for kind, content in {"svg": drawing.svg.text.encode(), **contents}.items()
    }


def page_svg(drawing: Drawing, name: str, words: Words) -> str:
    """Return a picture for a page; ids begin with name and language, so that both languages can share it."""
    picture = drawing.picture
    return inline_svg(drawing, f"{name}-{words.language}", picture.title, picture.explained)
