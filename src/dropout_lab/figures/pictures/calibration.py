"""The calibration diagram: accuracy against confidence of each variant."""

from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Frame
from dropout_lab.figures.drawing.bounds import CURVES, first_of
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.legends import LINE, legend_columns, legend_label, legend_lines
from dropout_lab.figures.drawing.marking import Look, looks
from dropout_lab.figures.drawing.naming import counted, variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, INK, heading, styled
from dropout_lab.language import ENGLISH, Words, level_text
from dropout_lab.metrics import DEFAULT_METRIC


def shows(analysis: Analysis) -> bool:
    """Whether runs have kept their reliability."""
    return not analysis.reliability.empty


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw accuracy against confidence, and their gap from the least to the most certain images.

    Bins of equal mass lie close together where a net is nearly certain; the second panel therefore spaces
    them evenly. Whiskers: one standard deviation over seeds.
    """
    reliability = analysis.reliability
    marks = looks(analysis, list(analysis.ledger["variant"]))
    whole = [(name, part) for name, part in reliability.groupby("variant", sort=False)]
    parts, more = first_of(whole, CURVES, words)
    bins = int(reliability["bin"].max()) if len(reliability) else 0
    with styled():
        labels = [_label(analysis, str(name), part, words, form) for name, part in parts]
        columns = legend_columns(labels, form) if labels else 1
        height = 6.2 if form.is_narrow else 3.9
        figure = Picture(form.width, height + LINE * legend_lines(labels, columns))
        said = [words("figures.calibration.explained", n=bins), *more]
        heading(figure, words("figures.calibration.title"), words("figures.sentences").join(said))
        left, right = figure.subplots(*((2, 1) if form.is_narrow else (1, 2)))
        figure.describe([_text(analysis, str(name), part, words) for name, part in parts])
        low = 100 * min((float(part[["confidence", "accuracy"]].min().min()) for _, part in parts), default=0)
        left.axline((100, 100), slope=1, color=GREY, linewidth=1)
        right.axhline(0, color=INK, linewidth=1)
        handles = [
            _variant(figure, (left, right), str(name), part, marks[str(name)], words) for name, part in parts
        ]
        _axes(left, right, low, words)
        if parts:
            legend = figure.legend(handles, labels, loc="outside lower left", ncols=columns)
            for (name, _), text in zip(parts, legend.get_texts(), strict=True):
                figure.belongs(str(name), [text])
        else:
            left.text(0.5, 0.5, words("figures.no_run"), transform=left.transAxes, ha="center", color=GREY)
    return figure


def _label(analysis: Analysis, name: str, part: Frame, words: Words, form: Form) -> str:
    count = words("figures.n", n=part["n"].iloc[0])
    return legend_label(variant_name(analysis, name, words), counted("", count, words), form)


def _variant(
    figure: Picture, axes: tuple[Axes, Axes], name: str, part: Frame, marks: Look, words: Words
) -> Any:
    left, right = axes
    sure, accuracy = (100 * part[key].to_numpy(dtype=float) for key in ("confidence", "accuracy"))
    spread = 100 * part["accuracy_sd"].to_numpy(dtype=float)
    drawn = left.plot(sure, accuracy, **marks.of_line, markersize=4.5, linewidth=1.2, zorder=3)
    bins = part["bin"].to_numpy()
    drawn += right.plot(bins, accuracy - sure, **marks.of_line, markersize=4.5, linewidth=1.2, zorder=3)
    known = spread == spread
    ends = (accuracy - sure - spread)[known], (accuracy - sure + spread)[known]
    whiskers = right.vlines(bins[known], *ends, color=marks.colour, alpha=0.45, linewidth=1)
    figure.belongs(name, [*drawn, whiskers])
    said = list(_spots(part, words))
    figure.tell(left, zip(sure, accuracy, said, strict=True), name)
    figure.tell(right, zip(bins, accuracy - sure, said, strict=True), name)
    return drawn[0]


def _text(analysis: Analysis, name: str, part: Frame, words: Words) -> str:
    """Say where accuracy and confidence of a variant lie furthest apart."""
    row = part.iloc[(part["accuracy"] - part["confidence"]).abs().to_numpy().argmax()]
    return next(
        _spots(part[part["bin"] == row["bin"]].assign(variant=variant_name(analysis, name, words)), words)
    )


def _spots(part: Frame, words: Words) -> Iterator[str]:
    for row in part.to_dict("records"):
        sure, accuracy = (level_text(DEFAULT_METRIC, row[key]) for key in ("confidence", "accuracy"))
        fields = {"variant": row["variant"], "bin": row["bin"], "sure": sure, "accuracy": accuracy}
        yield words("figures.calibration.point", **fields)


def _axes(left: Axes, right: Axes, low: float, words: Words) -> None:
    floor = max(0.0, low - 0.06 * (100 - low))
    left.set_xlim(floor, 100 + 0.02 * (100 - floor))
    left.set_ylim(floor, 100 + 0.02 * (100 - floor))
    left.set_xlabel(words("figures.calibration.confidence"))
    left.set_ylabel(words("figures.accuracy.axis"))
    left.set_title(words("figures.calibration.diagram"))
    right.set_title(words("figures.calibration.gap"))
    right.set_xlabel(words("figures.calibration.bin"))
    right.set_ylabel(words("figures.calibration.difference"))
    right.xaxis.set_major_locator(MaxNLocator(8, integer=True))
