"""An analysis -> its results folder, whole or not at all, in the same bytes each time."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dropout_lab import __version__
from dropout_lab.analysis import Analysis, Frame, pack_errors
from dropout_lab.analysis.evidence import claims_table
from dropout_lab.errors import ResultsError
from dropout_lab.figures import difference_figure, learning_figure, render, strip_figure
from dropout_lab.report.markdown import as_json, markdown_table, readme

FIGURES: Mapping[str, tuple[Callable[[Analysis], Any], str]] = {
    "accuracy": (strip_figure, "Test accuracy by variant, every seed a dot"),
    "train_test": (learning_figure, "Train against test accuracy by epoch"),
    "difference_by_epoch": (difference_figure, "Paired difference in test accuracy by epoch"),
}
SOMETIMES = ("images.csv", "shares.csv", "selection.csv", "divergence.csv", "tables/claims.md")


def write_results(folder: Path, analysis: Analysis, provenance: Mapping[str, Any]) -> list[Path]:
    """Write the results folder of an analysis.

    Everything is made in a folder beside it and then moved into place file by file, README.md last, so
    that a fault leaves the earlier report whole. Files of others in the folder stay.

    Args:
        folder: such as ``results/local/NAME``; made where it is not.
        analysis: what was found.
        provenance: versions, hardware, ``commit``, ``dirty``, ``composed``, ``command``: plain data,
            copied into provenance.json beside what the analysis knows by itself.

    Returns:
        The files written, README.md last.

    Raises:
        ResultsError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            names = _fill(beside, analysis, provenance)
            return _move(beside, folder, names)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise ResultsError(
            f"{folder}: cannot be written ({error.strerror or error}); what stood there before still stands"
        ) from None


def _fill(beside: Path, analysis: Analysis, given: Mapping[str, Any]) -> list[str]:
    """Write all files; return their names, README.md last."""
    provenance = _provenance(analysis, given)
    drawn = {name: words for name, (_, words) in FIGURES.items() if _has(name, analysis)}
    files: dict[str, bytes] = {
        "runs.csv": _csv(analysis.runs),
        "curves.csv": _csv(analysis.curves),
        "summary.csv": _csv(analysis.summary),
        "comparisons.csv": _csv(analysis.comparisons),
        "errors.csv": _errors_csv(analysis),
        "tables/summary.md": markdown_table(analysis.summary_table).encode(),
        "tables/comparisons.md": markdown_table(analysis.comparison_table).encode(),
        "tables/ledger.md": markdown_table(analysis.ledger_table).encode(),
        "claims.json": as_json([claim.model_dump(mode="json") for claim in analysis.claims]).encode(),
        **_where_there_is_any(analysis),
    }
    for name in drawn:
        figure = FIGURES[name][0](analysis)
        files |= {f"figures/{name}.svg": render(figure, "svg"), f"figures/{name}.png": render(figure, "png")}
    files["provenance.json"] = as_json(provenance).encode()
    files["README.md"] = readme(analysis, provenance, drawn).encode()
    for name, content in files.items():
        path = beside / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return list(files)


def _where_there_is_any(analysis: Analysis) -> dict[str, bytes]:
    """Files that not every experiment has."""
    frames = {"images": analysis.moved, "shares": analysis.shares, "selection": analysis.selection}
    if analysis.divergence["diverged"].any():
        frames["divergence"] = analysis.divergence
    files = {f"{name}.csv": _csv(frame) for name, frame in frames.items() if len(frame)}
    if analysis.claims:
        files["tables/claims.md"] = markdown_table(claims_table(analysis.claims)).encode()
    return files


def _move(beside: Path, folder: Path, names: list[str]) -> list[Path]:
    """Put finished files into place; take away files of ours that no longer belong."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside / name, folder / name)
    figures = (f"figures/{name}.{ending}" for name in FIGURES for ending in ("svg", "png"))
    for name in {*figures, *SOMETIMES} - {*names}:
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in names]


def _has(figure: str, analysis: Analysis) -> bool:
    return figure != "difference_by_epoch" or bool(analysis.experiment.comparisons)


def _csv(frame: Frame) -> bytes:
    """Return CSV in which every float reads back as itself, and unknown or unbounded is empty."""
    plain = frame.replace([np.inf, -np.inf], np.nan)
    return plain.to_csv(index=False, lineterminator="\n").encode()


def _errors_csv(analysis: Analysis) -> bytes:
    lines = ["run_id,images,labels"]
    for run_id, record in analysis.records.items():
        if record.status == "done":
            lines.append(",".join((run_id, *pack_errors(record.error_images, record.error_labels))))
    return ("\n".join(lines) + "\n").encode()


def _provenance(analysis: Analysis, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the command says of itself, and what the runs say."""
    records = list(analysis.records.values())
    finished = sorted(record.finished_at for record in records)
    environments: dict[str, dict[str, Any]] = {}
    for record in records:
        text = as_json(record.environment)
        environments.setdefault(text, {**record.environment, "runs": []})["runs"].append(record.run_id)
    total = analysis.ledger[["planned", "done", "diverged", "failed", "missing"]].sum()
    return {
        **given,
        "dropout_lab": __version__,
        "experiment": analysis.experiment.model_dump(mode="json"),
        "plan_hash": analysis.experiment.plan_hash,
        "seeds": list(analysis.seeds),
        "answer": analysis.answer,
        "notes": list(analysis.notes),
        "ledger": {state: int(count) for state, count in total.items()},
        "test_measured": analysis.test_measured,
        "compute_seconds": round(sum(record.seconds or 0.0 for record in records), 3),
        "first_finished": finished[0] if finished else None,
        "last_finished": finished[-1] if finished else None,
        "environments": list(environments.values()),
    }
