"""How long is trained, and in what portions."""

from typing import Annotated, Literal

from dropout_lab.canonical import AddedLater, Part, State
from dropout_lab.datasets import Nouns
from dropout_lab.phrases import Phrase, Text
from dropout_lab.recipe.numbers import PositiveInt


class Training(Part):
    """How long and in what portions: the partial last batch is kept.

    ``order`` is ``fresh``, another batch order each epoch, or ``replayed``, that of the first epoch again.
    """

    batch_size: PositiveInt = 128
    epochs: Annotated[PositiveInt, State()] = 20
    order: Annotated[Literal["fresh", "replayed"], AddedLater(), State()] = "fresh"

    def phrases(self, nouns: Nouns) -> list[Phrase]:
        """Say batch size, number of epochs and their order."""
        text = ONE if self.epochs == 1 else FRESH if self.order == "fresh" else REPLAYED
        return [
            Phrase(text, {"batch": str(self.batch_size), "n": str(self.epochs), "examples": nouns.examples})
        ]


ONE = Text("batches of {batch}, 1 epoch", "批量大小 {batch}，{n} 轮")
FRESH = Text(
    "batches of {batch}, {n} epochs, the {examples} in another order in each",
    "批量大小 {batch}，{n} 轮，每轮{examples}顺序不同",
)
REPLAYED = Text(
    "batches of {batch}, {n} epochs, the {examples} in the same order in each",
    "批量大小 {batch}，{n} 轮，每轮{examples}顺序相同",
)
