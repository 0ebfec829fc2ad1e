"""Tables and the README of a results folder, in Markdown."""

import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dropout_lab.analysis import Analysis, Table

SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "\\|", "*": "\\*", "`": "\\`", "[": "\\[", "]": "\\]"}
)


def escaped(text: object) -> str:
    r"""Return text from a configuration or a run so that Markdown shows it as it is, on one line.

    >>> escaped("<script> | *x*")
    '&lt;script&gt; \\| \\*x\\*'
    """
    return " ".join(str(text).split()).translate(SPECIAL)


def markdown_table(table: Table) -> str:
    """Return a table: names at the left, numbers at the right."""
    lines = [table.heads, [":--", *["--:"] * (len(table.heads) - 1)]]
    cells = [[escaped(cell) for cell in table.heads], lines[1]]
    cells += [[escaped(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def readme(analysis: Analysis, provenance: Mapping[str, Any], figures: Mapping[str, str]) -> str:
    """Return the folder's README: answer, ledger, table, pictures, how to remake.

    Args:
        analysis: what was found.
        provenance: what provenance.json holds.
        figures: file name without its ending -> the picture in words.
    """
    environment = Environment(
        loader=PackageLoader("dropout_lab", "report/templates"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown has its own: every text passes `md`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escaped
    return environment.get_template("README.md.j2").render(
        analysis=analysis,
        experiment=analysis.experiment,
        provenance=provenance,
        figures=figures,
        command=_command(analysis, provenance),
        summary=markdown_table(analysis.summary_table).rstrip(),
        comparisons=markdown_table(analysis.comparison_table).rstrip(),
        hours=provenance["compute_seconds"] / 3600,
    )


def _command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """The command line that made the runs; a code block cannot be left from inside."""
    given = provenance.get("command") or f"dropout-lab run experiment={analysis.experiment.name}"
    return " ".join(str(given).split()).replace("```", "")


def as_json(document: Mapping[str, Any]) -> str:
    """Return JSON with sorted keys and no NaN; what JSON does not know stands as text."""
    return (
        json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str)
        + "\n"
    )
