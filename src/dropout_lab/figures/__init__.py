"""Pictures of an analysis; the only room that knows Matplotlib. It computes positions alone."""

from dropout_lab.figures.drawing.inline import inline_svg
from dropout_lab.figures.drawing.rendering import is_same_picture, render
from dropout_lab.figures.pages import judged_figures, page_figures
from dropout_lab.figures.pictures.card import card_png
from dropout_lab.figures.registry import FIGURES, drawable

__all__ = [
    "FIGURES",
    "card_png",
    "drawable",
    "inline_svg",
    "is_same_picture",
    "judged_figures",
    "page_figures",
    "render",
]
