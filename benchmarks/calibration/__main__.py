"""`python -m benchmarks.calibration`: simulate, and write results/calibration."""

import argparse
import csv
import sys
from pathlib import Path

from benchmarks.calibration.draws import MEASURED, PROMISED
from benchmarks.calibration.families import ALONE, FAMILIES, JOINTLY, METHODS, TABLES
from benchmarks.calibration.measure import AT_MARGIN, CHUNK, Coverage, measure
from benchmarks.calibration.picture import coverage_figure
from dropout_lab.figures import render

RESULTS = Path(__file__).parents[2] / "results" / "calibration"

PAGE = """# Calibration

Written by `python -m benchmarks.calibration`: {experiments:,} simulated experiments a number (standard error
at most {error:.2f} points), from the product's own intervals at 95 %. Promised: coverage within one point at
n = 5, 10 and 30 for normal differences, for tied ones (multiples of one test image, spread two images) and
for a skewness up to 0.7; a confidence sequence misses anywhere on its path in at most 5 % of normal paths.
Beyond the promise, measured: nearly all differences -1, 0 or 1 image (spread 0.8 images; the floor makes the
interval wide at few seeds), skewness 1 and 2.

Tables of nothing but noise, {tables:,} a number: {methods} methods and one baseline over the same seeds, all
judged as one family (`judge --treatment all`). Promised: a false better or worse anywhere in at most 5 % of
tables. Under "each alone" every method is judged by its own 95 % interval, as if nobody had looked at the
others.

![Coverage against the number of seeds](coverage.svg)

{table}

## A false *equivalent*

*Equivalent* means that the whole 95 % interval lies inside the margin: two one-sided tests (TOST) at 2.5 %
a side. Here the true difference is the margin itself, 0.1 points, at a spread of 0.1 points (tied: 0.02), so
that each *equivalent* is false: how many of the experiments are called so, in %. A skewness above 0 has its
tail beyond the margin and most seeds between zero and the margin. Differences skewed towards zero like that
are called equivalent too often, most with few seeds and a strong skew. Not promised, but known.

{false_table}

All numbers: [coverage.csv](coverage.csv). A path covers while no look up to n has excluded the truth, a table
while no method is called better or worse, an experiment at the margin while it is not called equivalent.
"""
COLUMNS = (
    ("t", 5),
    ("t", 10),
    ("t", 30),
    ("t, against 1 published run", 10),
    ("sequence, every look", 256),
    ("sequence, every look, against 1 published run", 256),
    ("t, every look", 256),
    (JOINTLY, 5),
    (JOINTLY, 10),
    (ALONE, 10),
)


FALSE_AT = (3, 5, 10, 20, 30, 100)
"""Seeds at which the page gives the share of false equivalents."""


def main() -> None:
    """Read the few options, simulate, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument(
        "--chunks", type=int, default=10, help=f"times {CHUNK:,} experiments and {TABLES:,} tables"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    options = parser.parse_args()
    found = measure(options.chunks, lambda kind: print(f"calibration: {kind}", file=sys.stderr, flush=True))
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "coverage.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(Coverage._fields)
        table.writerows(found)
    figure = coverage_figure(found)
    (options.out / "coverage.svg").write_bytes(render(figure, "svg"))
    (options.out / "coverage.png").write_bytes(render(figure, "png"))
    error = 100 * max(row.standard_error for row in found if row.interval not in FAMILIES)
    sizes = {"experiments": found[0].experiments, "tables": options.chunks * TABLES, "methods": METHODS}
    page = PAGE.format(**sizes, error=error, table=_table(found), false_table=_false_table(found))
    (options.out / "README.md").write_text(page, encoding="utf-8")


def _table(found: list[Coverage]) -> str:
    share = {(row.interval, row.differences, row.n): f"{100 * row.coverage:.1f}" for row in found}
    heads = [f"{interval}, n = {n}" for interval, n in COLUMNS]
    lines = [f"| differences | {' | '.join(heads)} |", "|---|" + "---:|" * len(COLUMNS)]
    for kind in (*PROMISED, *MEASURED):
        cells = [share[interval, kind, n] for interval, n in COLUMNS]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _false_table(found: list[Coverage]) -> str:
    share = {(r.differences, r.n): f"{100 * (1 - r.coverage):.1f}" for r in found if r.interval == AT_MARGIN}
    lines = [f"| differences | {' | '.join(f'n = {n}' for n in FALSE_AT)} |"]
    lines.append("|---|" + "---:|" * len(FALSE_AT))
    for kind in (*PROMISED, *MEASURED):
        lines.append(f"| {kind} | {' | '.join(share[kind, n] for n in FALSE_AT)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
