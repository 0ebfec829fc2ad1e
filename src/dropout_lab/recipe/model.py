"""The net that is trained."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dropout_lab.canonical import LISTS, AddedLater, Part, Wanted
from dropout_lab.datasets import DatasetFacts
from dropout_lab.phrases import Phrase, Text

Activation = Literal["relu", "selu"]
"""What a hidden unit makes of its sum."""

Units = Annotated[int, Field(ge=1, le=65_536)]


class Model(Part):
    """A stack of dense layers under a dense softmax over the classes; no hidden layer is `linear`.

    Relu layers start from Glorot-uniform weights, as Keras's do; selu layers from LeCun-normal ones, without
    which they do not normalise themselves.
    """

    hidden_units: Annotated[
        tuple[Units, ...],
        LISTS,
        Wanted("should be a list of the hidden layers' units, 1 to 65536 each, such as [512,512]"),
    ]
    activation: Annotated[Activation, AddedLater()] = "relu"

    @model_validator(mode="after")
    def _units_to_activate(self) -> Self:
        if self.activation != "relu" and not self.hidden_units:
            raise ValueError(
                f"model.activation={self.activation}: this model has no hidden layer; leave it out"
            )
        return self

    @property
    def n_hidden(self) -> int:
        """Number of hidden layers, which are noise sites 1 to this."""
        return len(self.hidden_units)

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
        fields["activation"] = self.activation
        return [Phrase(text, {**fields, "units": tuple(map(str, units))})]


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
