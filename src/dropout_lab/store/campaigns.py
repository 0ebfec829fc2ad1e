"""Reading campaigns: a plan and its cells are held to their digests before anything of them is used."""

import json
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from dropout_lab.errors import DamageWarning, StoreError
from dropout_lab.store.digests import cells_digest, plan_digest
from dropout_lab.store.reading import RunReader
from dropout_lab.store.records import CampaignRow, CellRow

PLAN_COLUMNS = ("name", "plan_hash", "document", "planned_at", "used_at", "planned_commit", "planned_dirty")
"""Columns of a plan, as its digest takes them."""

_PLANS = f"SELECT id, {', '.join(PLAN_COLUMNS)}, digest, cells_digest FROM campaigns ORDER BY used_at, id"
_CELLS = "SELECT variant, seed, run_id, added_at FROM cells WHERE campaign = ? ORDER BY id"
_COUNTS = """
    SELECT count(p.run_id), total(r.status = 'done'), total(r.status = 'diverged'), total(r.status = 'failed')
    FROM (SELECT DISTINCT run_id FROM cells WHERE campaign = ?) AS p LEFT JOIN runs AS r USING (run_id)
"""
_FIRST_SEEDS = """
    SELECT seed FROM cells JOIN campaigns AS c ON c.id = campaign
    WHERE campaign = ? AND added_at = planned_at GROUP BY seed ORDER BY min(cells.id)
"""


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

    def listed(self) -> list[CampaignRow]:
        """All campaigns with their counts, the one last used at the end; cells are counted as they are."""
        return [self._row(plan) for plan in self._plans() if self._is_sound(plan, cells=False)]

    def last_used(self, name: str) -> CampaignRow | None:
        """The campaign of that name that was last used; None where there is none, or one is damaged."""
        plans = [plan for plan in self._plans() if plan.columns[0] == name]
        sound = [self._is_sound(plan) for plan in plans]
        return self._row(plans[-1]) if plans and all(sound) else None

    def sharing_runs(self, number: int) -> list[CampaignRow]:
        """The campaigns that plan some run of a campaign, itself among them, the one last used at the end."""
        found = self._reader.fetch(
            "SELECT DISTINCT campaign FROM cells WHERE run_id IN "
            "(SELECT run_id FROM cells WHERE campaign = ?)",
            number,
        )
        sharing = {campaign for (campaign,) in found}
        plans = [plan for plan in self._plans() if plan.number in sharing]
        return [self._row(plan) for plan in plans if self._is_sound(plan)]

    def cells(self, number: int) -> list[CellRow]:
        """The cells of a campaign in the order of training.

        Raises:
            StoreError: they are not as they were stored.
        """
        for plan in self._plans():
            if plan.number == number and not self._is_sound(plan):
                raise StoreError(f"the list of runs of {plan.columns[0]} is damaged; {_REMEDY}")
        return [CellRow(*row) for row in self._reader.fetch(_CELLS, number)]

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
        return plan_digest(columns), cells_digest(columns[1], self._reader.fetch(_CELLS, number))

    def _plans(self) -> list[_Stored]:
        self._reader.check_table("campaigns")
        return [_Stored(row[0], row[1:8], row[8], row[9]) for row in self._reader.fetch(_PLANS)]

    def _is_sound(self, plan: _Stored, *, cells: bool = True) -> bool:
        """Whether a plan, and with it its cells, is as it was stored; warn where it is not."""
        try:
            sound = plan_digest(plan.columns) == plan.digest
            if sound and cells:
                found = self._reader.fetch(_CELLS, plan.number)
                sound = cells_digest(plan.columns[1], found) == plan.cells_digest
        except (TypeError, ValueError):
            sound = False
        if not sound:
            name = "".join(letter for letter in str(plan.columns[0]) if letter.isprintable())[:80]
            self._reader.say(f"the plan of {name} is not as recorded (damaged), so left out; {_REMEDY}")
        return sound

    def _row(self, plan: _Stored) -> CampaignRow:
        name, plan_hash, document, planned_at, used_at, commit, dirty = plan.columns
        (counts,) = self._reader.fetch(_COUNTS, plan.number)
        planned, done, diverged, failed = map(int, counts)
        return CampaignRow(
            id=plan.number,
            name=name,
            plan_hash=plan_hash,
            document=json.loads(document),
            planned_at=planned_at,
            used_at=used_at,
            commit=commit,
            dirty=None if dirty is None else bool(dirty),
            planned=planned,
            done=done,
            diverged=diverged,
            failed=failed,
            planned_seeds=tuple(seed for (seed,) in self._reader.fetch(_FIRST_SEEDS, plan.number)),
        )


_REMEDY = "the command that planned it, typed again, plans it anew; its runs are kept"
