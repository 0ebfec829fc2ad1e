"""Store or results -> tables, comparisons and sentences; pandas lives here."""

from dropout_lab.analysis.agreement import published_and_yours
from dropout_lab.analysis.analyse import Analysis, analyse
from dropout_lab.analysis.claims import Judged, judge_claim
from dropout_lab.analysis.comparisons import Compared, compare_values
from dropout_lab.analysis.folder import read_experiment, read_results
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.live import live_estimate
from dropout_lab.analysis.packing import pack_errors, unpack_errors
from dropout_lab.analysis.tables import Table

__all__ = [
    "Analysis",
    "Compared",
    "Frame",
    "Judged",
    "Table",
    "analyse",
    "compare_values",
    "judge_claim",
    "live_estimate",
    "pack_errors",
    "published_and_yours",
    "read_experiment",
    "read_results",
    "unpack_errors",
]
