"""What was measured beside experiments, as entries of the index: coverage of intervals, speed, costs."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from dropout_lab.errors import ResultsError
from dropout_lab.evidence import CHEAP
from dropout_lab.language import number
from dropout_lab.report import Both, Drawing, Entry, Span, same, tell
from dropout_lab.results_folder import BENCH, COSTS_PAGE, read_costs, read_table
from dropout_lab.stats import Interval, paired_t_interval

README = "README.md"
LAST_OF_ITS_GROUP = 1000
"""From here on these entries have their places: behind all experiments."""

SIZES = ("5", "10", "30")
"""Seeds for which coverage within a point is promised (README of the folder)."""

PROMISED = (0.94, 0.96)
PLAIN, OURS = "fit", "engine/ours/2"
TF32 = "tf32"
DAMAGED = (ResultsError, OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


def measured_entries(folder: Path) -> list[Entry]:
    """Return the entries of the folders of measurements that stand in a folder of results, and are whole."""
    makers: Sequence[tuple[str, Callable[[Path], Entry]]] = (
        ("calibration", _calibration),
        (BENCH, _bench),
        ("bench_gpu", _bench_gpu),
        (BENCH, _costs),
    )
    entries = []
    for place, (name, make) in enumerate(makers):
        with suppress(*DAMAGED):
            entries.append(make(folder / name)._replace(order=LAST_OF_ITS_GROUP + place))
    return entries


def _calibration(folder: Path) -> Entry:
    """How often intervals at 95 % cover the truth, where that is promised."""
    rows = [
        row
        for row in read_table(folder, "coverage")
        if row["interval"] == "t" and row["promised"] == "True" and row["n"] in SIZES
    ]
    covered = [float(row["coverage"]) for row in rows]
    low, high = min(covered), max(covered)
    kept = PROMISED[0] <= low and high <= PROMISED[1]
    ordered = sorted(rows, key=lambda row: (row["differences"], int(row["n"])))
    return _entry(
        "calibration",
        "kept" if kept else "broken",
        Drawing("coverage", same(" %"), tuple(map(_covered, ordered))),
        tell("front.measured.simulated", n=f"{int(rows[0]['experiments']):,}"),
        low=number(100 * low, 1),
        high=number(100 * high, 1),
    )


def _covered(row: Mapping[str, str]) -> Span:
    covered = 100 * float(row["coverage"])
    over = tell("front.seeds", n=int(row["n"]))
    label = tell("front.measured.covered", differences=row["differences"], over=over)
    return Span(label, Interval(covered, covered, covered), same(f"{number(covered, 1)} %"), of=over)


def _bench(folder: Path) -> Entry:
    """How long plain Keras takes for an epoch of a model that takes ours one: pairs of epochs in turns."""
    pairs = np.array(_document(folder)["pairs"][f"{PLAIN} over {OURS}"], dtype=float)
    logs = paired_t_interval(np.log(pairs[:, 0]) - np.log(pairs[:, 1]), unit=1e-3)
    return _ratio("bench", Interval(*map(math.exp, logs)), tell("front.measured.epochs", n=len(pairs)))


def _bench_gpu(folder: Path) -> Entry:
    """The same on a GPU, of models that are trained together, in TF32; without an interval."""
    known = _document(folder)
    stack = next(line for line in known["short"]["lines"] if line["precision"] == TF32)
    a_model = float(np.median(stack["epochs"])) / int(stack["size"])
    ratio = float(np.median(known["fit"]["lines"][0]["fit"])) / a_model
    card = str(known["device"]["lines"][0]["device"]["kind"])
    return _ratio("bench_gpu", Interval(math.nan, ratio, math.nan), same(card), n=int(stack["size"]))


def _costs(folder: Path) -> Entry:
    """How much longer a step takes with each dropout; one that is missing or damaged has no entry."""
    measured = read_costs(folder.parent)
    times = {name: each.time[1] for name, each in measured.items()}
    dearest = max(times, key=lambda name: times[name])
    entry = _entry(
        "costs",
        "up_to",
        None,
        tell("front.measured.epochs", n=min(each.pairs for each in measured.values())),
        n=len(times),
        cheap=sum(time <= CHEAP for time in times.values()),
        dearest=dearest.replace("_", " "),
        ratio=number(times[dearest], 1),
    )
    return entry._replace(name=folder.name, page=COSTS_PAGE, group="when")


def _ratio(name: str, interval: Interval, counted: Both, **fields: Any) -> Entry:
    """An entry whose answer is how many times as long plain Keras takes; drawn where it has an interval."""
    low, mean, high = interval
    said = number(mean, 1 if mean < 10 else 0)
    span = Span(tell("front.measured.ratio"), interval, same(f"{said}×"))
    drawing = Drawing("ratio", same("×"), (span,)) if math.isfinite(low) else None
    word = "slower" if mean < 1 else "faster"
    ends = {"low": number(low, 1), "high": number(high, 1)}
    return _entry(name, word, drawing, counted, ratio=said, **ends, **fields)


def _entry(name: str, word: str, drawing: Drawing | None, counted: Both, **fields: Any) -> Entry:
    key = f"front.measured.{name}"
    return Entry(
        name=name,
        page=README,
        group="trust",
        order=LAST_OF_ITS_GROUP,
        question=tell(f"{key}.question"),
        word=tell(f"front.measured.{word}", **fields),
        sentence=tell(f"{key}.sentence", **fields),
        drawing=drawing,
        counted=counted,
        date="",
    )


def _document(folder: Path) -> Mapping[str, Any]:
    return json.loads((folder / "bench.json").read_text(encoding="utf-8"))
