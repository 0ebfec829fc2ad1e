"""All pictures of an analysis, each drawn once a language and form: for its files and for a page."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from dropout_lab.children import at_once, done_by_children
from dropout_lab.evidence import Analysis
from dropout_lab.figures.drawing.form import FORMS, WIDE, Form
from dropout_lab.figures.drawing.inline import Drawing, draw_svg, inline_svg
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.rendering import render
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.leading import drawable, leading
from dropout_lab.figures.names import CARDS, KINDS
from dropout_lab.figures.packing import Caption, Pictures, packed, unpacked
from dropout_lab.figures.pictures import accuracy, forest
from dropout_lab.figures.pictures.card import card_file
from dropout_lab.figures.registry import FIGURES
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH, LANGUAGES, Words

CARD = "card"


class Part(NamedTuple):
    """A picture, or the card, in a language and a form."""

    name: str
    language: str
    form: Form = WIDE

    @property
    def is_filed(self) -> bool:
        """Whether it becomes a file of each kind, too, as no card does."""
        return self.language == ENGLISH.language and self.form == WIDE and self.name != CARD

    @property
    def cost(self) -> int:
        """Of drawing it; one for a page alone costs 1."""
        return 3 if self.is_filed else 1


def draw_pictures(analysis: Analysis) -> Pictures:
    """Draw all that have something to show, in every language and form, and the cards; on all cores."""
    names = drawable(analysis)
    parts = [Part(name, language, form) for name in names for language in LANGUAGES for form in FORMS]
    shares = _shares([*parts, *(Part(CARD, language) for language in CARDS)], at_once())
    if len(shares) == 1:
        drawn = [_drawn(analysis, shares[0])]
    else:
        contents = done_by_children([partial(_draw_share, analysis, share) for share in shares])
        drawn = [unpacked(content) for content in contents]
    return _merged(drawn, names)._replace(lead=leading(analysis) or "")


def _merged(drawn: Sequence[Pictures], names: Sequence[str]) -> Pictures:
    """Put shares together, in the order of a page; the forms of a picture beside each other."""
    files = {name: content for share in drawn for name, content in share.files.items()}
    captions = {
        language: {name: words for share in drawn for name, words in share.captions[language].items()}
        for language in LANGUAGES
    }
    inline = {
        language: {key: svg for share in drawn for key, svg in share.inline[language].items()}
        for language in LANGUAGES
    }
    kept = [*(f"figures/{name}.{kind}" for name in names for kind in KINDS), *CARDS.values()]
    return Pictures(
        {name: files[name] for name in kept},
        {
            language: {name: _both_captions(told, name) for name in names}
            for language, told in captions.items()
        },
        {language: {name: _both_forms(inline[language], name) for name in names} for language in LANGUAGES},
    )


def _shares(parts: Sequence[Part], n: int) -> list[list[Part]]:
    """Deal parts out to n shares of about the same cost; there may be fewer."""
    shares: list[list[Part]] = [[] for _ in range(n)]
    for part in sorted(parts, key=lambda part: part.cost, reverse=True):
        min(shares, key=lambda share: sum(part.cost for part in share)).append(part)
    return [share for share in shares if share]


def _draw_share(analysis: Analysis, share: Sequence[Part]) -> bytes:
    return packed(_drawn(analysis, share))


def _drawn(analysis: Analysis, share: Sequence[Part]) -> Pictures:
    """Draw some parts: each once, for its files and for a page."""
    files: dict[str, bytes] = {}
    captions: dict[str, dict[str, Caption]] = {language: {} for language in LANGUAGES}
    inline: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    with styled():
        for part in share:
            name, words = part.name, Words(part.language)
            if name == CARD:
                files[CARDS[part.language]] = card_file(analysis, words)
                continue
            drawing = draw_svg(FIGURES[name].draw(analysis, words, form=part.form))
            inline[part.language][_key(name, part.form)] = page_svg(drawing, name, words, part.form)
            captions[part.language][_key(name, part.form)] = caption_of(drawing.picture, words)
            if part.is_filed:
                files |= _files(drawing, name)
    return Pictures(files, captions, inline)


def judged_figures(judgement: Judgement, words: Words = ENGLISH) -> Pictures:
    """Draw the judgement of a stranger's table for a page, in one language."""
    inline: dict[str, str] = {}
    captions: dict[str, Caption] = {}
    names: list[str] = []
    for form in FORMS:
        pictures = {
            "accuracy": accuracy.draw(judgement, words, form=form),
            "forest": _differences(judgement, words, form),
        }
        names = list(pictures)
        for name, picture in pictures.items():
            inline[_key(name, form)] = page_svg(draw_svg(picture), name, words, form)
            captions[_key(name, form)] = caption_of(picture, words)
    kept = {name: _both_captions(captions, name) for name in names}
    drawn = {name: _both_forms(inline, name) for name in names}
    return Pictures({}, {words.language: kept}, {words.language: drawn})


def judged_svg(judgement: Judgement, words: Words = ENGLISH) -> tuple[str, Caption]:
    """Return the differences of a judgement as the text of an SVG file, and the words beside it."""
    with styled():
        drawing = draw_svg(_differences(judgement, words, WIDE))
    return drawing.svg.text, caption_of(drawing.picture, words)


def _differences(judgement: Judgement, words: Words, form: Form) -> Picture:
    """Draw each comparison of a judgement with its interval."""
    higher = judgement.higher_is_better
    return forest.draw(judgement, words, form=form, title="judged", higher=lambda _metric: higher)


def caption_of(picture: Picture, words: Words) -> Caption:
    """Return the words that stand beside a picture."""
    return Caption(picture.title, picture.explained, words("units.join.semicolon").join(picture.told))


def _key(name: str, form: Form) -> str:
    return f"{name}.{form.name}"


def _both_forms(inline: Mapping[str, str], name: str) -> str:
    """Return the drawings of a picture, of which a page shows the one that fits."""
    return "".join(f'<div class="{form.name}">{inline[_key(name, form)]}</div>' for form in FORMS)


def _both_captions(captions: Mapping[str, Caption], name: str) -> Caption:
    """Return the words of a picture, with those of the one for a phone where they differ."""
    wide, narrow = (captions[_key(name, form)] for form in FORMS)
    return wide._replace(narrow=narrow.explained if narrow.explained != wide.explained else "")


def _files(drawing: Drawing, name: str) -> dict[str, bytes]:
    """Return a picture in every kind of file."""
    contents = {kind: render(drawing.picture, kind) for kind in KINDS if kind != "svg"}
    return {
        f"figures/{name}.{kind}": content
        for kind, content in {"svg": drawing.svg.text.encode(), **contents}.items()
    }


def page_svg(drawing: Drawing, name: str, words: Words, form: Form = WIDE) -> str:
    """Return a picture for a page; ids begin with name, language and form, so that all can share it."""
    picture = drawing.picture
    unique = f"{name}-{words.language}" + ("" if form == WIDE else f"-{form.name}")
    caption = caption_of(picture, words)
    description = words("figures.sentences").join(filter(None, (caption.told, caption.explained)))
    return inline_svg(drawing, unique, picture.title, description, tells=not form.is_narrow)
