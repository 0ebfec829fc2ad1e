"""What targeted dropouts of units and of weights share: candidates for pruning, a rate, and a share."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from dropout_lab.dropout.base import Law, OneRated
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text


class Targeted(OneRated):
    """Base of dropouts that drop candidates for pruning at `rate`, and all of them at inference."""

    share: Annotated[float, Field(gt=0, lt=1)] = 0.5

    said: ClassVar[Text]
    """What the methods text says, with {rate} and {share}."""

    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "candidates are dropped without scaling",
        "nothing happens at inference": "all candidates are cut off",
        "inference is the mean of training": "all candidates are cut off",
    }

    def smallest(self, sizes: Tensor) -> Tensor:
        """Say which numbers are among the floor(share n) smallest of the n along the first axis, bool."""
        bars = ops.sort(sizes, axis=0)[int(self.share * sizes.shape[0])]
        return ops.less(sizes, bars)

    def phrases(self) -> list[Phrase]:
        """Say what is dropped while training, and what at inference."""
        return [Phrase(self.said, {key: f"{value:g}" for key, value in self.settings().items()})]
