"""The database of runs and campaigns: the only room that knows SQL."""

from dropout_lab.store.bounds import LARGEST_SEED, check_run
from dropout_lab.store.patience import when_unlocked
from dropout_lab.store.records import CampaignRow, CellRow, CountedCampaign, RunRecord
from dropout_lab.store.run_columns import Runs
from dropout_lab.store.store import Store

__all__ = [
    "LARGEST_SEED",
    "CampaignRow",
    "CellRow",
    "CountedCampaign",
    "RunRecord",
    "Runs",
    "Store",
    "check_run",
    "when_unlocked",
]
