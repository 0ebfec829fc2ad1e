"""Numbers -> tables: each defined once, and drawn as text."""

from dropout_lab.tables.claims_frame import claims_frame
from dropout_lab.tables.latex import latex_escaped, latex_table
from dropout_lab.tables.main import Table, comparison_table, divergence_table, ledger_table, summary_table
from dropout_lab.tables.smaller import claims_table, moved_table, selection_table, shares_table, spread_table
from dropout_lab.tables.written import written_comparisons

__all__ = [
    "Table",
    "claims_frame",
    "claims_table",
    "comparison_table",
    "divergence_table",
    "latex_escaped",
    "latex_table",
    "ledger_table",
    "moved_table",
    "selection_table",
    "shares_table",
    "spread_table",
    "summary_table",
    "written_comparisons",
]
