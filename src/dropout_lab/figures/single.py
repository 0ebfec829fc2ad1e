"""One picture of an analysis alone: as a figure, or as the text of an SVG file."""

from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.evidence import Analysis
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.leading import drawable
from dropout_lab.figures.packing import Caption
from dropout_lab.figures.pages import caption_of
from dropout_lab.figures.registry import FIGURES, ORDER
from dropout_lab.language import ENGLISH, Words

TITLE = 0.35
"""Inches that a title takes."""


def names_of(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of all pictures that have something to show; the one that answers comes first."""
    all_shown = (name for name in ORDER if FIGURES[name].shows(analysis))
    return tuple(dict.fromkeys([*drawable(analysis), *all_shown]))


def draw_one(analysis: Analysis, name: str | None = None, words: Words = ENGLISH) -> Picture:
    """Draw a picture by its name, with its title in it; without a name that which answers.

    Raises:
        ConfigError: no such picture, or one that has nothing to show here.
    """
    found = names_of(analysis)
    name = found[0] if name is None else name
    if name not in found:
        raise ConfigError(unknown_name("plot", name, f"picture of {analysis.experiment.name}", found))
    picture = FIGURES[name].draw(analysis, words)
    picture.set_figheight(picture.get_figheight() + TITLE)
    with styled():
        picture.suptitle(picture.title, x=0.01, ha="left", fontweight="bold")
    return picture


def one_svg(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, Caption]:
    """Return the picture that answers, as the text of an SVG file, and the words that stand beside it."""
    with styled():
        drawing = draw_svg(FIGURES[names_of(analysis)[0]].draw(analysis, words))
    return drawing.svg.text, caption_of(drawing.picture, words)
