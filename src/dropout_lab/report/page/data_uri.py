"""Small gray pictures as addresses that hold their own bytes: a page asks for nothing from outside."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropout_lab.gallery import Pixels


def data_uri(image: Pixels, *, ink: bool = True, kept: NDArray[np.bool_] | None = None) -> str:
    """Return an example as an address that holds its picture.

    Args:
        image: a test example, white on black as published.
        ink: dark on light instead, as on paper.
        kept: bool, shape (inputs,): what dropout kept; the others are drawn as if they were 0.
    """
    gray = image.gray
    if kept is not None:
        gray = np.where(kept.reshape(gray.shape), gray, np.uint8(0))
    png = gray_png(255 - gray if ink else gray)
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def units_uri(kept: NDArray[np.bool_], width: int = 32) -> str:
    """Return the units of a layer as dots in rows, dark where dropout kept them, as an address.

    Args:
        kept: bool, shape (units,).
        width: units in a row.
    """
    dots = np.full(-(-kept.size // width) * width, 255, np.uint8)
    dots[: kept.size] = np.where(kept, 40, 225)
    png = gray_png(dots.reshape(-1, width))
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def gray_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a picture, uint8 of shape (height, width), 0 black to 255 white."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
