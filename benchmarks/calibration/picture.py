"""The committed figure: coverage against the number of seeds."""

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from benchmarks.calibration.draws import MEASURED, PROMISED
from benchmarks.calibration.families import ALONE, JOINTLY
from benchmarks.calibration.measure import AT_MARGIN, LEVEL, Coverage
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import COLOURS, GREY, INK, heading, styled

KEPT, BROKEN = (86, 100.5), (30, 100.5)
PANELS = (
    ("t", "paired t interval, at n seeds", KEPT, LEVEL),
    ("t, against 1 published run", "our mean minus 1 published run", KEPT, LEVEL),
    ("sequence, every look", "confidence sequence, every look to n", KEPT, LEVEL),
    (JOINTLY, "20 methods, one baseline, one family", KEPT, LEVEL),
    (AT_MARGIN, "not called equivalent at the margin", KEPT, (1 + LEVEL) / 2),
    ("t, every look", "t looked at after every seed", BROKEN, LEVEL),
    (ALONE, "20 methods, each at its own 95 %", BROKEN, LEVEL),
)
"""Rows of coverage.csv, title, limits of the axis in %, and the share that normal differences should have."""

EXPLAINED = (
    "Share of simulated experiments whose 95 % interval holds the truth; of tables of 20 methods that do not "
    "differ from their baseline, all 20 intervals, so that none is called better or worse; of differences as "
    "large as the margin, those not called equivalent. Grey: within one point of 95 %, there of 97.5 %. "
    "Solid: shapes with a promise; dashed: beyond it, measured. The last two panels show what is not done "
    "here, on a scale of their own."
)


def coverage_figure(found: list[Coverage]) -> Picture:
    """Draw a panel for each interval and a line for each shape of the differences."""
    with styled():
        figure = Picture(8.2, 12.2)
        heading(figure, "Do the intervals hold what they promise?", EXPLAINED)
        *axes, last = figure.subplots(4, 2).flatten()
        for axis, (interval, title, limits, level) in zip(axes, PANELS, strict=True):
            _panel(axis, [row for row in found if row.interval == interval], 100 * level)
            axis.set_title(title)
            axis.set_ylim(*limits)
        last.set_axis_off()
        last.legend(*axes[0].get_legend_handles_labels(), loc="center")
        figure.supxlabel("paired seeds n", fontsize=9)
        figure.supylabel("coverage, %", fontsize=9)
    return figure


def _panel(axis: Axes, rows: list[Coverage], level: float) -> None:
    axis.axhspan(level - 1, level + 1, color=GREY, alpha=0.16, linewidth=0)
    axis.axhline(level, color=INK, linewidth=0.8)
    for place, kind in enumerate((*PROMISED, *MEASURED)):
        line = [row for row in rows if row.differences == kind]
        axis.plot(
            [row.n for row in line],
            [100 * row.coverage for row in line],
            color=[*COLOURS, GREY][place],
            linestyle="-" if kind in PROMISED else "--",
            marker="o",
            markersize=2.5,
            label=kind,
        )
    axis.set_xscale("log")
    ticks = [n for n in (3, 5, 10, 30, 100, 256) if n <= max(row.n for row in rows)]
    axis.set_xticks(ticks, [str(n) for n in ticks])
    axis.xaxis.set_minor_locator(NullLocator())
