"""What a law finds of a dropout, and what stands in the end."""

from typing import Literal, NamedTuple

Outcome = Literal["kept", "declared", "BROKEN", "unbroken", "-", "measured"]
"""Kept; broken as declared; broken; declared to be broken, and kept; not asked; a number without a law."""


class Found(NamedTuple):
    """What a law finds.

    Attributes:
        holds: whether the law holds; None: it asks nothing of such a dropout, or only measures.
        measured: the number that was measured, or why nothing is asked, in words.
    """

    holds: bool | None
    measured: str


class Ruling(NamedTuple):
    """One law on one dropout.

    Attributes:
        law: its name.
        outcome: what stands.
        measured: the number that was measured, or why nothing is asked.
        declared: the reason for which the dropout declares to break the law; None: it does not.
        raised: whether `measured` is an error of the dropout's own code.
    """

    law: str
    outcome: Outcome
    measured: str
    declared: str | None = None
    raised: bool = False

    @property
    def stands(self) -> bool:
        """Whether the dropout is as its class says."""
        return self.outcome not in ("BROKEN", "unbroken")


def nothing(why: str) -> Found:
    """Say why a law asks nothing of a dropout."""
    return Found(None, why)


UNSEEDED = nothing("the same seed gives other noise, so there is nothing to compare with")
