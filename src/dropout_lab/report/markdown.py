"""Tables and the README of a results folder, in Markdown."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dropout_lab.evidence import Analysis
from dropout_lab.language import (
    answer,
    claim_sentence,
    divergence_sentences,
    ledger_line,
    looked_sentence,
    notes,
    sentences,
)
from dropout_lab.tables import (
    Table,
    claims_table,
    comparison_table,
    divergence_table,
    moved_table,
    selection_table,
    shares_table,
    spread_table,
    summary_table,
)

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
    """Return a table: names aligned left, numbers right."""
    numbers = len(table.heads) - table.n_names
    cells = [[escaped(cell) for cell in table.heads], [":--"] * table.n_names + ["--:"] * numbers]
    cells += [[escaped(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def readme(analysis: Analysis, provenance: Mapping[str, Any], figures: Mapping[str, str]) -> str:
    """Return the folder's README: answer, ledger, table, pictures, how to remake.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`.
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
        answer=answer(analysis),
        sentences=sentences(analysis),
        notes=notes(analysis),
        ledger=ledger_line(analysis),
        looked=looked_sentence(analysis),
        diverged=divergence_sentences(analysis),
        claims=[(claim, claim_sentence(claim)) for claim in analysis.claims],
        experiment=analysis.experiment,
        provenance=provenance,
        figures=figures,
        command=_command(analysis, provenance),
        summary=markdown_table(summary_table(analysis)).rstrip(),
        comparisons=markdown_table(comparison_table(analysis.comparisons)).rstrip(),
        hours=provenance["compute_seconds"] / 3600,
        tables=_tables(analysis),
    )


def _tables(analysis: Analysis) -> dict[str, str]:
    """The smaller tables by name; empty text where one has no rows."""
    claims = claims_table(analysis.claims)
    made = {
        "claims": Table(claims.heads[:-1], tuple(row[:-1] for row in claims.rows), claims.n_names),
        "spread": spread_table(analysis.summary),
        "images": moved_table(analysis.moved),
        "shares": shares_table(analysis.shares),
        "selection": selection_table(analysis.selection, analysis.experiment.metric),
    }
    any_diverged = bool(analysis.divergence["diverged"].any())
    made["divergence"] = divergence_table(analysis.divergence if any_diverged else analysis.divergence[:0])
    return {name: markdown_table(table).rstrip() if table.rows else "" for name, table in made.items()}


def _command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """The command line that made the runs; a code block cannot be left from inside."""
    given = provenance.get("command") or f"dropout-lab run experiment={analysis.experiment.name}"
    return " ".join(str(given).split()).replace("```", "")
