"""A judgement of somebody's table -> a small folder: report.html, README.md, comparisons.csv, claims.json."""

import json
import os
from pathlib import Path

import numpy as np

from dropout_lab import __version__
from dropout_lab.errors import ResultsError
from dropout_lab.evidence import Compared
from dropout_lab.figures import judged_figures
from dropout_lab.judging import Judgement, seeds_text
from dropout_lab.language import claim_object, metrics_in
from dropout_lab.report.bilingual import Both, both, say, together
from dropout_lab.report.markdown import escaped, markdown_table
from dropout_lab.report.page.shared import claim_views, drawn, environment, once_groups
from dropout_lab.report.page_tables import comparisons_grid, sides_grid
from dropout_lab.tables import comparison_table

MARK = "<!-- dropout-lab judge -->"
"""First line of a README of ours; another one is never written over."""

GLOSSARY = ("seed", "interval", "joint", "sd", "p", "chance", "seen", "settle", "margin", "equivalent",
            "inconclusive", "pp")  # fmt: skip


def write_judgement(folder: Path, judgement: Judgement, source: str) -> None:
    """Write the folder; what others have there stays.

    Args:
        folder: made where it is not.
        judgement: what was found.
        source: name of the table, for the reader.

    Raises:
        ResultsError: it cannot be written, or has a README.md of somebody else.
    """
    claims = [claim_object(judgement.judged).model_dump(mode="json")] if judgement.judged else []
    row = judgement.frame.replace([np.inf, -np.inf], np.nan)
    files = {
        "comparisons.csv": row.to_csv(index=False, lineterminator="\n"),
        "claims.json": json.dumps(claims, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        "report.html": judgement_page(judgement, source),
        "README.md": _readme(judgement, source),
    }
    try:
        readme = folder / "README.md"
        if readme.exists() and not readme.read_text(encoding="utf-8", errors="replace").startswith(MARK):
            raise ResultsError(f"{readme}: is not from dropout-lab judge; choose another folder")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            beside = folder / f".{name}.new"
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, folder / name)
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None


def judgement_page(judgement: Judgement, source: str) -> str:
    """Return the page of a judgement: a whole HTML document that asks for nothing from outside.

    Args:
        judgement: what was found.
        source: name of the table, for the reader.
    """
    row, once = judgement.compared, judgement.run_once
    return (
        environment()
        .get_template("judgement.html.j2")
        .render(
            compared=row,
            title=_title(row),
            answer=both(lambda words: judgement.sentences_in(words)[0]),
            origin=say(
                "judged.from",
                source=source,
                pairs=both(lambda words: words("units.pairs", n=row.n_pairs)),
                seeds=seeds_text(judgement.seeds),
            ),
            notes=together(lambda words: judgement.notes_by_language[words.language]),
            claims=claim_views([judgement.judged] if judgement.judged else []),
            once=once_groups(once),
            sizes=sorted({int(n) for n in once["n"]}),
            results=sides_grid(judgement.summary),
            comparisons=comparisons_grid(judgement.comparisons, images=0),
            figures=drawn(lambda words: judged_figures(judgement, words)),
            files=("README.md", "comparisons.csv", "claims.json"),
            glossary=GLOSSARY,
            version=__version__,
        )
    )


def _title(row: Compared) -> Both:
    named = both(lambda words: metrics_in(words)[row.metric].name)
    return say("judged.title", treatment=row.treatment, control=row.control, metric=named)


def _readme(judgement: Judgement, source: str) -> str:
    row = judgement.compared
    notes = "".join(f"> **{escaped(note)}**\n>\n" for note in judgement.notes).removesuffix(">\n")
    more = "".join(f"- {escaped(sentence)}\n" for sentence in judgement.sentences[1:])
    seeds = ", ".join(escaped(seed) for seed in judgement.seeds)
    return (
        f"{MARK}\n# {escaped(row.treatment)} against {escaped(row.control)}\n\n"
        f"{notes}\n**{escaped(judgement.sentences[0])}**\n\n{more}\n"
        "The whole page: [report.html](report.html) (open it in a browser).\n\n"
        f"{markdown_table(comparison_table(judgement.comparisons))}\n"
        f"From the table {escaped(source)}, paired by seed: {seeds}. Differences are treatment minus "
        "control, in percentage points (pp) or the metric's own unit. In fractions: comparisons.csv, "
        f"claims.json. dropout-lab {__version__} judged; it trained nothing here.\n"
    )
