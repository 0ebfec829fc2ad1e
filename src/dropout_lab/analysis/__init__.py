"""Store or results -> tables, comparisons and sentences; pandas lives here."""

from dropout_lab.analysis.agreement import published_and_yours
from dropout_lab.analysis.analyse import Analysis, analyse
from dropout_lab.analysis.folder import read_results
from dropout_lab.analysis.live import live_estimate
from dropout_lab.analysis.tables import Table

__all__ = [
    "Analysis",
    "Table",
    "analyse",
    "live_estimate",
    "published_and_yours",
    "read_results",
]
