"""Images among the data: what the shape of an example says, and masks of pixels on flattened batches."""

from typing import NamedTuple

from dropout_lab.keras_ops import Tensor, ops


class Frame(NamedTuple):
    """Height and width of an image in pixels."""

    height: int
    width: int


def frame_of(shape: tuple[int, ...], layer: str = "this dropout") -> Frame:
    """Return height and width of images of a shape.

    Args:
        shape: (height, width), or (height, width, channels).
        layer: who asks, for the error.

    Raises:
        ValueError: examples of another number of axes are no images.

    >>> frame_of((8, 10, 3))
    Frame(height=8, width=10)
    """
    if len(shape) not in (2, 3):
        raise ValueError(
            f"dropout={layer}: acts on images, height x width, and an example of this data set has the shape "
            f"{' x '.join(map(str, shape))}; choose another dropout, or a data set of images"
        )
    return Frame(*shape[:2])


def refuse_larger(layer: str, key: str, size: int, shape: tuple[int, ...]) -> None:
    """Refuse a square that does not fit in the images.

    Args:
        layer: whose square it is.
        key: of its side.
        size: of its side in pixels.
        shape: of the images.

    Raises:
        ValueError: no images, or smaller ones.
    """
    frame = frame_of(shape, layer)
    if size > min(frame):
        raise ValueError(
            f"dropout.{key}={size}: is larger than images of {frame.height} x {frame.width}; "
            f"choose 1 to {min(frame)}"
        )


def on_pixels(examples: Tensor, mask: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Multiply flattened images by a mask, the same in all channels of a pixel.

    Args:
        examples: shape (rows, height * width * channels).
        mask: numbers of their dtype, shape (rows, height, width).
        shape: of one image.
    """
    flat = ops.reshape(mask, (-1, shape[0] * shape[1]))
    each = flat if len(shape) == 2 else ops.repeat(flat, shape[2], axis=1)
    return ops.multiply(examples, each)
