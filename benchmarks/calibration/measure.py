"""Coverage of the intervals, and silence of tables of noise, against the number of seeds."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from benchmarks.calibration.draws import MARGIN, MEASURED, PROMISED, UNIT, Floats, Kind, draw
from benchmarks.calibration.families import TABLES, quiet_tables
from benchmarks.calibration.rules import Maker, covered, ends, equivalent, path_ends
from dropout_lab.stats import Interval, claim_intervals, paired_sequence_interval, paired_t_interval

LEVEL = 0.95
SEEDS = (3, 4, 5, 7, 10, 15, 20, 30, 50, 100)
LOOKS = (5, 7, 10, 15, 20, 30, 50, 100, 256)
CHUNK = 10_000
AT_MARGIN = "t, not equivalent at the margin"


class Coverage(NamedTuple):
    """Share of the experiments whose interval held the truth.

    Of a path: at every look up to n. Of a table of methods: the intervals of all of them. Of `AT_MARGIN`:
    share that is not called equivalent, where the true difference is the margin.
    """

    interval: str
    differences: str
    promised: bool
    n: int
    coverage: float
    standard_error: float
    experiments: int


def measure(chunks: int, tell: Callable[[str], None]) -> list[Coverage]:
    """Simulate `chunks` times 10,000 experiments for each interval, shape of differences and n."""
    found: list[Coverage] = []
    for kind in (*PROMISED, *MEASURED):
        tell(kind)
        found += _at_planned_seeds(kind, chunks)
        found += _over_paths(kind, chunks)
        found += _of_tables(kind, chunks)
    return found


def _at_planned_seeds(kind: Kind, chunks: int) -> Iterator[Coverage]:
    for n in SEEDS:
        shares: dict[str, list[float]] = {"t": [], AT_MARGIN: [], "t, against 1 published run": []}
        for chunk in range(chunks):
            values = draw(kind, (CHUNK, n + 1), chunk)
            ours, theirs = values[:, :n], values[:, n]
            shares["t"].append(covered(ends(_plain, ours), 0.0))
            shares[AT_MARGIN].append(1 - float(equivalent(ends(_plain, ours + MARGIN), MARGIN).mean()))
            made = ends(_gap("t"), ours)
            shares["t, against 1 published run"].append(covered(made, theirs))
        yield from (_row(name, kind, n, part) for name, part in shares.items())


def _over_paths(kind: Kind, chunks: int) -> Iterator[Coverage]:
    shares: dict[tuple[str, int], list[float]] = {}
    for chunk in range(chunks):
        values = draw(kind, (CHUNK, LOOKS[-1] + 1), chunk)
        paths, theirs = values[:, :-1], values[:, -1:]
        cases: list[tuple[str, Maker, Floats | float]] = [
            ("sequence, every look", partial(paired_sequence_interval, unit=UNIT, level=LEVEL), 0.0),
            ("t, every look", _plain, 0.0),
            ("sequence, every look, against 1 published run", _gap("sequence"), theirs),
        ]
        for name, make, truth in cases:
            low, high = path_ends(make, paths)
            out = np.logical_or.accumulate((low > truth) | (high < truth), axis=1)
            for n in LOOKS:
                shares.setdefault((name, n), []).append(1 - float(out[:, n - 2].mean()))
    yield from (_row(name, kind, n, part) for (name, n), part in shares.items())


def _of_tables(kind: Kind, chunks: int) -> Iterator[Coverage]:
    shares: dict[tuple[str, int], list[float]] = {}
    for n in SEEDS:
        for chunk in range(chunks):
            for name, share in quiet_tables(kind, n, chunk):
                shares.setdefault((name, n), []).append(share)
    yield from (_row(name, kind, n, part, TABLES) for (name, n), part in shares.items())


def _row(name: str, kind: Kind, n: int, shares: list[float], chunk: int = CHUNK) -> Coverage:
    share, experiments = float(np.mean(shares)), chunk * len(shares)
    error = math.sqrt(share * (1 - share) / experiments)
    return Coverage(name, kind, kind in PROMISED, n, round(share, 5), round(error, 5), experiments)


def _plain(row: Floats) -> Interval:
    return paired_t_interval(row, UNIT, LEVEL)


def _gap(method: str) -> Maker:
    options = {"is_difference": True, "published_runs": 1, "level": LEVEL, "method": method}
    return lambda row: claim_intervals(row, UNIT, 0.0, **options).gap  # pyrefly: ignore[bad-argument-type]
