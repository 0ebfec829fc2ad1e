"""Example-tied dropout: some units are always on; each example has a fixed choice among the others.

y = x for the first floor(fixed c) of c units;  for the others y = x where lane >= t, else 0
t = round(65536 rate), q = t / 65536; lanes are keyed by the example, the same in every epoch

Moments of the multiplier: 1 for fixed units; mean 1 - q over examples, variance q (1 - q) for the others.
Inference: the others times 1 - q (`memory=scaled`), or off and the fixed ones times (fixed + 1 - q) / fixed
(`memory=dropped`), which forgets what single examples have written there.
Cost: one draw a unit.

The chance that a memory unit belongs to an example is 1 - rate: the paper's p_mem = 0.1 is rate 0.9. Its
p_fixed is `fixed`. On the input the first pixels are the fixed ones.

Source: Maini, Mozer, Sedghi, Lipton, Kolter and Zhang (2023), ICML, arXiv:2307.09542; formulas of
inference and the mask by example from the authors' code, pratyushmaini/localizing-memorization.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.rates import InfersByRate
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class ExampleTied(Rated, InfersByRate):
    """Keeps a share of the units for all examples, and gives each example its own of the rest."""

    name: Literal["example_tied"]
    fixed: Annotated[float, Field(gt=0, lt=1)] = 0.2
    memory: Literal["scaled", "dropped"] = "scaled"

    family: ClassVar[Family | None] = "units"
    needs: ClassVar[tuple[str, ...]] = ("examples",)
    by_example: ClassVar[bool] = True
    phrase: ClassVar[Text | None] = Text("example-tied dropout", "样本绑定的 Dropout")
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        ("memory", "scaled"): Text("memory scaled", "记忆单元在推理时缩放"),
        ("memory", "dropped"): Text("memory dropped", "记忆单元在推理时丢弃"),
    }
    names: ClassVar[Mapping[str, Text]] = {"fixed": Text("fixed", "所有样本都保留的单元占")}
    example: ClassVar[Mapping[str, Any]] = {"rate": (0.2,), "fixed": 0.3}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "nothing is scaled while training",
        "the share dropped is the rate": "fixed units are never dropped",
        "nothing happens at inference": "memory units are scaled or dropped",
        "two calls differ": "a mask belongs to its example",
    }

    @property
    def is_none(self) -> bool:
        """Whether all units are always on, and stay on at inference."""
        return super().is_none and self.memory == "scaled"

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the fixed units and those of each example as they are, zeros elsewhere."""
        kept = ops.logical_or(at.rate.kept(at.lanes_of_examples(inputs)), self.always(inputs))
        return ops.where(kept, inputs, ops.zeros_like(inputs))

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs with their memory units scaled, or without them and the fixed ones scaled up."""
        share = 1 - at.rate.fraction(at.dtype)
        if self.memory == "scaled":
            return ops.where(self.always(inputs), inputs, ops.multiply(inputs, share))
        up = (at.constant(self.fixed) + share) / at.constant(self.fixed)
        return ops.where(self.always(inputs), ops.multiply(inputs, up), ops.zeros_like(inputs))

    def always(self, inputs: Tensor) -> Tensor:
        """Say which units are always on, bool of shape (1, units)."""
        units = inputs.shape[1]
        return ops.expand_dims(ops.less(ops.arange(units, dtype="int32"), int(self.fixed * units)), 0)
