"""Legends: their columns, and names in full where there is room."""

from dropout_lab.figures.drawing.form import NARROW, WIDE
from dropout_lab.figures.drawing.legends import legend_columns
from dropout_lab.figures.pictures import calibration, learning
from tests.figures.test_figures import many_long_names, with_bins


def test_the_columns_of_a_legend_are_filled_evenly():
    """Four names where three columns have room stand two by two, not two, one and one."""
    assert legend_columns(["name" * 6 + "20"] * 4, WIDE) == 2


def test_a_legend_of_long_names_is_as_wide_as_its_picture_at_most():
    """The columns of the calibration diagram's legend are as many as there is room for."""
    names = [f"one mask for each mini-batch, the rate {n} of ten" for n in range(4)]
    figure = calibration.draw(with_bins(names), form=WIDE)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    assert legend.get_window_extent().x1 <= figure.bbox.x1


def test_a_phone_names_every_curve_in_full_where_two_lines_do():
    """Its legend is as wide as the picture, and as high as its lines."""
    figure = learning.draw(many_long_names(), form=NARROW)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    said = [" ".join(text.get_text().split()) for text in legend.get_texts()]
    assert "standard dropout, rate 0.225, n = 2, 1 diverged" in said
    assert legend.get_window_extent().x1 <= figure.bbox.x1
    assert legend.get_window_extent().y1 < figure.axes[-1].xaxis.get_tightbbox().y0
