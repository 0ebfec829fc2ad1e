"""Where a run's random numbers come from."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from dropout_lab.canonical import LISTS, AddedLater, Part, State
from dropout_lab.phrases import Phrase, Text, plain
from dropout_lab.recipe.numbers import Seed

Stream = Literal["init", "order", "mask"]
STREAMS: tuple[Stream, ...] = get_args(Stream)


class Randomness(Part):
    """Where the streams come from: ``None`` follows the run's seed, a number freezes the stream there.

    ``salt`` gives the recipe streams of its own under the same seeds (the A/A control); ``salted`` says
    which, so that runs share the others. ``poke`` changes one initial weight by that fraction of it.
    """

    init: Annotated[Seed | None, State()] = None
    order: Annotated[Seed | None, State()] = None
    mask: Annotated[Seed | None, State()] = None
    salt: Annotated[Seed, State()] = 0
    salted: Annotated[tuple[Stream, ...], LISTS, AddedLater(), State()] = STREAMS
    poke: Annotated[float, Field(gt=-1, lt=1), AddedLater(), State()] = 0.0

    @field_validator("salted")
    @classmethod
    def _in_one_order(cls, salted: tuple[Stream, ...]) -> tuple[Stream, ...]:
        return tuple(stream for stream in STREAMS if stream in salted)

    @model_validator(mode="after")
    def _salt_has_a_stream(self) -> Self:
        if self.salt and not self.salted:
            raise ValueError(
                f"randomness.salt={self.salt}: no stream is salted; name some in randomness.salted"
            )
        if not self.salt and self.salted != STREAMS:
            raise ValueError(
                f"randomness.salted={','.join(self.salted)}: nothing to salt with; "
                "give randomness.salt a number above 0"
            )
        return self

    def phrases(self) -> list[Phrase]:
        """Say which streams do not simply follow the seed."""
        said = [
            plain(
                "{stream} the same for all seeds (frozen at {value})",
                "所有种子的{stream}相同（固定为 {value}）",
                stream=NAMES[stream],
                value=str(value),
            )
            for stream in STREAMS
            if (value := getattr(self, stream)) is not None
        ]
        if self.salt:
            streams = tuple(NAMES[stream] for stream in self.salted)
            en, zh = (
                "{streams} of its own under the same seeds (salt {salt})",
                "{streams}另换一套随机数（编号 {salt}），种子相同",
            )
            said.append(plain(en, zh, streams=streams, salt=str(self.salt)))
        if self.poke:
            en, zh = "one initial weight changed by {poke} %", "一个初始权重改动 {poke} %"
            said.append(plain(en, zh, poke=f"{100 * self.poke:g}"))
        return said


NAMES: dict[Stream, Text] = {
    "init": Text("initial weights", "初始权重"),
    "order": Text("batch order", "批次顺序"),
    "mask": Text("dropout masks", "Dropout 掩码"),
}
