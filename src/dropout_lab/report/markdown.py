"""The README of a results folder."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from dropout_lab.evidence import Analysis
from dropout_lab.figures import Caption
from dropout_lab.foreign import visible
from dropout_lab.language import (
    ENGLISH,
    answer,
    change_sentence,
    claim_sentence,
    costs_sentence,
    divergence_sentences,
    explained_text,
    family_text,
    further_sentences,
    headline,
    ledger_line,
    limits_line,
    looked_sentence,
    named_labels,
    noise_sentence,
    notes,
    planned_sentences,
)
from dropout_lab.report.also_asked import also_asked
from dropout_lab.report.commands import exploring_command, settling_command
from dropout_lab.tables import (
    claims_table,
    comparison_table,
    escaped,
    markdown_table,
    moved_table,
    results_table,
    section_tables,
    spread_table,
)


def readme(analysis: Analysis, provenance: Mapping[str, Any], figures: Mapping[str, Caption]) -> str:
    """Return the folder's README: answer, ledger, table, pictures, how to remake.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`.
        figures: file name without its ending -> the words beside the picture.
    """
    return _template().render(
        told=headline(analysis),
        answer=answer(analysis),
        sentences=further_sentences(analysis),
        notes=notes(analysis),
        ledger=ledger_line(analysis),
        looked=looked_sentence(analysis),
        noise=noise_sentence(analysis),
        see=also_asked(analysis.experiment, provenance),
        names=named_labels(analysis.experiment),
        change=change_sentence(analysis),
        settling=_fenced(settling_command(analysis, provenance)),
        limits=limits_line(analysis),
        exploring=_fenced(exploring_command(analysis)),
        explained={judged.claim.id: explained_text(analysis, judged) for judged in analysis.claims},
        family=family_text(analysis.experiment),
        planned=planned_sentences(analysis),
        diverged=divergence_sentences(analysis),
        claims=[(claim, claim_sentence(claim)) for claim in analysis.claims],
        experiment=analysis.experiment,
        provenance=provenance,
        figures=figures,
        command=_fenced(provenance.get("command")),
        summary=markdown_table(results_table(analysis)).rstrip(),
        compared=bool(analysis.compared),
        comparisons=markdown_table(comparison_table(analysis.comparisons)).rstrip(),
        hours=provenance["compute_seconds"] / 3600,
        tables=_tables(analysis),
        sections=_sections(analysis),
        costs=costs_sentence(analysis.costs) if analysis.costs else "",
    )


@cache
def _template() -> Template:
    """Compile the template once a process: it takes longer than filling it in."""
    environment = Environment(
        loader=PackageLoader("dropout_lab", "report/templates"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown has its own: every text passes `md`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escaped
    return environment.get_template("README.md.j2")


def _tables(analysis: Analysis) -> dict[str, str]:
    """The smaller tables by name; empty text where one has no rows."""
    made = {
        "claims": claims_table(analysis.claims).without("sentence"),
        "spread": spread_table(analysis),
        "images": moved_table(analysis.moved),
    }
    return {name: markdown_table(table).rstrip() if table.rows else "" for name, table in made.items()}


def _sections(analysis: Analysis) -> list[dict[str, str]]:
    """The tables that a page has too, each with its name, its title and what it shows."""
    return [
        {
            "name": name,
            "title": ENGLISH(f"page.evidence.{name}"),
            "intro": ENGLISH(f"page.evidence.{name}_intro"),
            "table": markdown_table(table).rstrip(),
        }
        for name, table in section_tables(analysis).items()
    ]


def _fenced(command: object) -> str:
    """A command for a code block, empty where there is none; it cannot be left from inside."""
    return visible(re.sub("`{3,}", "", " ".join(str(command or "").split())))
