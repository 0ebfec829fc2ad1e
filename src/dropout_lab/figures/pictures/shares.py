"""Shares of the variance between seeds, as bars: what each stream makes, and what is known of it."""

from typing import Any

from dropout_lab.evidence import POKE, Analysis
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, INK, heading, styled
from dropout_lab.language import ENGLISH, Words, share_text

ROW, NARROW_ROW = 0.5, 0.8
"""Heights of a row, in inches: beside its name, or under it."""

ARROW = 9
"""Room between a name and an arrow at zero, in points."""


def shows(analysis: Analysis) -> bool:
    """Whether variants share streams, so that shares are known."""
    return len(analysis.shares) > 0


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw a bar for each share: dark as far as its interval begins, pale to the estimate."""
    rows = analysis.shares.to_dict("records")
    with styled():
        figure = Picture(form.width, 0.75 + (NARROW_ROW if form.is_narrow else ROW) * max(2, len(rows)))
        heading(figure, words("figures.shares.title"), words("figures.shares.explained"))
        axis = figure.subplots()
        across = axis.get_yaxis_transform()
        said = [share_text(row["estimate"], row["ci_low"], row["ci_high"], words) for row in rows]
        names = [_named(row, words) for row in rows]
        for place, row in enumerate(rows):
            _bar(axis, place + (0.15 if form.is_narrow else 0), row)
            text, at = said[place], (1.02, place)
            if form.is_narrow:
                text, at = f"{names[place]}{words('units.join.colon').rstrip()}\n{text}", (0, place - 0.3)
            axis.text(*at, text, transform=across, va="center").set_in_layout(not form.is_narrow)
        figure.describe(
            [f"{name}{words('units.join.colon')}{share}" for name, share in zip(names, said, strict=True)]
        )
        axis.set_yticks([] if form.is_narrow else range(len(names)), [] if form.is_narrow else names)
        axis.set_xlim(0, 100)
        axis.set_ylim(max(1, len(rows)) - 0.45, -0.7 if form.is_narrow else -0.55)
        axis.grid(visible=False, axis="y")
        axis.tick_params(axis="y", length=0, pad=ARROW)
        axis.spines["left"].set_visible(False)
        axis.set_xlabel(words("figures.shares.axis"))
    return figure


def _bar(axis: Any, place: float, row: dict[str, Any]) -> None:
    """Draw a share and its interval, as far as they lie between 0 and 100 %."""
    low, share, high = (100 * min(max(row[name], 0.0), 1.0) for name in ("ci_low", "estimate", "ci_high"))
    axis.barh(place, share, height=0.34, color=GREY, alpha=0.4, linewidth=0)
    axis.barh(place, low, height=0.34, color=INK, alpha=0.85, linewidth=0)
    axis.plot((low, high), (place, place), color=INK, linewidth=1.4, solid_capstyle="butt")
    for end, value, arrow in (("ci_low", low, "<"), ("ci_high", high, ">")):
        mark = "|" if 0 <= row[end] <= 1 else arrow
        axis.plot(value, place, marker=mark, color=INK, markersize=7, clip_on=False, zorder=4)


def _named(row: dict[str, Any], words: Words) -> str:
    stream = words(f"page.stream.{row['stream']}")
    if row["stream"] == POKE:  # with every stream the same, nothing acts together with it
        return stream
    part = words(f"page.share.{row['share'].replace('-', '_')}")
    return words("figures.card.share", stream=stream, share=part)
