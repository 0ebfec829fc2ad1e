"""Reading campaigns: a plan and its cells are held to their digests before anything of them is used."""

import json
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import DamageWarning, StoreError
from dropout_lab.store.digests import cells_digest, plan_digest
from dropout_lab.store.reading import RunReader
from dropout_lab.store.records import CampaignRow, CellRow, CountedCampaign

PLAN_COLUMNS = ("name", "plan_hash", "document", "planned_at", "used_at", "planned_commit", "planned_dirty")
"""Columns of a plan, as its digest takes them."""

_PLANS = f"SELECT id, {', '.join(PLAN_COLUMNS)}, digest, cells_digest FROM campaigns ORDER BY used_at, id"
_OF_PLAN = "cells NOT INDEXED WHERE campaign = ? AND id BETWEEN ? AND ?"
"""The cells of a campaign as they lie in the file, most of them together: by the index it takes four times
as long."""

_CELLS = f"SELECT variant, seed, run_id, added_at FROM {_OF_PLAN} ORDER BY id"
_SEEDS = f"SELECT DISTINCT seed FROM {_OF_PLAN}"
_TOLD = f"""
    SELECT CAST(group_concat(
        variant || '\x1f' || seed || '\x1f' || run_id || '\x1f' || added_at, '\x1e'
    ) AS BLOB), min(variant < x'' AND run_id < x'' AND added_at < x'') FROM {_OF_PLAN}
"""
"""What a digest is taken of, and whether all texts are texts: bytes, which come after them, make the same.

Scans the rows by rising number; a subquery that orders them takes half as long again."""

_IS_NAME = "length(run_id) = 16 AND run_id NOT GLOB '*[^0-9a-f]*'"
_HEX = b"0123456789abcdef"
_JOINED = "SELECT group_concat(run_id, ''), min(length(run_id)), max(length(run_id)) FROM"
_NOT_DONE = f"SELECT run_id, status, error FROM runs WHERE status <> 'done' AND {_IS_NAME}"


class _Stored(NamedTuple):
    """A plan's row: its number, its columns as `PLAN_COLUMNS` names them, and its two digests."""

    number: int
    columns: tuple[Any, ...]
    digest: bytes | None
    cells_digest: bytes | None


