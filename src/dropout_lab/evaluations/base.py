"""What an evaluation is: a part of the recipe that reads a trained net on test examples in another way.

It is measured once, after the last epoch, beside the usual numbers and never instead of them; it changes no
weight. Its noise has draws of its own (`Site.rows`), which no training step has.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from dropout_lab.canonical import Part, Wanted
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

OfPass = Callable[[Tensor], Tensor]
"""Number of a pass, int32 scalar -> log-probabilities of that pass, (rows, classes)."""

Passes = Annotated[
    int, Field(ge=1, le=1000), Wanted("should be a number of passes over the test examples, 1 to 1000")
]

NoiseRate = Annotated[
    Annotated[float, Field(gt=0, lt=1)] | None,
    Wanted("should be a rate, the fraction dropped: 0 < rate < 1; null: the rates of the training"),
]


class Evaluation(Part):
    """Base of all evaluations: parameters as fields, and what is made of the passes."""

    name: str
    rate: float | None = None

    noisy: ClassVar[bool] = True
    """Whether its passes have noise, as training has; else each is the dropout's own inference."""

    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters with which the laws are tried."""

    def joined(self, of_pass: OfPass) -> Tensor:
        """Return log-probabilities, (rows, classes), made of those of the passes; up to a constant a row."""
        return of_pass(ops.convert_to_tensor(0, "int32"))

    def phrase(self) -> Phrase:
        """Say in words how the net is read."""
        raise NotImplementedError

    def keras(self, labels: str) -> str:
        """Return lines of Python that do the same with a Keras `model`; empty: Keras has no such thing.

        Args:
            labels: expression for the labels of ``x_test``.
        """
        return ""


class SeveralPasses(Evaluation):
    """Base of evaluations over several passes with noise, at the rates of the training or at one of its own.

    `rate` takes the place of each trained rate above 0, the input's too.
    """

    passes: Passes = 50
    rate: NoiseRate = None

    words: ClassVar[Text]
    """What is made of ``{n}`` passes."""

    def over_passes(self, of_pass: OfPass, add: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        """Add up the passes, one after the other in a loop: memory is that of one of them."""
        first = of_pass(ops.convert_to_tensor(0, "int32"))
        if self.passes == 1:
            return first
        return ops.fori_loop(1, self.passes, lambda number, total: add(total, of_pass(number)), first)

    def phrase(self) -> Phrase:
        """Say what is made of how many passes, and at which rate."""
        said = Phrase(self.words, {"n": str(self.passes)})
        return said if self.rate is None else Phrase(AT_RATE, {"said": said, "rate": f"{self.rate:g}"})

    def keras(self, labels: str) -> str:
        """Return a loop over calls with ``training=True``; another rate is set in Keras's own layers."""
        lines = [f"# {self.keras_words}; each pass draws its own masks"]
        if self.rate is not None:
            lines += [
                "for layer in model.layers:",
                "    if hasattr(layer, 'rate'):",
                f"        layer.rate = {self.rate!r}",
            ]
        lines += [
            f"passes = [model(x_test, training=True) for _ in range({self.passes})]",
            f"mean = keras.ops.convert_to_numpy({self.keras_mean})",
            f'print(f"their accuracy {{(mean.argmax(axis=1) == {labels}).mean():.2%}}")',
        ]
        return "\n".join(lines) + "\n"

    keras_words: ClassVar[str]
    """The comment over the lines of Python."""

    keras_mean: ClassVar[str]
    """The mean of ``passes``, probabilities of shape (rows, classes) each, as Python."""


AT_RATE = Text("{said}, at rate {rate}", "{said}，丢弃率 {rate}")
