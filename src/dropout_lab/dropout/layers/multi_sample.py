"""Multi-sample dropout: one pass up to the last hidden layer, and several masks on it.

loss = (CE_1 + ... + CE_M) / M, CE_m with mask m of the last hidden layer and the output layer alone

Moments of the multiplier: mean 1, variance q / (1 - q) at rate q, as of standard dropout.
Inference: y = x.
Cost: `samples` output layers in place of one, one draw a unit in each of as many masks of the last hidden
layer.

Layers before the last are computed once a step, and so is their noise; without hidden layers the masks are
the input's. M is `samples`; M = 1 is standard dropout. In a net with one noisy layer M masks are `dropout_k`
with k = M.

A public port (lonePatient/multi-sample_dropout_pytorch) takes the loss of all masks but the first from the
features in place of the logits.

Source: Inoue (2019), arXiv:1905.09788, by its abstract.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Dropout, Family
from dropout_lab.dropout.masked import Masked
from dropout_lab.phrases import Text


class MultiSample(Masked):
    """Averages the loss over `samples` masks of the last hidden layer."""

    name: Literal["multi_sample"]
    samples: Annotated[int, Field(ge=1, le=64)] = 8

    family: ClassVar[Family | None] = "passes"
    phrase: ClassVar[Text | None] = Text("multi-sample dropout", "多样本 Dropout")
    names: ClassVar[Mapping[str, Text]] = {"samples": Text("samples", "掩码数")}

    def passes(self) -> int:
        """Return one pass for each mask."""
        return self.samples

    def repeated_from(self, n_hidden: int) -> int:
        """Return the last hidden layer."""
        return n_hidden

    def at_layers(self, n_hidden: int) -> Dropout:
        """Return this dropout with one rate for each hidden layer.

        Raises:
            ValueError: rates that do not fit, or none where the masks differ.
        """
        dropout = super().at_layers(n_hidden)
        if not self.site_rates[-1]:
            raise ValueError(
                f"dropout.rate={list(self.rate)}: dropout=multi_sample has its masks on the last hidden "
                "layer, where nothing is dropped; give it a rate, or choose dropout=standard"
            )
        return dropout
