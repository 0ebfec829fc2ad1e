"""Patches (DropBlock on the input): squares of neighbouring pixels of an image are dropped together.

y = x m (H W) / kept in each image of H x W pixels; m = 0 in the b x b pixels of each seed, else 1
seeds: each of the (H - b + 1) (W - b + 1) places where a block fits, where its lane < round(65536 gamma)
gamma = (q / b^2) H W / ((H - b + 1) (W - b + 1)), q = t / 65536, t = round(65536 rate); kept = sum of m

Moments of the multiplier: mean 1 over the pixels of an image, by its own scale, unless all are dropped; of
one pixel only about 1, more at the border, which fewer blocks reach. Blocks overlap, so fewer pixels are
dropped than the rate says: of 28 x 28 images by blocks of 7 at rates 0.1, 0.2 and 0.5 the shares 0.0939,
0.1768 and 0.3723. Plan and methods text name the share.
Inference: y = x.
Cost: one draw a place of a block, and a maximum over the rows and columns of each.

Channels of a pixel fall together. With b = 1 it is dropout of pixels whose scale counts what it kept.

Source: Ghiasi, Lin and Le (2018), NeurIPS, arXiv:1810.12890, DropBlock, there on feature maps; gamma of
images that are not square as in torchvision, whose scale counts the kept of a whole batch: here each image
has its own, so that examples stay independent.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.images import frame_of, on_pixels, refuse_larger
from dropout_lab.dropout.rated import OneRated
from dropout_lab.dropout.rates import OneRate, threshold
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text, plain


class Patches(OneRated):
    """Drops blocks of `block` x `block` pixels of the input, about the share `rate` of all pixels."""

    name: Literal["patches"]
    rate: OneRate = 0.1
    block: Annotated[int, Field(ge=1)] = 7

    family: ClassVar[Family | None] = "structured"
    needs: ClassVar[tuple[str, ...]] = ("shape",)
    example: ClassVar[Mapping[str, Any]] = {"rate": 0.2, "block": 3}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the share dropped is the rate": "blocks overlap",
        "units are uncorrelated": "pixels of a block are dropped together",
    }

    @property
    def is_none(self) -> bool:
        """Whether no block is dropped."""
        return not self.rate

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return no site: it acts on the data."""
        return ()

    def fits(self, shape: tuple[int, ...]) -> None:
        """Refuse data that are no images, blocks larger than they, and rates that seed nothing.

        Raises:
            ValueError: with what would do.
        """
        refuse_larger(self.name, "block", self.block, shape)
        if not round(threshold(self.rate) * self.seeds(shape)):
            raise ValueError(
                f"dropout.rate={self.rate:g}: with blocks of {self.block} x {self.block} pixels a place is a "
                "seed with a chance that rounds to 0/65536; choose a higher rate, or a smaller block"
            )

    def on_data(self, examples: Tensor, at: Site) -> Tensor:
        """Return the images without the blocks of their seeds, what is left scaled up."""
        height, width = frame_of(at.shape, self.name)
        down, across = height - self.block + 1, width - self.block + 1
        steps = ops.multiply(ops.cast(at.rate.threshold, "float32"), self.seeds(at.shape))
        lanes = at.lanes(examples[:, : down * across])
        seeds = ops.less(lanes, ops.cast(ops.round(steps), "uint32"))
        kept = ops.cast(ops.subtract(1.0, self.blocks(seeds, down, across)), at.dtype)
        count = ops.maximum(ops.sum(kept, axis=(1, 2), keepdims=True), 1)
        scale = ops.divide(at.constant(height * width), count)
        return on_pixels(examples, ops.multiply(kept, scale), at.shape)

    def blocks(self, seeds: Tensor, down: int, across: int) -> Tensor:
        """Return 1.0 in the pixels of all seeded blocks, shape (rows, height, width), else 0.0.

        Args:
            seeds: by the block's first corner, bool of shape (rows, down * across).
            down: places from top to bottom.
            across: places from left to right.
        """
        edge = self.block - 1
        corners = ops.reshape(ops.cast(seeds, "float32"), (-1, down, across, 1))
        around = ops.pad(corners, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        columns = ops.max_pool(around, (self.block, 1), 1, "valid", "channels_last")
        return ops.max_pool(columns, (1, self.block), 1, "valid", "channels_last")[..., 0]

    def seeds(self, shape: tuple[int, ...]) -> float:
        """Return gamma / q: the chance that a place is a seed, for each unit of the rate."""
        height, width = frame_of(shape, self.name)
        places = (height - self.block + 1) * (width - self.block + 1)
        return height * width / (places * self.block**2)

    def dropped(self, shape: tuple[int, ...]) -> float:
        """Return the share of the pixels of images of a shape that is dropped on average.

        A pixel stays where no block that holds it is seeded: with chance (1 - gamma)^n for n such places.

        >>> round(Patches(name="patches", rate=0.1, block=7).dropped((28, 28)), 4)
        0.0939
        """
        height, width = (self.holding(size) for size in frame_of(shape, self.name))
        gamma = self.rate * self.seeds(shape)
        return 1 - sum((1 - gamma) ** (n * m) for n in height for m in width) / (len(height) * len(width))

    def holding(self, size: int) -> list[int]:
        """Return for each pixel of a line how many places of a block along it hold the pixel."""
        last = size - self.block
        return [min(pixel, last) - max(pixel - self.block + 1, 0) + 1 for pixel in range(size)]

    def phrases(self) -> list[Phrase]:
        """Say what is dropped."""
        rate, keeps = f"{self.rate:g}", f"{1 - self.rate:g}"
        return [Phrase(SAID, {"block": str(self.block), "rate": rate, "keeps": keeps})]

    def effect(self, shape: tuple[int, ...]) -> Phrase | None:
        """Say which share of the pixels is dropped in effect."""
        share = f"{100 * self.dropped(shape):.3g}"
        return plain("in effect {share} % of the pixels", "实际为 {share} % 的像素", share=share)


SAID = Text(
    "patches of {block} × {block} pixels of the input dropped at rate {rate} (keeps {keeps})",
    "丢弃输入图像中 {block} × {block} 像素的块，丢弃率 {rate}（保留 {keeps}）",
)
