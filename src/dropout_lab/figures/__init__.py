"""Pictures of an analysis; the only room that knows Matplotlib. It computes nothing but places."""

from dropout_lab.figures.difference import difference_figure
from dropout_lab.figures.learning import learning_figure
from dropout_lab.figures.strip import strip_figure
from dropout_lab.figures.style import render

__all__ = ["difference_figure", "learning_figure", "render", "strip_figure"]
