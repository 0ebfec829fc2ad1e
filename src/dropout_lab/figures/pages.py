"""Pictures for a page: one ``<svg>`` element each."""

from dropout_lab.evidence import Analysis
from dropout_lab.figures.drawing.inline import inline_svg
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.pictures import accuracy, forest
from dropout_lab.figures.registry import FIGURES, drawable
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH, Words


def page_figures(analysis: Analysis, words: Words = ENGLISH) -> dict[str, str]:
    """Draw an analysis for a page.

    Returns:
        Name -> one ``<svg>`` element, those that have something to show, in the order of the page; ids
        begin with name and language, so that the pictures of both languages can share a page.
    """
    return {name: _inline(FIGURES[name].draw(analysis, words), name, words) for name in drawable(analysis)}


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
    return {name: _inline(picture, name, words) for name, picture in pictures.items()}


def _inline(picture: Picture, name: str, words: Words) -> str:
    return inline_svg(picture, f"{name}-{words.language}", picture.title, picture.explained)
