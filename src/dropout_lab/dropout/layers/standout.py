"""Standout: each unit is kept with a probability that grows with its own pre-activation.

pi = sigma(alpha x W + beta),  x and W the inputs and the weights of the dense layer before the site
y = h where (lane + 1/2) / 65536 < pi, else 0;  h the activations at the site

Moments of the multiplier: mean pi, variance pi (1 - pi); both depend on the example.
Inference: y = pi h, since nothing is scaled while training.
Cost: one draw a unit; the product x W once more, where the compiler does not share it with the layer.

The belief net that draws the masks shares the weights W of the layer itself, by the affine map of alpha and
beta; biases are left out, beta stands for them. No gradient passes through pi, so that W is trained as if the
probabilities were given. beta is added to the product: added to each weight, as in gngdb/adaptive-standout,
it would be multiplied by the sum of the inputs. alpha = 0 is dropout at the fixed rate 1 - sigma(beta),
unscaled. The input has no layer before it and no noise.

Source: Ba and Frey (2013), NIPS, "Adaptive dropout for training deep neural networks", with alpha = 1, beta =
0 by accounts of it; form checked against mabirck/adaptative-dropout-pytorch (its alpha is 0.5, its beta 1).
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text


class Standout(Dropout):
    """Keeps units by a belief net that has the layer's own weights."""

    name: Literal["standout"]
    alpha: Annotated[float, State(), Wanted("should be a number; 0 keeps all units alike")] = 1.0
    beta: Annotated[float, State(), Wanted("should be a number; the larger, the more is kept")] = 0.0

    family: ClassVar[Family | None] = "adaptive"
    needs: ClassVar[tuple[str, ...]] = ("before",)
    example: ClassVar[Mapping[str, Any]] = {"alpha": 0.5, "beta": 1.0}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "units are kept with probability pi without scaling",
        "nothing happens at inference": "units are multiplied by pi",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the units that the belief net keeps as they are, zeros elsewhere."""
        kept = ops.less(at.uniforms(inputs), self.keeps(at))
        return ops.where(kept, inputs, ops.zeros_like(inputs))

    def expected(self, inputs: Tensor, at: Site) -> Tensor | None:
        """Return the units times pi."""
        return ops.multiply(inputs, self.keeps(at))

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the units as they are on average."""
        return self.expected(inputs, at)

    def keeps(self, at: Site) -> Tensor:
        """Return the probability pi that each unit is kept, (rows, units), a constant to the gradient."""
        if at.before is None:
            raise ValueError("dropout=standout: the input has no weights before it")
        summed = at.multiply(at.before.inputs, at.before.kernel)
        return ops.stop_gradient(ops.sigmoid(self.alpha * summed + self.beta))

    def phrases(self) -> list[Phrase]:
        """Say by what the units are kept."""
        return [Phrase(SAID, {"alpha": f"{self.alpha:g}", "beta": f"{self.beta:g}"})]


SAID = Text(
    "standout after the hidden layers: units kept with probability sigmoid({alpha} x W + {beta}), by which "
    "they are multiplied at inference",
    "隐藏层之后用 Standout：单元以概率 sigmoid({alpha} x W + {beta}) 保留，推理时乘以该概率",
)
