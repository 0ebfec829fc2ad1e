"""Pictures of an analysis; the only room that knows Matplotlib. It computes nothing but places."""

from dropout_lab.figures.difference import difference_figure
from dropout_lab.figures.inline import inline_svg
from dropout_lab.figures.learning import learning_figure
from dropout_lab.figures.pages import drawable, page_figures
from dropout_lab.figures.rendering import render
from dropout_lab.figures.strip import strip_figure

__all__ = [
    "difference_figure",
    "drawable",
    "inline_svg",
    "learning_figure",
    "page_figures",
    "render",
    "strip_figure",
]
