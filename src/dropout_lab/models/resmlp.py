"""A residual net of dense layers: h = x W0 + b0; h = h + branch(h), once a block; logits = h W + b.

branch(h) = relu(h W1 + b1) W2 + b2, all of one width. Nothing couples examples: there is no normaliser.

Noise stands on the inputs and on each block's branch before it is added to the stream, which stays whole: a
dropout of units acts on the branch's units, as a transformer's residual dropout does, DropPath on the branch
of an example as a whole. The blocks are the hidden layers that rates are counted by.

Source: He, Zhang, Ren and Sun (2016), CVPR, section 3.1, here without convolutions; noise on the branch's
output: Vaswani et al. (2017), NeurIPS, section 5.4.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.datasets import DatasetFacts
from dropout_lab.dropout import ActsOn
from dropout_lab.keras_ops import Tensor
from dropout_lab.models.base import Affine, Apply, Join, KerasLayer, Model, Units, keras_dense
from dropout_lab.phrases import Phrase, Text


class ResMlp(Model):
    """Residual blocks of dense layers and a softmax; all start from Glorot-uniform weights."""

    name: Literal["resmlp"]
    units: Units = 256
    blocks: Annotated[int, Field(ge=1, le=1_024)] = 4

    has: ClassVar[tuple[ActsOn, ...]] = ("units", "branches")

    @property
    def acts(self) -> str:
        """Linear: a branch ends with a sum."""
        return "linear"

    def count(self, what: ActsOn) -> int:
        """Return how many blocks there are: each has one branch, of units."""
        return self.blocks if what in self.has else 0

    def layers(self, facts: DatasetFacts) -> tuple[Affine, ...]:
        """Return the projection, two layers a block, and the logits."""
        width = self.units
        branch = (Affine(width, width, "relu"), Affine(width, width))
        return (Affine(facts.inputs, width), *self.blocks * branch, Affine(width, facts.outputs))

    def layouts(self, facts: DatasetFacts) -> tuple[tuple[int, ...], ...]:
        """Return the inputs, and the units of each branch."""
        return ((facts.inputs,), *self.blocks * ((self.units,),))

    def stage(self, site: int, x: Tensor, apply: Apply, facts: DatasetFacts) -> tuple[Tensor, Tensor | None]:
        """Project the inputs where they are; return the next branch beside the stream, or the logits."""
        stream = x if site else apply(0, x)
        first = 2 * site + 1
        if site == self.blocks:
            return apply(first, stream), None
        return apply(first + 1, apply(first, stream)), stream

    def phrases(self, facts: DatasetFacts) -> list[Phrase]:
        """Say which layers there are, for a data set."""
        fields: dict[str, object] = {
            "inputs": str(facts.inputs),
            "units": str(self.units),
            "blocks": str(self.blocks),
            "classes": str(facts.classes),
            "labels": facts.nouns.labels,
        }
        return [Phrase(ONE if self.blocks == 1 else MORE, fields)]

    def keras(self, facts: DatasetFacts) -> Sequence[KerasLayer | Join | int]:
        """Return the projection, the blocks with a site on each branch, and the softmax."""
        first, *inner, last = self.layers(facts)
        lines: list[KerasLayer | Join | int] = [0, keras_dense(first)]
        for site in range(1, self.blocks + 1):
            lines.append("fork")
            lines += [*map(keras_dense, inner[2 * site - 2 : 2 * site]), site]
            lines.append("join")
        return [*lines, keras_dense(last, "softmax")]


ONE = Text(
    "{inputs} inputs, projected to {units} numbers h, one residual block h + W2 ReLU(W1 h) whose branch of "
    "{units} units is the hidden layer, softmax over {classes} {labels}",
    "{inputs} 个输入投影为 {units} 个数 h，一个残差块 h + W2 ReLU(W1 h)，其 {units} 个单元的分支即隐藏层，"
    "{classes} 类 softmax",
)
MORE = Text(
    "{inputs} inputs, projected to {units} numbers h, {blocks} residual blocks h + W2 ReLU(W1 h) whose "
    "branches of {units} units are the hidden layers, softmax over {classes} {labels}",
    "{inputs} 个输入投影为 {units} 个数 h，{blocks} 个残差块 h + W2 ReLU(W1 h)，"
    "其各含 {units} 个单元的分支即隐藏层，{classes} 类 softmax",
)
