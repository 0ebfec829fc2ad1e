"""DropConnect by masks: each weight of each example is dropped by itself, by a mask of its own.

u_j = sum_i x_i m_ij W_ij + b_j,  m_ij = scale where lane_ij >= t, else 0
t = round(65536 rate), scale = 65536 / (65536 - t), lanes anew for each example

Moments of the pre-activation: mean x W + b, variance q / (1 - q) x^2 W^2.
Inference: as `dropconnect`, the average of each activation; `inference=mean` takes the weights as they are.
Cost: one draw a weight for each example, and as many numbers in memory.

For tests and small nets: a row of a layer of 784 inputs and 512 units takes 401,408 lanes, 784 times as many
as one for each of its inputs.

Source: Wan, Zeiler, Zhang, LeCun and Fergus (2013), ICML, by the authors' page (cs.nyu.edu/~wanli/dropc).
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Law
from dropout_lab.dropout.products import MomentMatched
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class DropConnectMasks(MomentMatched):
    """Draws a mask of the weights for each example."""

    name: Literal["dropconnect_masks"]

    phrase: ClassVar[Text | None] = Text(
        "DropConnect (a mask of the weights for each example)", "DropConnect（每个样本一个权重掩码）"
    )
    breaks: ClassVar[Mapping[Law, str]] = {
        "nothing happens at inference": MomentMatched.breaks["nothing happens at inference"]
    }

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the sum over the weights that an example keeps, scaled by 65536 / (65536 - t)."""
        n_inputs, units = kernel.shape
        terms = ops.reshape(ops.expand_dims(inputs, 2) * kernel, (-1, n_inputs * units))
        kept = ops.where(at.rate.kept(at.lanes(terms)), terms, ops.zeros_like(terms))
        summed = ops.sum(ops.reshape(kept, (-1, n_inputs, units)), axis=1)
        return summed * at.rate.scale(at.dtype) + bias
