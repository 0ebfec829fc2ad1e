"""Variational dropout A2: variational dropout A with a third of its KL term.

y = x (1 + sqrt(alpha) z),  loss of a site: kl (d / N) KL(alpha), kl = 1/3; all else as in `variational_a`

Moments of the multiplier: mean 1, variance alpha, which starts at rate / (1 - rate).
Inference: y = x.
Cost: one draw a unit, those of the input too, and the gradient of one trained number a site, or a unit.

The paper's figure has it beside A, whose whole term makes small nets underfit. A third is no variational
bound any more. It is a name for a value of `kl`, so that the paper's arm is found by its name.

Source: Kingma, Salimans and Welling (2015), NIPS, arXiv:1506.02557, section 5, by accounts of it (type A with
the KL divergence downscaled by 3); gngdb/variational-dropout, variationalA2_mnist.py, has the same factor.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout.layers.variational_a import VariationalA
from dropout_lab.dropout.variational import SCALES
from dropout_lab.phrases import Text


class VariationalA2(VariationalA):
    """Multiplies units by normals of a trained variance, which a third of the KL term holds up."""

    name: Literal["variational_a2"]  # pyrefly: ignore[bad-override]
    kl: Annotated[float, Field(ge=0), State(), SCALES] = 1 / 3

    phrase: ClassVar[Text | None] = Text("variational dropout (A2)", "变分 Dropout（A2）")
