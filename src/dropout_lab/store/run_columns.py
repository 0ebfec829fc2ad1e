"""Many runs as columns; the record of one is made when it is asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dropout_lab.store.end_to_end import Layouts, Named, Parts
from dropout_lab.store.records import RunRecord, pack_errors

FACTS = (
    *("recipe", "engine", "environment", "seed", "status", "diverged_epoch", "epochs", "seconds"),
    *("weights_sha256", "error", "attempts", "finished_at", "first_seen"),
)
"""Fields of a run that are no array, beside its run_id and its metrics."""

ARRAYS = ("metrics", "curves", "error_images", "error_labels", "reliability")
"""What is kept of all runs end to end."""


class Runs(Mapping[str, RunRecord]):
    """Runs by run_id, in an order; columns are read without a record, and records made one by one.

    A place is a run's number in the columns; `places` finds those of some runs.
    """

    def __init__(self, index: Mapping[str, int], gathered: "Gathering") -> None:
        self._index, self._gathered = index, gathered

    @classmethod
    def of(cls, records: "Iterable[RunRecord] | Runs") -> "Runs":
        """Lay records out as columns; of two for one run, a done one is kept."""
        if isinstance(records, Runs):
            return records
        found: dict[str, RunRecord] = {}
        for record in records:
            if record.run_id not in found or record.status == "done":
                found[record.run_id] = record
        gathering = Gathering()
        for record in found.values():
            gathering.add(record)
        return gathering.runs()

    def __getitem__(self, run_id: str) -> RunRecord:
        """Make the record of a run."""
        return self._gathered.record(run_id, self._index[run_id])

    def __iter__(self) -> Iterator[str]:
        """Yield the run_ids in their order."""
        return iter(self._index)

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self._index)

    def __contains__(self, run_id: object) -> bool:
        """Whether a run is here."""
        return run_id in self._index

    def chosen(self, run_ids: Iterable[str]) -> "Runs":
        """Return those of some runs that are here, in that order."""
        index = self._index
        return Runs({name: index[name] for name in run_ids if name in index}, self._gathered)

    def aged(self, first_seen: Mapping[str, str]) -> "Runs":
        """Make runs as old as other places know them; none gets younger."""
        mine = self._gathered.facts["first_seen"]
        known = {place: first_seen[name] for name, place in self._index.items() if name in first_seen}
        older = {place: time for place, time in known.items() if time < mine[place]}
        if not older:
            return self
        seen = [older.get(place, time) for place, time in enumerate(mine)]
        return Runs(self._index, self._gathered.with_fact("first_seen", seen))

    def places(self, run_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return where runs stand in the columns, shape (n_run_ids,); -1: it is not here."""
        index = self._index
        return np.fromiter((index.get(name, -1) for name in run_ids), np.int64, len(run_ids))

    def fact(self, name: str) -> list[Any]:
        """Return a field of all runs, in their order; one of `FACTS`."""
        column = self._gathered.facts[name]
        return [column[place] for place in self._index.values()]

    def fact_at(self, name: str, places: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return a field of the runs at some places, shape (n_places,)."""
        return self._gathered.array(name)[places]

    def metrics_of_each(self) -> list[dict[str, float]]:
        """Return the metrics of each run by name, in their order."""
        return [self._gathered.metrics_of(place) for place in self._index.values()]

    @property
    def metrics(self) -> Named:
        """Metrics of the last epoch, one value each."""
        return self._gathered.metrics

    @property
    def curves(self) -> Named:
        """Metrics by epoch."""
        return self._gathered.curves

    @property
    def error_images(self) -> Parts:
        """Misclassified test images, uint16."""
        return self._gathered.error_images


class Gathering:
    """Columns of runs while they are read, and once they are.

    What is added by `add`, or to the lists and bytes run by run, becomes arrays when it is first asked for.
    """

    def __init__(self) -> None:
        self.run_ids: list[str] = []
        self.facts: dict[str, list[Any]] = {name: [] for name in FACTS}
        self.layouts = Layouts()
        self.metric_kinds, self.curve_kinds = list[int](), list[int]()
        self.error_counts, self.bin_counts = list[int](), list[int]()
        self.bytes = {name: bytearray() for name in ARRAYS}
        self._joined: dict[str, Any] = {}

    def add(self, record: RunRecord) -> None:
        """Add a run at the end."""
        self.run_ids.append(record.run_id)
        for name in FACTS:
            self.facts[name].append(getattr(record, name))
        metrics, curves = record.metrics, record.curves
        self.metric_kinds.append(self.layouts.number(tuple(metrics), (1,) * len(metrics)))
        self.bytes["metrics"] += np.array([*metrics.values()], "<f8").tobytes()
        lengths = tuple(len(curve) for curve in curves.values())
        self.curve_kinds.append(self.layouts.number(tuple(curves), lengths))
        for curve in curves.values():
            self.bytes["curves"] += np.asarray(curve, "<f8").tobytes()
        images, labels, bins = record.error_images, record.error_labels, record.reliability
        packed = None if images is None or labels is None else pack_errors(images, labels)
        self.add_images([packed], [None if bins is None else np.asarray(bins, "<f8").tobytes()])

    def add_images(self, errors: Sequence[bytes | None], bins: Sequence[bytes | None]) -> None:
        """Add the misclassified images of some runs, as the store packs them, and their bins."""
        counts = [-1 if packed is None else len(packed) // 3 for packed in errors]
        of_runs = [(packed, 2 * count) for packed, count in zip(errors, counts, strict=True) if packed]
        self.error_counts += counts
        self.bytes["error_images"] += b"".join([packed[:end] for packed, end in of_runs])
        self.bytes["error_labels"] += b"".join([packed[end : end // 2 * 3] for packed, end in of_runs])
        self.bin_counts += [-1 if of_run is None else len(of_run) // 24 for of_run in bins]
        self.bytes["reliability"] += b"".join(filter(None, bins))

    def runs(self, run_ids: Iterable[str] | None = None) -> Runs:
        """Return all runs, or those named that are here, in that order."""
        index = dict(zip(self.run_ids, range(len(self.run_ids)), strict=True))
        runs = Runs(index, self)
        return runs if run_ids is None else runs.chosen(run_ids)

    def with_fact(self, name: str, column: list[Any]) -> "Gathering":
        """Return the same columns but for one."""
        other = Gathering.__new__(Gathering)
        other.__dict__ = {**self.__dict__, "facts": {**self.facts, name: column}, "_joined": {}}
        for key in ARRAYS:
            other._joined[key] = getattr(self, key)
        return other

    @property
    def metrics(self) -> Named:
        """Metrics by name, of length 1."""
        return self._named("metrics", self.metric_kinds)

    @property
    def curves(self) -> Named:
        """Curves by name."""
        return self._named("curves", self.curve_kinds)

    @property
    def error_images(self) -> Parts:
        """Misclassified test images of each run."""
        return self._parts("error_images", "<u2", self.error_counts)

    @property
    def error_labels(self) -> Parts:
        """The wrong label given to each of them."""
        return self._parts("error_labels", "u1", self.error_counts)

    @property
    def reliability(self) -> Parts:
        """Bins of each run: images, mean confidence, accuracy."""
        return self._parts("reliability", "<f8", self.bin_counts)

    def array(self, name: str) -> NDArray[np.object_]:
        """Return a field of all runs, shape (n_runs,)."""
        key = f"array {name}"
        if key not in self._joined:
            column = np.empty(len(self.run_ids), object)
            column[:] = self.facts[name]
            self._joined[key] = column
        return self._joined[key]

    def metrics_of(self, place: int) -> dict[str, float]:
        """Return the metrics of a run by name."""
        return {name: float(value[0]) for name, value in self.metrics.of_run(place).items()}

    def record(self, run_id: str, place: int) -> RunRecord:
        """Make the record of a run."""
        fields: dict[str, Any] = {"run_id": run_id}
        fields |= {name: self.facts[name][place] for name in FACTS}
        fields["metrics"] = self.metrics_of(place)
        fields["curves"] = self.curves.of_run(place)
        for name in ("error_images", "error_labels", "reliability"):
            fields[name] = getattr(self, name).of_run(place)
        return RunRecord.read(fields)

    def _named(self, name: str, kinds: list[int]) -> Named:
        if name not in self._joined:
            values = np.frombuffer(self._taken(name), "<f8")
            self._joined[name] = Named(values, np.array(kinds, np.int64), self.layouts.all)
        return cast("Named", self._joined[name])

    def _parts(self, name: str, kind: str, counts: list[int]) -> Parts:
        if name not in self._joined:
            values = np.frombuffer(self._taken(name), kind)
            if name == "reliability":
                values = values.reshape(-1, 3)
            self._joined[name] = Parts(values, np.array(counts, np.int64))
        return cast("Parts", self._joined[name])

    def _taken(self, name: str) -> memoryview:
        """Return the bytes of all runs, to which no more are added."""
        return memoryview(self.bytes.pop(name)).toreadonly()
