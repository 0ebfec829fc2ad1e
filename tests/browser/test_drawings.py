"""Drawings that were made light to mail look in a browser as they would otherwise."""

import io

import numpy as np
import pytest
from matplotlib.image import imread

from dropout_lab.figures import FIGURES
from dropout_lab.figures.drawing import inline
from dropout_lab.figures.drawing.inline import draw_svg, inline_svg
from tests.figures.test_figures import with_bins

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_light_drawing_looks_the_same(browser, monkeypatch):
    """Nearly every pixel of each picture is what it was; the page is half as long."""
    analysis, page = with_bins(), browser.new_page(viewport={"width": 1100, "height": 800})
    for name in ("accuracy", "learning", "calibration", "difference_by_epoch", "forest"):
        drawing = draw_svg(FIGURES[name].draw(analysis))
        shots, lengths = [], []
        for is_light in (True, False):
            with monkeypatch.context() as patched:
                if not is_light:
                    patched.setattr(inline, "slim", lambda root: None)
                    patched.setattr(inline, "unwrap", lambda root: None)
                    patched.setattr(inline, "classed", lambda root, name: None)
                text = inline_svg(drawing, "picture", "title", "text", tells=False)
            page.set_content(f"<body style='margin:0;background:#fff'>{text}</body>")
            shots.append(imread(io.BytesIO(page.screenshot())))
            lengths.append(len(text))
        differing = (np.abs(shots[0] - shots[1]).max(axis=2) > 0.35).mean()
        assert differing < 0.002, name
        assert lengths[0] < 0.75 * lengths[1], name
