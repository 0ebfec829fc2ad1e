"""Pictures of an analysis; the only room that knows Matplotlib. It computes nothing but places."""

from dropout_lab.figures.calibration import calibration_figure
from dropout_lab.figures.card import card_png
from dropout_lab.figures.curves import curves_figure
from dropout_lab.figures.difference import difference_figure
from dropout_lab.figures.forest import forest_figure
from dropout_lab.figures.inline import inline_svg
from dropout_lab.figures.learning import learning_figure
from dropout_lab.figures.pages import FIGURES, drawable, judged_figures, page_figures
from dropout_lab.figures.rendering import is_same_picture, render
from dropout_lab.figures.strip import strip_figure
from dropout_lab.figures.sweep import sweep_figure

__all__ = [
    "FIGURES",
    "calibration_figure",
    "card_png",
    "curves_figure",
    "difference_figure",
    "drawable",
    "forest_figure",
    "inline_svg",
    "is_same_picture",
    "judged_figures",
    "learning_figure",
    "page_figures",
    "render",
    "strip_figure",
    "sweep_figure",
]
