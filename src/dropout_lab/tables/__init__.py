"""Tables: each defined once, with typed cells, and drawn as text, Markdown and LaTeX, or by a page."""

from dropout_lab.tables.claims_frame import claims_frame
from dropout_lab.tables.comparisons import (
    claim_cell,
    claims_table,
    comparison_table,
    moved_table,
    shared_images,
)
from dropout_lab.tables.latex import latex_escaped, latex_table
from dropout_lab.tables.markdown import escaped, markdown_table
from dropout_lab.tables.model import Cell, Column, Row, Table
from dropout_lab.tables.plain import plain_table
from dropout_lab.tables.ranks import places_text, ranks_table
from dropout_lab.tables.registry import SECTIONS, section_tables
from dropout_lab.tables.results import ledger_table, results_table, sides_table, spread_table
from dropout_lab.tables.written import written_comparisons

__all__ = [
    "SECTIONS",
    "Cell",
    "Column",
    "Row",
    "Table",
    "claim_cell",
    "claims_frame",
    "claims_table",
    "comparison_table",
    "escaped",
    "latex_escaped",
    "latex_table",
    "ledger_table",
    "markdown_table",
    "moved_table",
    "places_text",
    "plain_table",
    "ranks_table",
    "results_table",
    "section_tables",
    "shared_images",
    "sides_table",
    "spread_table",
    "written_comparisons",
]
