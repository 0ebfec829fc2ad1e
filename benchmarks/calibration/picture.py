"""The committed figure: coverage against the number of seeds."""

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from benchmarks.calibration.draws import MEASURED, PROMISED
from benchmarks.calibration.families import ALONE, JOINTLY
from benchmarks.calibration.measure import LEVEL, Coverage
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import COLOURS, GREY, INK, heading, styled

PANELS = (
    ("t", "paired t interval, at n seeds", (86, 100.5)),
    ("t, against 1 published run", "our mean minus 1 published run", (86, 100.5)),
    ("sequence, every look", "confidence sequence, every look to n", (86, 100.5)),
    (JOINTLY, "20 methods, one baseline, one family", (86, 100.5)),
    ("t, every look", "t looked at after every seed", (30, 100.5)),
    (ALONE, "20 methods, each at its own 95 %", (30, 100.5)),
)
EXPLAINED = (
    "Share of simulated experiments whose 95 % interval holds the truth; of tables of 20 methods that do not "
    "differ from their baseline, all 20 intervals, so that none is called better or worse. Grey: within one "
    "point of 95 %. Solid: shapes with a promise; dashed: beyond it, measured. The last two panels show what "
    "is not done here, on a scale of their own."
)


def coverage_figure(found: list[Coverage]) -> Picture:
    """Draw a panel for each interval and a line for each shape of the differences."""
    with styled():
        figure = Picture(8.2, 9.4)
        heading(figure, "Do the intervals hold what they promise?", EXPLAINED)
        axes = figure.subplots(3, 2).flatten()
        for axis, (interval, title, limits) in zip(axes, PANELS, strict=True):
            _panel(axis, [row for row in found if row.interval == interval])
            axis.set_title(title)
            axis.set_ylim(*limits)
        axes[4].legend(fontsize=7.5, ncols=2, loc="lower left")
        figure.supxlabel("paired seeds n", fontsize=9)
        figure.supylabel("coverage, %", fontsize=9)
    return figure


def _panel(axis: Axes, rows: list[Coverage]) -> None:
    axis.axhspan(100 * LEVEL - 1, 100 * LEVEL + 1, color=GREY, alpha=0.16, linewidth=0)
    axis.axhline(100 * LEVEL, color=INK, linewidth=0.8)
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
