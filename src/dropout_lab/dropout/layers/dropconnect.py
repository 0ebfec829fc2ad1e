"""DropConnect: each weight of each example is dropped by itself, here by the moments of what that gives.

u = x W + b + sqrt(q / (1 - q) x^2 W^2) z,  z ~ N(0, 1) for each unit and row
q = round(65536 rate) / 65536

Moments of the pre-activation: mean x W + b, variance q / (1 - q) x^2 W^2, those of a mask for each weight of
each example, scaled by 1 / (1 - q), which would take 653 times the random numbers of dropout in a net of
784-512-512-10 (`dropconnect_masks` draws them). Units of the next layer are independent, as they are under
such masks. The gradient passes through both moments.
Inference: a unit gives the average of its activation under that normal, the paper's own rule: by a formula
here, by draws there; logits are the mean. `inference=mean` takes the weights as they are, as dropout does.
Cost: two products in place of one, one draw a unit of the next layer.

The rate of a hidden layer is that of the weights which leave it, `input_rate` that of the first layer's.
Biases are not dropped; by accounts of the paper they are there, and its softmax layer has no noise.

Source: Wan, Zeiler, Zhang, LeCun and Fergus (2013), ICML, by the authors' page (cs.nyu.edu/~wanli/dropc),
which has mask, moments and inference; Wang and Manning (2013), ICML, and Kingma, Salimans and Welling (2015),
arXiv:1506.02557, for training by the moments.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout.products import MomentMatched
from dropout_lab.phrases import Text


class DropConnect(MomentMatched):
    """Samples pre-activations with the moments of dropped weights."""

    name: Literal["dropconnect"]

    phrase: ClassVar[Text | None] = Text("DropConnect (moment-matched)", "DropConnect（矩匹配）")
