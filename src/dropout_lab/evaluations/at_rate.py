"""One pass without noise, by the dropout's own rule of inference, at another rate than the trained ones.

Classic dropout trained at rate q and evaluated at rate r multiplies activations by 1 - r instead of 1 - q:
r = 0 is a net whose activations nobody scales. A dropout that does the same at inference whatever its rate
has no such evaluation.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import Wanted
from dropout_lab.evaluations.base import Evaluation
from dropout_lab.phrases import Phrase, plain


class AtRate(Evaluation):
    """Infers at `rate`, which takes the place of each trained rate above 0, the input's too."""

    name: Literal["at_rate"]
    rate: Annotated[
        float, Field(ge=0, lt=1), Wanted("should be a rate, the fraction dropped: 0 <= rate < 1")
    ] = 0.5

    noisy: ClassVar[bool] = False
    example: ClassVar[Mapping[str, Any]] = {"rate": 0.4}

    def phrase(self) -> Phrase:
        """Say at which rate the net infers."""
        return plain(
            "after the last epoch also evaluated as if trained at rate {rate}",
            "最后一轮之后另按丢弃率 {rate} 的推理规则评估",
            rate=f"{self.rate:g}",
        )
