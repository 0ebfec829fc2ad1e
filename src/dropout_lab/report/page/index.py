"""The index of all experiments as a page: the tutorial on trial, a student's questions, every question."""

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files

from markupsafe import Markup

from dropout_lab import __version__
from dropout_lab.foreign import visible_lines
from dropout_lab.language import metrics_in
from dropout_lab.report.bilingual import Both, both, tell
from dropout_lab.report.dateline import day_text
from dropout_lab.report.front import Asked, Drawing, Entry, Front, Span
from dropout_lab.report.page.shared import TEMPLATES, environment
from dropout_lab.report.page.tracks import (
    Scale,
    axis_alone,
    leaves,
    levels_scale,
    levels_track,
    scales_of,
    track,
)

KINDS = ("share", "coverage", "ratio")
"""Kinds of drawings that are no differences."""


def index_page(front: Front) -> str:
    """Return the index as a whole HTML document."""
    style = (files("dropout_lab") / TEMPLATES / "index.css").read_text(encoding="utf-8")
    groups = {key: _Group(entries) for key, entries in front.groups.items()}
    trial = front.trial
    scale = levels_scale(trial.levels) if trial and trial.levels else None
    return visible_lines(
        environment()
        .get_template("index.html.j2")
        .render(
            front=front,
            tell=tell,
            joined=joined,
            captioned=captioned,
            dated=dated,
            groups=groups,
            asked=[(question, _EffectTracks(question)) for question in front.asked],
            level_tracks=[levels_track(level, scale) for level in trial.levels] if trial and scale else [],
            level_axis=axis_alone(scale) if scale else "",
            index_style=Markup(style),
            version=__version__,
        )
    )


class _Group:
    """The questions of a group with their drawings, all on the scale of the group."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        drawings = [entry.drawing for entry in entries if entry.drawing]
        self._scales = scales_of(drawings)
        self.legend = _legend(drawings, self._scales)

    def drawn(self, entry: Entry) -> Markup | None:
        """The drawing of an entry; None where it has none."""
        return track(entry.drawing, self._scales[entry.drawing.kind]) if entry.drawing else None

    def described(self, entry: Entry) -> Both | None:
        """The numbers of the drawing, for readers who do not see it."""
        return described(entry.drawing.spans) if entry.drawing else None


class _EffectTracks:
    """The effects of one answer, all on one scale."""

    def __init__(self, asked: Asked) -> None:
        drawings = [effects.drawing for effects in asked.effects]
        self._scales = scales_of(drawings)
        self.legend = _legend(drawings, self._scales)

    def rows(self, drawing: Drawing) -> list[tuple[Span, Markup]]:
        """Each interval with its drawing."""
        scale = self._scales[drawing.kind]
        return [(span, track(drawing._replace(spans=(span,)), scale, axis=False)) for span in drawing.spans]

    def axis(self, drawing: Drawing) -> Markup:
        """The numbers of the scale."""
        return axis_alone(self._scales[drawing.kind])


def joined(sentences: Sequence[Both]) -> Both:
    """Join sentences as each language does."""
    return both(
        lambda words: words("units.join.sentences").join(sentence[words.language] for sentence in sentences)
    )


def described(spans: Sequence[Span]) -> Both:
    """Say the numbers of a drawing, interval by interval."""
    return both(
        lambda words: words("units.join.semicolon").join(
            words("front.span", label=span.label[words.language], text=span.text[words.language])
            for span in spans
        )
    )


def captioned(drawing: Drawing) -> Both:
    """Say what the scale of a drawing counts."""
    if drawing.kind in KINDS:
        return tell(f"front.kinds.{drawing.kind}")
    metric = both(lambda words: metrics_in(words)[drawing.kind].name)
    return tell(f"front.kinds.{'last' if drawing.last else 'difference'}", metric=metric, unit=drawing.unit)


def dated(entry: Entry) -> Both:
    """Write the day of an entry's last run as its page does."""
    return both(lambda words: day_text(entry.date, words))


def _legend(drawings: Sequence[Drawing], scales: Mapping[str, Scale]) -> Both | None:
    """Say what drawings show: how wide the grey band is, and what an arrow means where there is one."""
    if not drawings:
        return None
    shown = next((drawing for drawing in drawings if math.isfinite(drawing.margin)), None)
    said = tell("front.legend", margin=f"{shown.margin:g}", unit=shown.unit) if shown else tell("front.dots")
    leaving = any(leaves(span, scales[drawing.kind]) for drawing in drawings for span in drawing.spans)
    return joined([said, tell("front.beyond")]) if leaving else said