class CampaignReader:
    """Reads the campaigns of a store; what is damaged it leaves out, and says so in one line."""

    def __init__(self, reader: RunReader) -> None:
        self._reader = reader
        self._verified: set[tuple[Any, ...]] = set()
        self._places: dict[tuple[Any, ...], tuple[int, int | None, int | None]] = {}

    def counted(self) -> list[CountedCampaign]:
        """All campaigns with their counts, the one last used at the end; cells are counted as they are."""
        plans = [plan for plan in self._plans() if self._is_sound(plan, cells=False)]
        if not plans:
            return []
        there = self._names("runs WHERE true")
        counts = _Counts(_numbers(there), self._reader.fetch(_NOT_DONE))
        return [
            CountedCampaign(**vars(self._row(plan)), **counts.of(self._run_ids(plan.number)))
            for plan in plans
        ]

    def last_used(self, name: str) -> CampaignRow | None:
        """The campaign of that name that was last used; None where there is none, or one is damaged."""
        plans = [plan for plan in self._plans() if plan.columns[0] == name]
        sound = [self._is_sound(plan) for plan in plans]
        return self._row(plans[-1]) if plans and all(sound) else None

    def planning(self, run_id: str) -> CampaignRow | None:
        """The campaign that plans a run, of several the one last used; None where none that is sound does."""
        numbers = {
            number for (number,) in self._reader.fetch("SELECT campaign FROM cells WHERE run_id = ?", run_id)
        }
        plans = [plan for plan in self._plans() if plan.number in numbers and self._is_sound(plan)]
        return self._row(plans[-1]) if plans else None

    def sharing_runs(self, number: int) -> list[CampaignRow]:
        """The campaigns that plan some run of a campaign, itself among them, the one last used at the end."""
        plans = self._plans()
        others = [plan.number for plan in plans if plan.number != number]
        mine = self._run_ids(number) if others else np.zeros(0, np.uint64)
        sharing = {other for other in others if _inside(self._run_ids(other), mine).any()} | {number}
        return [self._row(plan) for plan in plans if plan.number in sharing and self._is_sound(plan)]

    def cells(self, number: int) -> list[CellRow]:
        """The cells of a campaign in the order of training.

        Raises:
            StoreError: they are not as they were stored.
        """
        self._refuse_damaged(number)
        return [CellRow._make(row) for row in self._reader.fetch(_CELLS, *self._place(number))]

    def seeds(self, number: int) -> list[int]:
        """The seeds of a campaign's cells, rising.

        Raises:
            StoreError: the cells are not as they were stored.
        """
        self._refuse_damaged(number)
        return sorted(seed for (seed,) in self._reader.fetch(_SEEDS, *self._place(number)))

    def run_of(self, number: int, variant: str, seed: int) -> list[str]:
        """The run of a variant and a seed in a campaign: one or none.

        Raises:
            StoreError: the cells are not as they were stored.
        """
        self._refuse_damaged(number)
        chosen = "SELECT run_id FROM cells WHERE campaign = ? AND variant = ? AND seed = ?"
        return [run_id for (run_id,) in self._reader.fetch(chosen, number, variant, seed)]

    def _refuse_damaged(self, number: int) -> None:
        for plan in self._plans():
            if plan.number == number and not self._is_sound(plan):
                raise StoreError(f"the list of runs of {plan.columns[0]} is damaged; {_REMEDY}")

    def _run_ids(self, number: int) -> NDArray[np.uint64]:
        """The runs of a campaign's cells, each once, rising."""
        return _numbers(self._names(_OF_PLAN, *self._place(number)))

    def _place(self, number: int) -> tuple[int, int | None, int | None]:
        """Return a campaign's number and those of its first and its last cell, None where it has none."""
        seen = (number, self._reader.state())
        if seen not in self._places:
            ((first, last),) = self._reader.fetch(
                "SELECT min(id), max(id) FROM cells WHERE campaign = ?", number
            )
            self._places[seen] = number, first, last
        return self._places[seen]

    def _names(self, rows: str, *words: Any) -> str:
        """Join the run_ids of some rows, without what is none; looked at row by row where there is such."""
        ((joined, least, most),) = self._reader.fetch(f"{_JOINED} {rows}", *words)
        text = joined or ""
        if (least, most) in ((16, 16), (None, None)) and not text.encode(errors="surrogateescape").translate(
            None, _HEX
        ):
            return text
        ((joined, *_),) = self._reader.fetch(f"{_JOINED} {rows} AND {_IS_NAME}", *words)
        return joined or ""

    def damaged(self) -> Iterator[tuple[int, str, str]]:
        """Number, name and plan hash of each campaign that is not as it was stored."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamageWarning)
            for number, columns, *_ in (plan for plan in self._plans() if not self._is_sound(plan)):
                yield number, columns[0], columns[1]

    def digest(self, number: int) -> tuple[bytes, bytes]:
        """The digests of a plan as it stands and of its cells."""
        (columns,) = self._reader.fetch(
            f"SELECT {', '.join(PLAN_COLUMNS)} FROM campaigns WHERE id = ?", number
        )
        return plan_digest(columns), self._cells_digest(columns[1], number)

    def _plans(self) -> list[_Stored]:
        self._reader.check_table("campaigns")
        return [_Stored(row[0], row[1:8], row[8], row[9]) for row in self._reader.fetch(_PLANS)]

    def _is_sound(self, plan: _Stored, *, cells: bool = True) -> bool:
        """Whether a plan, and with it its cells, is as it was stored; warn where it is not."""
        seen = (plan, self._reader.state())
        if seen in self._verified:
            return True
        try:
            sound = plan_digest(plan.columns) == plan.digest
            if sound and cells:
                sound = self._cells_digest(plan.columns[1], plan.number) == plan.cells_digest
        except (TypeError, ValueError):
            sound = False
        if sound and cells:
            self._verified.add(seen)
        if not sound:
            name = "".join(letter for letter in str(plan.columns[0]) if letter.isprintable())[:80]
            self._reader.say(f"the plan of {name} is not as recorded (damaged), so left out; {_REMEDY}")
        return sound

    def _cells_digest(self, plan_hash: str, number: int) -> bytes:
        ((told, is_text),) = self._reader.fetch(_TOLD, *self._place(number))
        if told is not None and not is_text:
            raise TypeError("a text of a cell is bytes")
        return cells_digest(plan_hash, told)

    def _row(self, plan: _Stored) -> CampaignRow:
        name, plan_hash, document, planned_at, used_at, commit, dirty = plan.columns
        return CampaignRow(
            id=plan.number,
            name=name,
            plan_hash=plan_hash,
            document=json.loads(document),
            planned_at=planned_at,
            used_at=used_at,
            commit=commit,
            dirty=None if dirty is None else bool(dirty),
        )


class _Counts:
    """Counts how far campaigns have come, by the runs that are there."""

    def __init__(self, there: NDArray[np.uint64], not_done: Iterable[tuple[str, str, str | None]]) -> None:
        self._there = there
        groups: dict[str, list[str]] = {"diverged": [], "failed": []}
        failed: dict[str, list[str]] = {}
        for run_id, status, error in not_done:
            groups.setdefault(status, []).append(run_id)
            if status == "failed" and error is not None:
                failed.setdefault(str(error), []).append(run_id)
        self._not_done = {status: _numbers("".join(run_ids)) for status, run_ids in groups.items()}
        self._failed = {error: _numbers("".join(run_ids)) for error, run_ids in failed.items()}

    def of(self, planned: NDArray[np.uint64]) -> dict[str, Any]:
        """Count some runs: planned, done, diverged, failed, and of what they failed."""
        ended = {status: _common(planned, runs) for status, runs in self._not_done.items()}
        done = _common(planned, self._there) - sum(ended.values())
        counts = {status: ended[status] for status in ("diverged", "failed")}
        causes = {error: count for error, runs in self._failed.items() if (count := _common(planned, runs))}
        commonest = dict(sorted(causes.items(), key=lambda cause: (-cause[1], cause[0])))
        return {"planned": planned.size, "done": done, **counts, "causes": commonest}


def _numbers(run_ids: str) -> NDArray[np.uint64]:
    """Names of runs, one after the other, as numbers: each once, rising."""
    names = np.sort(np.frombuffer(bytes.fromhex(run_ids), ">u8").astype(np.uint64))
    return names[np.diff(names, prepend=names[:1] + np.uint64(1)) > 0]  # `unique` takes ten times longer


def _inside(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether each of some numbers is among others; both rise."""
    if not others.size:
        return np.zeros(some.size, np.bool_)
    return others[np.minimum(np.searchsorted(others, some), others.size - 1)] == some


def _common(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> int:
    """Count the numbers that both have; both rise."""
    return int(_inside(some, others).sum())


_REMEDY = "the command that planned it, typed again, plans it anew; its runs are kept"
