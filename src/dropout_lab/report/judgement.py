"""A judgement of somebody's table -> a small folder: README.md, comparisons.csv and claims.json."""

import json
import os
from pathlib import Path

import numpy as np

from dropout_lab import __version__
from dropout_lab.analysis.judging import Judgement
from dropout_lab.errors import ResultsError
from dropout_lab.report.markdown import escaped, markdown_table

MARK = "<!-- dropout-lab judge -->"
"""First line of a README of ours; another one is never written over."""


def write_judgement(folder: Path, judgement: Judgement, source: str) -> None:
    """Write the folder; what others have there stays.

    Args:
        folder: made where it is not.
        judgement: what was found.
        source: name of the table, for the reader.

    Raises:
        ResultsError: it cannot be written, or has a README.md of somebody else.
    """
    claims = [judgement.judged.model_dump(mode="json")] if judgement.judged else []
    row = judgement.frame.replace([np.inf, -np.inf], np.nan)
    files = {
        "comparisons.csv": row.to_csv(index=False, lineterminator="\n"),
        "claims.json": json.dumps(claims, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        "README.md": _readme(judgement, source),
    }
    try:
        page = folder / "README.md"
        if page.exists() and not page.read_text(encoding="utf-8", errors="replace").startswith(MARK):
            raise ResultsError(f"{page}: is not from dropout-lab judge; choose another folder")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            beside = folder / f".{name}.new"
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, folder / name)
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None


def _readme(judgement: Judgement, source: str) -> str:
    row = judgement.compared
    notes = "".join(f"> **{escaped(note)}**\n>\n" for note in judgement.notes).removesuffix(">\n")
    more = "".join(f"- {escaped(sentence)}\n" for sentence in judgement.sentences[1:])
    seeds = ", ".join(escaped(seed) for seed in judgement.seeds)
    return (
        f"{MARK}\n# {escaped(row.treatment)} against {escaped(row.control)}\n\n"
        f"{notes}\n**{escaped(judgement.sentences[0])}**\n\n{more}\n{markdown_table(judgement.table)}\n"
        f"From the table {escaped(source)}, paired by seed: {seeds}. Differences are treatment minus "
        "control, in percentage points (pp) or the metric's own unit. In fractions: comparisons.csv, "
        f"claims.json. dropout-lab {__version__} judged; it trained nothing here.\n"
    )
