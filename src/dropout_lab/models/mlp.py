"""A stack of dense layers under a dense softmax: h = act(x W + b), once a hidden layer; logits = h W + b.

Noise stands on the inputs and on the activations of each hidden layer. Without hidden layers it is softmax
regression (conf/model/linear.yaml).

Source: Srivastava et al. (2014), JMLR 15, section 6.1, the nets of MNIST without convolutions.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from dropout_lab.canonical import LISTS, AddedLater, Wanted
from dropout_lab.datasets import DatasetFacts
from dropout_lab.dropout import ActsOn
from dropout_lab.keras_ops import Tensor
from dropout_lab.models.base import (
    Activation,
    Affine,
    Apply,
    Join,
    KerasLayer,
    Model,
    Units,
    keras_dense,
)
from dropout_lab.phrases import Phrase, Text


class Mlp(Model):
    """Dense hidden layers under a dense softmax over the classes; no hidden layer is `linear`.

    Relu layers start from Glorot-uniform weights, as Keras's do; selu layers from LeCun-normal ones, without
    which they do not normalise themselves.
    """

    name: Annotated[Literal["mlp"], AddedLater()] = "mlp"
    hidden_units: Annotated[
        tuple[Units, ...],
        LISTS,
        Wanted("should be a list of the hidden layers' units, 1 to 65536 each, such as [512,512]"),
    ]
    activation: Annotated[Activation, AddedLater()] = "relu"

    dense_alone: ClassVar[bool] = True

    @model_validator(mode="after")
    def _units_to_activate(self) -> Self:
        if self.activation != "relu" and not self.hidden_units:
            raise ValueError(
                f"model.activation={self.activation}: this model has no hidden layer; leave it out"
            )
        return self

    @property
    def acts(self) -> str:
        """The activation of the hidden units, by Keras's name."""
        return self.activation

    def count(self, what: ActsOn) -> int:
        """Return how many hidden layers there are, all of units."""
        return len(self.hidden_units) if what == "units" else 0

    def layers(self, facts: DatasetFacts) -> tuple[Affine, ...]:
        """Return the dense layers."""
        widths = (facts.inputs, *self.hidden_units)
        hidden = [Affine(a, b, self.activation) for a, b in pairwise(widths)]
        return (*hidden, Affine(widths[-1], facts.outputs))

    def layouts(self, facts: DatasetFacts) -> tuple[tuple[int, ...], ...]:
        """Return the units of each site."""
        return ((facts.inputs,), *((units,) for units in self.hidden_units))

    def stage(self, site: int, x: Tensor, apply: Apply, facts: DatasetFacts) -> tuple[Tensor, Tensor | None]:
        """Apply the one dense layer after a site."""
        return apply(site, x), None

    def phrases(self, facts: DatasetFacts) -> list[Phrase]:
        """Say which layers there are, for a data set."""
        fields: dict[str, object] = {
            "inputs": str(facts.inputs),
            "numbers": facts.nouns.numbers,
            "classes": str(facts.classes),
            "labels": facts.nouns.labels,
        }
        units = self.hidden_units
        if not units:
            return [Phrase(LINEAR, fields)]
        text = ONE if len(units) == 1 else MORE
        fields["activation"] = {"relu": "ReLU", "selu": "SELU"}[self.activation]
        return [Phrase(text, {**fields, "units": tuple(map(str, units))})]

    def keras(self, facts: DatasetFacts) -> Sequence[KerasLayer | Join | int]:
        """Return the dense layers, each with the site that it leads to."""
        *hidden, last = self.layers(facts)
        lines: list[KerasLayer | Join | int] = [0]
        for site, layer in enumerate(hidden, start=1):
            lines += [keras_dense(layer), site]
        return [*lines, keras_dense(last, "softmax")]


LINEAR = Text(
    "a softmax over {classes} {labels} straight from the {inputs} {numbers}: no hidden layer",
    "{inputs} 个{numbers}直接接 {classes} 类 softmax，没有隐藏层",
)
ONE = Text(
    "{inputs} inputs, one hidden layer of {units} {activation} units, softmax over {classes} {labels}",
    "{inputs} 个输入，一个含 {units} 个 {activation} 单元的隐藏层，{classes} 类 softmax",
)
MORE = Text(
    "{inputs} inputs, hidden layers of {units} {activation} units, softmax over {classes} {labels}",
    "{inputs} 个输入，隐藏层依次含 {units} 个 {activation} 单元，{classes} 类 softmax",
)
