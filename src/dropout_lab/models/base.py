"""What a net is: a part of the recipe that names its layers with weights, and the arithmetic between them.

Noise stands at sites: 0 the input, then the hidden layers in order. A net of n hidden layers is n + 1 stages,
one from each site to the next, the last to the logits. What stands at a site is flat, (rows, units), so that
every dropout of units acts at every site; where units are maps, the channel comes last.
"""

import math
from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from dropout_lab.canonical import Part
from dropout_lab.datasets import DatasetFacts
from dropout_lab.dropout import ActsOn
from dropout_lab.keras_ops import Tensor
from dropout_lab.phrases import Phrase

Activation = Literal["relu", "selu"]
"""What a hidden unit makes of its sum."""

Units = Annotated[int, Field(ge=1, le=65_536)]

Apply = Callable[[int, Tensor], Tensor]
"""Applies a layer with weights, by its place among them, to (rows, inputs); returns (rows, units)."""


class Affine(NamedTuple):
    """A layer with weights: units = activation(inputs x kernel + bias), at each place of an example.

    Attributes:
        inputs: rows of the kernel.
        units: columns of the kernel, and length of the bias.
        activation: of the units, by Keras's name.
        places: of an example at which the layer is applied: 1, or the positions of a convolution.
        window: places that one input enters: 1, or the positions under a convolution's kernel.
    """

    inputs: int
    units: int
    activation: str = "linear"
    places: int = 1
    window: int = 1


class KerasLayer(NamedTuple):
    """A layer of plain Keras: its class and arguments as Python, its output's shape, its parameters."""

    kind: str
    arguments: str
    shape: tuple[int, ...]
    parameters: int = 0


Join = Literal["fork", "join"]
"""Where a residual branch leaves the stream, and where it is added to it."""


class Model(Part):
    """Base of the nets: parameters as fields; methods say what stands where, on a data set's examples."""

    name: str

    has: ClassVar[tuple[ActsOn, ...]] = ("units",)
    """What a dropout can act on in this net."""

    dense_alone: ClassVar[bool] = False
    """Whether each stage is one dense layer, which a dropout may compute or read (`Site.before`, `after`)."""

    @property
    def n_hidden(self) -> int:
        """Number of hidden layers, which are noise sites 1 to this."""
        return self.count("units")

    def count(self, what: ActsOn) -> int:
        """Return how many sites, from 1 on, have what a dropout acts on."""
        raise NotImplementedError

    @property
    def acts(self) -> str:
        """The activation of the units at hidden sites, by Keras's name."""
        return "relu"

    def check(self, facts: DatasetFacts) -> None:
        """Refuse a data set whose examples this net cannot take.

        Raises:
            ValueError: it cannot.
        """

    def layers(self, facts: DatasetFacts) -> tuple[Affine, ...]:
        """Return the layers with weights from the input to the logits."""
        raise NotImplementedError

    def layouts(self, facts: DatasetFacts) -> tuple[tuple[int, ...], ...]:
        """Return the shape of one example at each site: (units,), or (height, width, channels) of maps."""
        raise NotImplementedError

    def widths(self, facts: DatasetFacts) -> tuple[int, ...]:
        """Return the numbers of one example at each site, and last its logits."""
        return (*map(math.prod, self.layouts(facts)), facts.outputs)

    def stage(self, site: int, x: Tensor, apply: Apply, facts: DatasetFacts) -> tuple[Tensor, Tensor | None]:
        """Go from one site to the next.

        Args:
            site: where `x` stands, 0 to `n_hidden`.
            x: shape (rows, units), after its noise.
            apply: applies one of `layers`.
            facts: of the data set.

        Returns:
            What stands at the next site, flat, or the logits; and the stream that is added to it after its
            noise, of the same shape, where it is a branch.
        """
        raise NotImplementedError

    def phrases(self, facts: DatasetFacts) -> list[Phrase]:
        """Say which layers there are, for a data set."""
        raise NotImplementedError

    def keras(self, facts: DatasetFacts) -> Sequence[KerasLayer | Join | int]:
        """Return the layers of plain Keras in order, with the sites where noise stands among them."""
        raise NotImplementedError


def keras_dense(layer: Affine, activation: str | None = None) -> KerasLayer:
    """Return Keras's dense layer that does the same.

    Args:
        layer: applied at one place.
        activation: another than the layer's own, by Keras's name.
    """
    used = activation or layer.activation
    given = "" if used == "linear" else f', activation="{used}"'
    start = ', kernel_initializer="lecun_normal"' if used == "selu" else ""
    parameters = (layer.inputs + 1) * layer.units
    return KerasLayer("Dense", f"{layer.units}{given}{start}", (layer.units,), parameters)
