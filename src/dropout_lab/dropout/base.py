"""What a dropout is: a frozen part of the recipe whose methods say what it does, on arrays.

One dropout is one file of `layers/`: its class's fields are its parameters, validated and hashed with the
recipe and read without any backend; its docstring has the sections that `facts` reads. Inside a method a
field that is state (`canonical.State`) is a tensor, and a rate is ``at.rate``: one compiled program serves
all their values. Every method has a default that does nothing, so a file holds what differs.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import ValidationError

from dropout_lab.canonical import Part, refused_fields
from dropout_lab.dropout.places import ActsOn
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.errors import ConfigError
from dropout_lab.keras_ops import Tensor
from dropout_lab.phrases import Phrase, Text, plain

Law = Literal[
    "the mean stays",
    "inference is the mean of training",
    "the variance is as declared",
    "the share dropped is the rate",
    "units are uncorrelated",
    "nothing happens at rate 0",
    "nothing happens at inference",
    "gradients pass where units pass",
    "examples are independent",
    "weights have noise of their own",
    "a loss is of one example",
    "a loss falls as noise rises",
    "two calls differ",
]
"""What holds of every dropout that does not declare to break it."""

Family = Literal["units", "products", "shared", "structured", "adaptive", "scheduled", "passes", "gradients"]
"""Kinds of dropout, in the order in which people read of them."""

NOT_AT_SITES = ("gradient", "on_data", "passes", "consistency")
"""Methods that act on the net as a whole, with or without hidden layers."""


class Dropout(Part):
    """Base of all dropouts: parameters as fields, and methods that do nothing until a file says otherwise.

    Methods get ``at``, the `Site`: number, random lanes, own weights, neighbouring layers, progress. Batches
    are (rows, units). `at_sites` names the sites at which they are called.
    """

    name: str

    def __init__(self, **fields: Any) -> None:
        """Take parameters by name; a recipe and a run make it by `parse`.

        Raises:
            ConfigError: a parameter that there is not, or a value that it does not accept, in one line.
        """
        try:
            super().__init__(**fields)
        except ValidationError as error:
            said = refused_fields(error, type(self), fields)
            raise ConfigError(
                f"{said}; it is no Keras layer: a run makes it (docs/own-layer.md), and a model has "
                "dropout_lab.layers"
            ) from None

    __init__.__pydantic_base_init__ = True  # pyrefly: ignore[missing-attribute]: documents are read past it

    breaks: ClassVar[Mapping[Law, str]] = {}
    """Laws that this dropout breaks by its definition, each with the reason."""

    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters with which the laws are tried."""

    family: ClassVar[Family | None] = None
    """Where it stands among the others; None: it is the control, or a user's own."""

    acts_on: ClassVar[ActsOn] = "units"
    """What the noise stands on, which not every model has."""

    needs: ClassVar[tuple[str, ...]] = ()
    """Facts of its `Site` that only a whole net has and its methods read, such as ``before``."""

    at_one_site: ClassVar[Mapping[str, Any]] = {}
    """Parameters of a Keras layer, which is one site, where others say how noise changes over depth."""

    side_by_side: ClassVar[str | None] = None
    """Parameter that counts neighbouring units dropped together, at most those of a layer."""

    by_example: ClassVar[bool] = False
    """Whether its masks are keyed by example (`Site.lanes_of_examples`)."""

    against_inference: ClassVar[bool] = False
    """Whether `consistency` gets the logits of inference as well; they have no cross-entropy of their own."""

    phrase: ClassVar[Text | None] = None
    """What the methods text calls it; None: by its name."""

    words: ClassVar[Mapping[tuple[str, str], Text]] = {}
    """What the methods text says of a parameter's value, by parameter and value; else it names both."""

    names: ClassVar[Mapping[str, Text]] = {}
    """What the methods text calls a parameter whose value it gives; else by its key."""

    @property
    def site_rates(self) -> tuple[float, ...]:
        """Rate by noise site, where there are rates: 0 the input, then the hidden layers in order."""
        return ()

    @property
    def is_none(self) -> bool:
        """Whether these parameters do nothing at all, so that the recipe is one of `none`."""
        return False

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return the sites that have noise: all hidden layers, 1 to `n_hidden`."""
        return tuple(range(1, n_hidden + 1))

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return a batch of activations with this dropout's noise, same shape; called while training."""
        return inputs

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return a batch of activations as inference has it, same shape."""
        return inputs

    def infer_passes(self) -> int:
        """Return how many forward passes inference has, >= 1; their probabilities are averaged.

        The count must not depend on state. `infer` tells them apart by ``at.inference_pass``.
        """
        return 1

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the next layer's pre-activation, (rows, units), while training.

        A file that overrides this owns the product of the layer after its site, whose inputs come as
        `disturb` left them. ``at.multiply`` is the product in the engine's precision.
        """
        return at.multiply(inputs, kernel) + bias

    def infer_product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the next layer's pre-activation at inference; asked of a file that owns its product."""
        return at.multiply(inputs, kernel) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor] | None:
        """Return mean and variance of `product` without the bias, (rows, units) each; None: unsaid."""
        return None

    def weights(self, widths: Widths, at: int) -> Mapping[str, Weight]:
        """Return the trainable weights of a site, by name; `at` is its number."""
        return {}

    def loss(self, inputs: Tensor, at: Site) -> Tensor | None:
        """Return a loss for each example, (rows,), or one for all, (), in nats; None: there is none.

        Its mean over the batch is added to the training loss once a site and pass, never to a reported NLL.
        `inputs` are the site's before its noise; `at.n_train` is the number of training examples.
        """
        return None

    def learned(self, at: Site) -> Mapping[str, Tensor]:
        """Return what a site's own weights amount to, scalars by name, such as its rate; kept by epoch."""
        return {}

    def passes(self) -> int:
        """Return how many forward passes a training step has, >= 1; their cross-entropies are averaged.

        The count must not depend on state. Each pass draws noise of its own.
        """
        return 1

    def repeated_from(self, n_hidden: int) -> int:
        """Return the site from which on passes are repeated, 0 to `n_hidden`.

        What stands before it is computed once a step, with the noise of the first pass.
        """
        return 0

    def consistency(self, logits: Sequence[Tensor]) -> Tensor | None:
        """Return a loss for each example, (rows,), from the logits of all passes, each (rows, classes).

        With `against_inference` those of inference come last.
        """
        return None

    def gradient(self, gradient: Tensor, at: Site) -> Tensor:
        """Return the gradient of one of the net's weights with noise, same shape; one site a weight."""
        return gradient

    def on_data(self, examples: Tensor, at: Site) -> Tensor:
        """Return a batch of data, numbers 0 to 1 of shape (rows, inputs), with noise; while training."""
        return examples

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean and variance of what a unit is multiplied by at a rate; None: it is no such number."""
        return None

    def expected(self, inputs: Tensor, at: Site) -> Tensor | None:
        """Return the mean of `disturb` for these inputs, same shape, where it is no number; None: unsaid."""
        return None

    def fits(self, shape: tuple[int, ...]) -> None:
        """Refuse examples of a shape that this dropout cannot act on.

        Args:
            shape: of one example as published, such as (28, 28).

        Raises:
            ValueError: it cannot.
        """

    def effect(self, shape: tuple[int, ...]) -> Phrase | None:
        """Say what this dropout does to examples of a shape; None: `phrases` say all."""
        return None

    def advice(self, activation: str) -> str | None:
        """Say in one line what speaks against this dropout on units of an activation; None: nothing."""
        return None

    def overrides(self, method: str) -> bool:
        """Tell whether this dropout has a method, or a fact, of its own."""
        return getattr(type(self), method) is not getattr(Dropout, method)

    def at_layers(self, n_hidden: int) -> "Dropout":
        """Return the canonical form of this dropout in a net of so many hidden layers.

        Raises:
            ValueError: it does not fit that net.
        """
        elsewhere = any(self.overrides(method) for method in NOT_AT_SITES)
        if not n_hidden and self.name != "none" and not self.at_sites(n_hidden) and not elsewhere:
            raise ValueError(
                f"dropout={self.name}: acts on hidden layers, and this net has none; give it some, as in "
                "model.hidden_units=[512,512], or choose dropout=none"
            )
        return self

    def phrases(self) -> list[Phrase]:
        """Say in words what this dropout does."""
        return [Phrase(self.called()), *(self._said(*setting) for setting in self.settings().items())]

    def _said(self, key: str, value: Any) -> Phrase:
        """Say one parameter: in words of its own, or by its name and value."""
        if isinstance(value, str) and (key, value) in self.words:
            return Phrase(self.words[key, value])
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        called = self.names.get(key, key)
        return plain("{key} {value}", "{key} {value}", key=called, value=shown)

    def called(self) -> Text:
        """Return what people call this dropout, in both languages."""
        other = f"dropout of the kind {self.name}", f"{self.name} 类型的 Dropout"
        return self.phrase or Text(*other)

    def settings(self) -> dict[str, Any]:
        """Return the parameters that `phrases` name one by one."""
        return {key: getattr(self, key) for key in type(self).model_fields if key != "name"}

    def keras(self, site: int) -> str | None:
        """Return the Keras layer that stands at a site as Python; None: plain Keras has none."""
        return None

    def canonical(self) -> dict[str, Any]:
        """Return the plain form that is hashed; what every dropout had in version 1 stays in it."""
        return {"source": "harness", "layer": None, "layer_sha256": None, **super().canonical()}
