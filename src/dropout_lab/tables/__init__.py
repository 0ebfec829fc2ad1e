"""Tables: each defined once, with typed cells, and drawn as text, Markdown and LaTeX, or by a page."""

from dropout_lab.faces import on_first_use as _on_first_use

_PLACES = {
    "SECTIONS": "registry",
    "Cell": "model",
    "Column": "model",
    "Fitted": "brief",
    "Row": "model",
    "Table": "model",
    "TextTable": "text",
    "brief_comparisons": "brief",
    "brief_results": "brief",
    "claim_cell": "comparisons",
    "claims_frame": "claims_frame",
    "claims_table": "comparisons",
    "comparison_namer": "brief",
    "comparison_table": "comparisons",
    "escaped": "markdown",
    "folded": "text",
    "latex_escaped": "latex",
    "latex_table": "latex",
    "ledger_table": "results",
    "markdown_table": "markdown",
    "moved_table": "comparisons",
    "parts_of": "brief",
    "places_text": "ranks",
    "plain_table": "plain",
    "ranks_table": "ranks",
    "results_table": "results",
    "section_tables": "registry",
    "sides_table": "results",
    "spread_table": "results",
    "text_table": "text",
    "text_width": "text",
    "written_comparisons": "written",
}
"""Name -> the module that has it, loaded when first used: `status` draws a table without pandas."""

__getattr__ = _on_first_use(__name__, _PLACES)
