"""A digit on a page is the data set's, pixel by pixel."""

import base64
import io

import numpy as np
from matplotlib import image as images

from dropout_lab.gallery import Pixels
from dropout_lab.report.page.data_uri import data_uri, gray_png

DIGIT = np.random.default_rng(1).integers(0, 256, (28, 28)).astype(np.uint8)


def shown(uri):
    """The picture in an address, uint8 of shape (height, width)."""
    png = base64.b64decode(uri.removeprefix("data:image/png;base64,"))
    return np.round(images.imread(io.BytesIO(png)) * 255).astype(np.uint8)


def test_a_picture_reads_back_as_it_was():
    """Also one that is no square."""
    for pixels in (DIGIT, DIGIT[:8], DIGIT[:1, :1]):
        back = images.imread(io.BytesIO(gray_png(pixels)))
        np.testing.assert_array_equal(np.round(back * 255), pixels)


def test_ink_is_dark_and_dropped_pixels_are_paper():
    """As published white on black; on a page the other way round, masked where asked."""
    digit = Pixels("mnist", 3, DIGIT.tobytes())
    kept = np.arange(784) % 2 == 0
    np.testing.assert_array_equal(shown(data_uri(digit, ink=False)), DIGIT)
    np.testing.assert_array_equal(shown(data_uri(digit)), 255 - DIGIT)
    masked = shown(data_uri(digit, kept=kept))
    np.testing.assert_array_equal(masked.ravel(), np.where(kept, 255 - DIGIT.ravel(), 255))
