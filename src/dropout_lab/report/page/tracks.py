"""Small drawings of intervals as inline SVG: one scale for all of a kind, text of the page around them.

Positions are in percent of the width, so a drawing fits every column without making its lines wider.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from dropout_lab.report.front import Drawing, Level, Span

LEFT, RIGHT = 6.0, 94.0
"""Where a scale begins and ends, in % of the width: room for marks at its ends."""

MARGINS = 5
"""Margins on each side of zero that a scale has room for at least; what lies further out gets an arrow."""

FIXED = {"share": (0.0, 50.0, 100.0), "coverage": (90.0, 95.0, 100.0)}
"""Kind -> the ticks of its scale; that of a difference is made from its intervals."""

MOST_TICKS = 8
AXIS = 18
"""Height of the numbers of a scale, in pixels."""


class Scale(NamedTuple):
    """Where numbers stand: from the first tick to the last."""

    ticks: tuple[float, ...]
    signed: bool = False

    def place(self, value: float) -> float:
        """Return the position of a number in % of the width; one that is off the scale is at its end."""
        low, high = self.ticks[0], self.ticks[-1]
        part = (min(max(value, low), high) - low) / (high - low)
        return round(LEFT + (RIGHT - LEFT) * part, 2)

    def text(self, tick: float) -> str:
        """Write a tick.

        >>> Scale((-0.5, 0, 0.5), signed=True).text(0.5), Scale((0, 50, 100)).text(50)
        ('+0.5', '50')
        """
        return f"{tick:+g}" if self.signed and tick else f"{tick:g}"


def scales_of(drawings: Iterable[Drawing]) -> Mapping[str, Scale]:
    """Return the scale of each kind that is among some drawings."""
    by_kind: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        by_kind.setdefault(drawing.kind, []).append(drawing)
    return {kind: _scale(kind, found) for kind, found in by_kind.items()}


def levels_scale(levels: Sequence[Level]) -> Scale:
    """Return the scale of levels: whole numbers around them."""
    known = [value for level in levels for value in (level.ours, level.published) if math.isfinite(value)]
    low, high = math.floor(min(known)), math.ceil(max(known))
    step = -(-(high - low) // MOST_TICKS) or 1
    return Scale(tuple(range(low, high + step, step)) if high > low else (low, low + 1))


def track(drawing: Drawing, scale: Scale, *, axis: bool = True) -> Markup:
    """Draw the intervals of a drawing, one under the other.

    Args:
        drawing: what is drawn; its spans need not fit on the scale.
        scale: of `scales_of`.
        axis: whether the numbers of the scale stand below.
    """
    pitch = 14 if len(drawing.spans) <= 3 else 9 if len(drawing.spans) <= 8 else 6
    top = pitch * len(drawing.spans) + 4
    parts = [*_ground(drawing, scale, top)]
    for number, span in enumerate(drawing.spans):
        parts.append(_span(span, scale, pitch * (number + 0.5) + 2, 4 if pitch > 6 else 2.5))
    return _svg([*parts, *(_axis(scale, top) if axis else [])], top + (AXIS if axis else 0))


def leaves(span: Span, scale: Scale) -> bool:
    """Whether an arrow says that an interval goes on beyond its scale."""
    return any(_beyond(span, scale))


def levels_track(level: Level, scale: Scale) -> Markup:
    """Draw the published level as a diamond, ours as a dot, and the way between them."""
    parts, ours = [], scale.place(level.ours)
    parts.append(_line("axis", LEFT, RIGHT, 12))
    if math.isfinite(level.published):
        published = scale.place(level.published)
        parts.append(_line("gap", published, ours, 12))
        parts.append(_at(published, 12, Markup('<path class="said" d="M0 -7 L7 0 L0 7 L-7 0 Z"/>')))
    parts.append(Markup('<circle class="ours" cx="{}%" cy="12" r="5"/>').format(ours))
    return _svg(parts, 24)


def axis_alone(scale: Scale) -> Markup:
    """Draw the numbers of a scale, for a column of drawings above them."""
    return _svg(_axis(scale, 0), AXIS)


def _scale(kind: str, drawings: Sequence[Drawing]) -> Scale:
    spans = [span for drawing in drawings for span in drawing.spans]
    ends = [abs(end) for span in spans for end in span.interval if math.isfinite(end)]
    if kind in FIXED:
        return Scale(FIXED[kind])
    if kind == "ratio":
        return Scale((0.0, 1.0, max(2.0, math.ceil(max(ends, default=1.0)))))
    margins = [drawing.margin for drawing in drawings if math.isfinite(drawing.margin)]
    most = max(ends, default=1.0) or 1.0
    half = rounded_up(min([most, *(MARGINS * max(margins) for _ in margins[:1])]))
    return Scale((-half, 0.0, half), signed=True)


def rounded_up(value: float) -> float:
    """Return the next of 1, 2, 3, 5 times a power of ten that is not smaller.

    >>> rounded_up(0.17), rounded_up(0.5), rounded_up(0.31), rounded_up(7.0)
    (0.2, 0.5, 0.5, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    steps = (float(f"{step * power:.3g}") for step in (1, 2, 3, 5, 10))
    return next(step for step in steps if step >= value * (1 - 1e-9))


def _ground(drawing: Drawing, scale: Scale, height: float) -> list[Markup]:
    """What lies under the intervals: what is too small to matter, and the line of no difference."""
    parts = []
    band = {"coverage": (94.0, 96.0)}.get(drawing.kind, (-drawing.margin, drawing.margin))
    if math.isfinite(band[0]):
        left, right = map(scale.place, band)
        rectangle = '<rect class="band" x="{}%" y="0" width="{:.2f}%" height="{}"/>'
        parts.append(Markup(rectangle).format(left, right - left, height))
    parts.append(_line("axis", LEFT, RIGHT, height))
    if scale.signed or drawing.kind == "ratio":
        at = scale.place(scale.ticks[1])
        parts.append(Markup('<line class="zero" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>').format(at, height))
    return parts


def _span(span: Span, scale: Scale, y: float, radius: float) -> Markup:
    """Draw an interval; an arrow points to what lies beyond the scale."""
    parts, (low, mean, high) = [], span.interval
    if math.isfinite(low) and math.isfinite(high) and low < scale.ticks[-1] and high > scale.ticks[0]:
        parts.append(_line("reach", scale.place(low), scale.place(high), y))
    below, above = _beyond(span, scale)
    if below:
        parts.append(_at(LEFT - 3, y, _arrow(1.5 * radius, radius)))
    if above:
        parts.append(_at(RIGHT + 3, y, _arrow(-1.5 * radius, radius)))
    if scale.ticks[0] <= mean <= scale.ticks[-1]:
        parts.append(Markup('<circle cx="{}%" cy="{}" r="{}"/>').format(scale.place(mean), y, radius))
    return Markup('<g class="span {}">{}</g>').format(span.outcome, Markup("").join(parts))


def _beyond(span: Span, scale: Scale) -> tuple[bool, bool]:
    """Whether a span lies further out than the first tick, and than the last."""
    known = [value for value in span.interval if math.isfinite(value)]
    return min(known) < scale.ticks[0], max(known) > scale.ticks[-1]


def _arrow(back: float, half: float) -> Markup:
    return Markup('<path class="beyond" d="M{0} {1} L0 0 L{0} {2}"/>').format(back, -half, half)


def _at(x: float, y: float, shape: Markup) -> Markup:
    """Put a shape at a position in % of the width."""
    return Markup('<svg x="{}%" y="{}" overflow="visible">{}</svg>').format(x, y, shape)


def _axis(scale: Scale, y: float) -> list[Markup]:
    text = '<text x="{}%" y="{}" text-anchor="middle">{}</text>'
    return [Markup(text).format(scale.place(tick), y + 13, scale.text(tick)) for tick in scale.ticks]


def _line(kind: str, left: float, right: float, y: float) -> Markup:
    return Markup('<line class="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>').format(kind, left, right, y, y)


def _svg(parts: Iterable[Markup], height: float) -> Markup:
    whole = '<svg class="track" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>'
    return Markup(whole).format(height, Markup("").join(parts))
