"""Cutout: a square of each image is set to 0, at a place of its own.

y = x m; m = 0 in the pixels with c - floor(s / 2) <= row < c - floor(s / 2) + s, and columns alike, else 1
centre: row floor(H lane / 65536), column floor(W lane' / 65536): any pixel; the border cuts the square
an image has one where its third lane < 65536 probability, so always at 1; nothing is scaled

Moments of the multiplier: the mean is 1 less the share cut out, which plan and methods text name.
Inference: y = x.
Cost: three draws an image.

It has no rate. The paper's sides are 16 of 32 pixels for CIFAR-10, 8 for CIFAR-100. Channels of a pixel are
cut together.

Source: DeVries and Taylor (2017), arXiv:1708.04552; formula from the authors' code, uoguelph-mlrg/Cutout,
in which an odd side is one less.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.images import frame_of, on_pixels, refuse_larger
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text, plain


class Cutout(Dropout):
    """Cuts a square of `side` pixels out of an image, with chance `probability`."""

    name: Literal["cutout"]
    side: Annotated[int, Field(ge=1)] = 8
    probability: Annotated[float, Field(gt=0, le=1), State()] = 1.0

    family: ClassVar[Family | None] = "structured"
    needs: ClassVar[tuple[str, ...]] = ("shape",)
    example: ClassVar[Mapping[str, Any]] = {"side": 3}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "what is cut out is not made up for",
        "inference is the mean of training": "what is cut out is not made up for",
        "units are uncorrelated": "pixels of a square are cut out together",
    }

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return no site: it acts on the data."""
        return ()

    def fits(self, shape: tuple[int, ...]) -> None:
        """Refuse data that are no images, and squares larger than they.

        Raises:
            ValueError: with what would do.
        """
        refuse_larger(self.name, "side", self.side, shape)

    def on_data(self, examples: Tensor, at: Site) -> Tensor:
        """Return the images with a square of 0 each."""
        height, width = frame_of(at.shape, self.name)
        one = examples[:, :1]
        rows = self.within(at.lanes(one), height, at)
        columns = self.within(at.lanes(one, draw=1), width, at)
        cut = ops.less(ops.cast(at.lanes(one, draw=2), at.dtype), 65536 * self.probability)
        square = ops.logical_and(ops.expand_dims(rows, 2), ops.expand_dims(columns, 1))
        dropped = ops.logical_and(square, ops.expand_dims(cut, 2))
        return on_pixels(examples, ops.cast(ops.logical_not(dropped), at.dtype), at.shape)

    def within(self, lanes: Tensor, size: int, at: Site) -> Tensor:
        """Say which pixels of a line are within the square, bool of shape (rows, size).

        Args:
            lanes: of shape (rows, 1), for the centre.
            size: pixels of the line.
            at: the site.
        """
        centre = ops.cast(ops.right_shift(ops.multiply(lanes, at.word(size)), at.word(16)), "int32")
        offset = ops.arange(size, dtype="int32") - centre + self.side // 2
        return ops.logical_and(ops.greater_equal(offset, 0), ops.less(offset, self.side))

    def cut_out(self, shape: tuple[int, ...]) -> float:
        """Return the share of the pixels of images of a shape that is 0 on average.

        >>> Cutout(name="cutout", side=2).cut_out((4, 4))
        0.19140625
        """
        half, share = self.side // 2, self.probability
        for size in frame_of(shape, self.name):
            ends = [(max(centre - half, 0), min(centre - half + self.side, size)) for centre in range(size)]
            share *= sum(end - start for start, end in ends) / size**2
        return share

    def phrases(self) -> list[Phrase]:
        """Say how large the square is, and how many images have one."""
        fields = {"side": str(self.side), "chance": f"{100 * self.probability:g}"}
        return [Phrase(ALWAYS if self.probability == 1 else SOMETIMES, fields)]

    def effect(self, shape: tuple[int, ...]) -> Phrase | None:
        """Say which share of the pixels is cut out in effect."""
        share = f"{100 * self.cut_out(shape):.3g}"
        return plain("in effect {share} % of the pixels", "实际为 {share} % 的像素", share=share)


ALWAYS = Text(
    "Cutout, a square of {side} × {side} pixels of each image set to 0",
    "Cutout，每幅图像中 {side} × {side} 像素的方块置 0",
)
SOMETIMES = Text(
    "Cutout, a square of {side} × {side} pixels set to 0 in {chance} % of the images",
    "Cutout，{chance} % 的图像中 {side} × {side} 像素的方块置 0",
)
