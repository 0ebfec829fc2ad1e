"""A small convolutional net: convolutions of 3 x 3, each with relu and 2 x 2 max-pooling, then dense layers.

maps = pool(relu(K * maps + b)), once a convolution, with the edges filled with zeros; the last maps are
flattened; h = relu(x W + b), once a hidden layer; logits = h W + b. Pooling halves height and width, rounded
down. A convolution is a matrix product over the 3 x 3 patches, in the engine's precision.

Noise stands on the pixels, on the maps after each pooling, and on each dense hidden layer. A dropout of units
takes each position of each channel for a unit of its own; one of channels acts on the maps alone.

Source: LeCun, Bottou, Bengio and Haffner (1998), Proc. IEEE 86, section II, here with relu and max-pooling.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import LISTS, Wanted
from dropout_lab.datasets import DatasetFacts
from dropout_lab.dropout import ActsOn
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.models.base import Affine, Apply, Join, KerasLayer, Model, Units, keras_dense
from dropout_lab.phrases import Phrase, Text

SIDE = 3
"""Height and width of a convolution's kernel."""


class Cnn(Model):
    """Convolutions with pooling, dense hidden layers and a softmax; all start from Glorot-uniform weights."""

    name: Literal["cnn"]
    channels: Annotated[
        tuple[Units, ...],
        LISTS,
        Field(min_length=1),
        Wanted("should be a list of the convolutions' channels, 1 to 65536 each, such as [16,32]"),
    ] = (16, 32)
    hidden_units: Annotated[
        tuple[Units, ...],
        LISTS,
        Wanted("should be a list of the dense hidden layers' units, 1 to 65536 each, such as [128]"),
    ] = (128,)

    has: ClassVar[tuple[ActsOn, ...]] = ("units", "channels")

    def count(self, what: ActsOn) -> int:
        """Return how many convolutions there are, for units those and the dense hidden layers."""
        maps = len(self.channels)
        return {"units": maps + len(self.hidden_units), "channels": maps}.get(what, 0)

    def check(self, facts: DatasetFacts) -> None:
        """Refuse examples that are no images, or that are pooled away.

        Raises:
            ValueError: height, width and perhaps channels are not what an example has, or are too few.
        """
        if len(facts.shape) not in (2, 3):
            raise ValueError(
                f"model=cnn: takes images, and the examples of {facts.title} have the shape "
                f"{' x '.join(map(str, facts.shape))}; choose model=mlp"
            )
        height, width = facts.shape[:2]
        most = int(math.log2(min(height, width)))
        if len(self.channels) > most:
            raise ValueError(
                f"model.channels={list(self.channels)}: {len(self.channels)} poolings leave nothing of "
                f"{height} x {width} {facts.nouns.numbers.en}; give at most {most} convolutions"
            )

    def maps(self, facts: DatasetFacts) -> list[tuple[int, int, int]]:
        """Return height, width and channels of the image, then of the maps after each pooling."""
        height, width, *more = facts.shape
        found = [(height, width, *(more or [1]))]
        for channels in self.channels:
            height, width, _ = found[-1]
            found.append((height // 2, width // 2, channels))
        return [(h, w, c) for h, w, c in found]

    def layers(self, facts: DatasetFacts) -> tuple[Affine, ...]:
        """Return the convolutions as products over patches, then the dense layers."""
        maps = self.maps(facts)
        convolutions = [
            Affine(SIDE**2 * c, channels, "relu", places=h * w, window=SIDE**2)
            for (h, w, c), channels in zip(maps, self.channels, strict=False)
        ]
        widths = (math.prod(maps[-1]), *self.hidden_units)
        hidden = [Affine(a, b, "relu") for a, b in pairwise(widths)]
        return (*convolutions, *hidden, Affine(widths[-1], facts.outputs))

    def layouts(self, facts: DatasetFacts) -> tuple[tuple[int, ...], ...]:
        """Return the pixels, the maps after each pooling, and the units of each dense hidden layer."""
        _, *maps = self.maps(facts)
        return ((facts.inputs,), *maps, *((units,) for units in self.hidden_units))

    def stage(self, site: int, x: Tensor, apply: Apply, facts: DatasetFacts) -> tuple[Tensor, Tensor | None]:
        """Convolve and pool, or apply a dense layer."""
        if site >= len(self.channels):
            return apply(site, x), None
        height, width, channels = self.maps(facts)[site]
        patches = _patches(ops.reshape(x, (-1, height, width, channels)))
        sums = apply(site, ops.reshape(patches, (-1, SIDE**2 * channels)))
        pooled = _pooled(ops.reshape(sums, (-1, height, width, self.channels[site])))
        return ops.reshape(pooled, (-1, math.prod(self.layouts(facts)[site + 1]))), None

    def phrases(self, facts: DatasetFacts) -> list[Phrase]:
        """Say which layers there are, for a data set."""
        fields: dict[str, object] = {
            "shape": " x ".join(map(str, facts.shape)),
            "channels": tuple(map(str, self.channels)),
            "classes": str(facts.classes),
            "labels": facts.nouns.labels,
        }
        units = self.hidden_units
        if not units:
            return [Phrase(CONVOLUTIONS, fields)]
        return [Phrase(ONE if len(units) == 1 else MORE, {**fields, "units": tuple(map(str, units))})]

    def keras(self, facts: DatasetFacts) -> Sequence[KerasLayer | Join | int]:
        """Return convolutions with pooling, then dense layers, each with the site that it leads to."""
        maps, layers = self.maps(facts), self.layers(facts)
        lines: list[KerasLayer | Join | int] = [0, KerasLayer("Reshape", str(maps[0]), maps[0])]
        for site, (height, width, _) in enumerate(maps[:-1], start=1):
            layer, made = layers[site - 1], (height, width, self.channels[site - 1])
            arguments = f'{layer.units}, {SIDE}, padding="same", activation="relu"'
            parameters = (layer.inputs + 1) * layer.units
            lines += [KerasLayer("Conv2D", arguments, made, parameters)]
            lines += [KerasLayer("MaxPooling2D", "", maps[site]), site]
        lines.append(KerasLayer("Flatten", "", (math.prod(maps[-1]),)))
        for site, layer in enumerate(layers[len(self.channels) : -1], start=len(self.channels) + 1):
            lines += [keras_dense(layer), site]
        return [*lines, keras_dense(layers[-1], "softmax")]


def _patches(maps: Tensor) -> Tensor:
    """Return the 3 x 3 patch around each position: (rows, height, width, channels) -> (..., 9 channels)."""
    height, width = maps.shape[1:3]
    edge = SIDE // 2
    filled = ops.pad(maps, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    moved = [filled[:, y : y + height, x : x + width] for y in range(SIDE) for x in range(SIDE)]
    return ops.concatenate(moved, axis=-1)


def _pooled(maps: Tensor) -> Tensor:
    """Return the largest of each 2 x 2 positions of (rows, height, width, channels); an odd edge is cut."""
    height, width, channels = (maps.shape[1] // 2, maps.shape[2] // 2, maps.shape[3])
    whole = maps[:, : 2 * height, : 2 * width]
    return ops.max(ops.reshape(whole, (-1, height, 2, width, 2, channels)), axis=(2, 4))


CONVOLUTIONS = Text(
    "{shape} inputs, convolutions of 3 × 3 with {channels} ReLU channels, each followed by 2 × 2 "
    "max-pooling, softmax over {classes} {labels}",
    "{shape} 输入，3 × 3 卷积依次含 {channels} 个 ReLU 通道，各接 2 × 2 最大池化，{classes} 类 softmax",
)
ONE = Text(
    "{shape} inputs, convolutions of 3 × 3 with {channels} ReLU channels, each followed by 2 × 2 "
    "max-pooling, one dense hidden layer of {units} ReLU units, softmax over {classes} {labels}",
    "{shape} 输入，3 × 3 卷积依次含 {channels} 个 ReLU 通道，各接 2 × 2 最大池化，再接一个含 {units} 个 ReLU "
    "单元的全连接隐藏层，{classes} 类 softmax",
)
MORE = Text(
    "{shape} inputs, convolutions of 3 × 3 with {channels} ReLU channels, each followed by 2 × 2 "
    "max-pooling, dense hidden layers of {units} ReLU units, softmax over {classes} {labels}",
    "{shape} 输入，3 × 3 卷积依次含 {channels} 个 ReLU 通道，各接 2 × 2 最大池化，再接依次含 {units} 个 ReLU "
    "单元的全连接隐藏层，{classes} 类 softmax",
)
