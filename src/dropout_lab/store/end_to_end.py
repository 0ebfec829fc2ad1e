"""Arrays of many runs, end to end in one: no Python object a run, and a run's own is a slice."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Layout = Mapping[str, tuple[int, int]]
"""Name -> where a run's values of that name begin, from the run's first value on, and how many they are."""


class Layouts:
    """The different names and lengths that runs have, each once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
        self.all: list[Layout] = []

    def number(self, names: tuple[str, ...], lengths: tuple[int, ...]) -> int:
        """Return the number of a layout."""
        known = self._numbers.get((names, lengths))
        if known is None:
            known = self._numbers[names, lengths] = len(self.all)
            begins = np.cumsum((0, *lengths)).tolist()
            self.all.append(dict(zip(names, zip(begins, lengths, strict=False), strict=True)))
        return known


@dataclass(frozen=True, eq=False)
class Named:
    """Values by name of many runs, one run after the other."""

    values: NDArray[np.float64]  # shape (n_values,)
    kinds: NDArray[np.int64]  # shape (n_runs,): number of each run's layout
    layouts: list[Layout]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each run's values begin, shape (n_runs,)."""
        sizes = np.array([sum(length for _, length in layout.values()) for layout in self.layouts], np.int64)
        ends = np.cumsum(sizes[self.kinds]) if len(sizes) else np.zeros(0, np.int64)
        return ends - sizes[self.kinds] if len(sizes) else ends

    def names(self, places: NDArray[np.int64]) -> set[str]:
        """Names that any of some runs has."""
        return {name for kind in self._kinds(self.kinds[places]) for name in self.layouts[kind]}

    def of_run(self, place: int) -> dict[str, NDArray[np.float64]]:
        """Return the values of one run by name."""
        start = int(self.starts[place])
        return {
            name: self.values[start + begin : start + begin + length]
            for name, (begin, length) in self.layouts[self.kinds[place]].items()
        }

    def matrix(self, name: str, places: NDArray[np.int64], width: int) -> NDArray[np.float64]:
        """Return a name's first values of some runs: shape (n_places, width), NaN where there are no more."""
        found = np.full((len(places), width), np.nan)
        for rows, begin, length in self._where(name, places):
            reach = min(length, width)
            if len(rows) and reach:
                first = self.starts[places[rows]] + begin
                found[rows, :reach] = sliding_window_view(self.values, reach)[first]
        return found

    def last(self, name: str, places: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return a name's last value of those runs that have so many of it, NaN of others: (n_places,)."""
        found = np.full(len(places), np.nan)
        for rows, begin, reach in self._where(name, places):
            whole = rows[length[rows] == reach] if reach else rows[:0]
            found[whole] = self.values[self.starts[places[whole]] + begin + reach - 1]
        return found

    def _where(self, name: str, places: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], int, int]]:
        """Rows of the places whose runs have a name, and where it begins and how long it is there."""
        kinds = self.kinds[places]
        return [
            (np.flatnonzero(kinds == kind), *layout[name])
            for kind in self._kinds(kinds)
            if name in (layout := self.layouts[kind])
        ]

    def _kinds(self, of_runs: NDArray[np.int64]) -> list[int]:
        """Numbers of the layouts that some runs have."""
        return np.flatnonzero(np.bincount(of_runs, minlength=len(self.layouts))).tolist()


@dataclass(frozen=True, eq=False)
class Parts:
    """Arrays of many runs in one, some of which have none."""

    values: NDArray[np.generic]  # shape (n_values, ...)
    counts: NDArray[np.int64]  # shape (n_runs,): values of each run, -1 where it has none

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each run's values end, shape (n_runs,)."""
        return np.cumsum(np.maximum(self.counts, 0))

    def of_run(self, place: int) -> NDArray[np.generic] | None:
        """Return the values of one run; None where it has none."""
        count, end = int(self.counts[place]), int(self.ends[place])
        return None if count < 0 else self.values[end - count : end]

    def of_runs(self, places: NDArray[np.int64]) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
        """Return the values of some runs end to end, and how many each has, -1 where it has none."""
        counts = self.counts[places]
        each = np.maximum(counts, 0)
        first = self.ends[places] - each
        before = np.cumsum(each) - each
        return self.values[np.repeat(first - before, each) + np.arange(each.sum())], counts
