"""All pictures of an analysis that make sense for it, as a page takes them."""

from collections.abc import Callable, Mapping

from dropout_lab.analysis import Analysis
from dropout_lab.analysis.judging import Judgement
from dropout_lab.analysis.sweeps import find_sweep
from dropout_lab.figures.calibration import calibration_figure
from dropout_lab.figures.curves import curves_figure
from dropout_lab.figures.difference import difference_figure
from dropout_lab.figures.forest import forest_figure
from dropout_lab.figures.inline import inline_svg
from dropout_lab.figures.learning import learning_figure
from dropout_lab.figures.picture import Picture
from dropout_lab.figures.strip import strip_figure
from dropout_lab.figures.sweep import sweep_figure
from dropout_lab.words import ENGLISH, Words

Draw = Callable[[Analysis, Words], Picture]

FIGURES: Mapping[str, Draw] = {
    "accuracy": strip_figure,
    "train_test": learning_figure,
    "learning": curves_figure,
    "difference_by_epoch": difference_figure,
    "forest": forest_figure,
    "calibration": calibration_figure,
    "sweep": sweep_figure,
}
"""Every picture, in the order of a page."""


def drawable(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the pictures that have something to show."""
    planned = bool(analysis.experiment.comparisons)
    needs = {
        "difference_by_epoch": planned,
        "forest": planned,
        "calibration": not analysis.reliability.empty,
        "sweep": find_sweep(analysis.experiment) is not None,
    }
    return tuple(name for name in FIGURES if needs.get(name, True))


def page_figures(analysis: Analysis, words: Words = ENGLISH) -> dict[str, str]:
    """Draw an analysis for a page.

    Returns:
        Name -> one ``<svg>`` element, those that make sense for the analysis, in the order of the page; ids
        begin with name and language, so that the pictures of both languages can share a page.
    """
    return {
        name: _inline(FIGURES[name](analysis, words), f"{name}-{words.language}")
        for name in drawable(analysis)
    }


def judged_figures(judgement: Judgement, words: Words = ENGLISH) -> dict[str, str]:
    """Draw a judgement of somebody's table for a page: as `page_figures` returns them."""
    pictures = {
        "accuracy": strip_figure(judgement, words, judgement.compared.metric),
        "forest": forest_figure(
            judgement, words, title="judged", higher=lambda _metric: judgement.higher_is_better
        ),
    }
    return {name: _inline(figure, f"{name}-{words.language}") for name, figure in pictures.items()}


def _inline(figure: Picture, name: str) -> str:
    return inline_svg(figure, name, figure.title, figure.explained)
