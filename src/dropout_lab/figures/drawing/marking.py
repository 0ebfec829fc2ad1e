"""Colour, marker and fill of each variant, the same in every picture."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dropout_lab.evidence import Analysis, Drawable
from dropout_lab.figures.drawing.style import COLOURS, INK, PAPER

MARKERS = ("o", "s", "^", "D", "v", "P")
LINES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1, 1.5)))
HOLLOW: Any = (0, (4, 1.6))
"""Line of a control beside its treatment."""


class Look(NamedTuple):
    """How a variant is drawn: filled, or hollow where it is the control of the variant of its colour."""

    colour: str
    marker: str
    line: Any
    is_filled: bool

    @property
    def of_line(self) -> dict[str, Any]:
        """Arguments of a line with markers."""
        face = self.colour if self.is_filled else PAPER
        return {"color": self.colour, "marker": self.marker, "linestyle": self.line, "markerfacecolor": face}

    @property
    def of_dots(self) -> dict[str, Any]:
        """Arguments of a cloud of dots."""
        face = self.colour if self.is_filled else "none"
        return {"marker": self.marker, "facecolors": face, "edgecolors": self.colour}


def look(place: int) -> Look:
    """Return the look of the variant at a place, counted from 0: 144 of them differ.

    >>> look(0).colour == look(6).colour, look(0).line == look(6).line
    (True, False)
    """
    turn = place // len(COLOURS)
    marker = MARKERS[(place + turn) % len(MARKERS)]
    return Look(COLOURS[place % len(COLOURS)], marker, LINES[turn % len(LINES)], is_filled=True)


def looks(analysis: Drawable, names: Sequence[str]) -> Mapping[str, Look]:
    """Return the look of each variant, no two alike.

    With and without, filled and hollow, have one colour where a control has one treatment and is the first
    of its controls. A control of several is hollow in ink, and each of them has a colour of its own.
    """
    treated = _treated(analysis, names)
    pairs: dict[str, str] = {}
    for control, treatments in treated.items():
        if len(treatments) == 1:
            pairs.setdefault(treatments[0], control)
    several = [control for control, treatments in treated.items() if len(treatments) > 1]
    hollow = {*pairs.values(), *(inked := several[: len(MARKERS)])}
    found = {name: look(place) for place, name in enumerate(name for name in names if name not in hollow)}
    kept = {control: found[name] for name, control in pairs.items()}
    kept |= {control: look(number)._replace(colour=INK) for number, control in enumerate(inked)}
    return found | {name: one._replace(line=HOLLOW, is_filled=False) for name, one in kept.items()}


def _treated(analysis: Drawable, names: Sequence[str]) -> dict[str, list[str]]:
    """Return each pure control, a treatment of none, with its treatments; none where all are compared."""
    if isinstance(analysis, Analysis):
        sides = [side for c in analysis.experiment.comparisons for side in (c, c.minus) if side]
        rows = [(side.treatment, side.control) for side in sides]
    else:
        rows = list(zip(analysis.comparisons["treatment"], analysis.comparisons["control"], strict=True))
    treatments = {treatment for treatment, _ in rows}
    found: dict[str, list[str]] = {}
    for treatment, control in dict.fromkeys(rows):
        if control in names and treatment in names and control not in treatments:
            found.setdefault(control, []).append(treatment)
    return found
