"""An analysis -> every file of its results folder, as bytes: the same for the same runs."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dropout_lab.evidence import Analysis, Frame
from dropout_lab.figures import FIGURES, card_png, drawable, render
from dropout_lab.gallery import Gallery, gallery_document
from dropout_lab.language import ENGLISH, claim_object
from dropout_lab.report.markdown import as_json, markdown_table, readme
from dropout_lab.report.page.experiment import experiment_page
from dropout_lab.report.provenance import provenance_of
from dropout_lab.results_folder import pack_errors
from dropout_lab.tables import Table, claims_table, comparison_table, latex_table, ledger_table, summary_table

LARGEST = 2_500_000
"""Bytes of a file; a table that is larger stands in parts."""

KINDS = ("svg", "png", "pdf")


def contents(
    analysis: Analysis, provenance: Mapping[str, Any], gallery: Gallery | None = None
) -> dict[str, bytes]:
    """Make every file of a results folder.

    Args:
        analysis: what was found.
        provenance: what the command knows: versions, ``commit``, ``dirty``, ``composed``, ``command``.
        gallery: pictures, from `make_gallery`; None where the pixels are not at hand.

    Returns:
        Name inside the folder -> content, README.md last. Nothing but the arguments and the versions of the
        libraries decides a byte.
    """
    known = provenance_of(analysis, provenance)
    pictures = {name: FIGURES[name].draw(analysis, ENGLISH) for name in drawable(analysis)}
    files = _runs(analysis) | _estimates(analysis) | _tables(analysis)
    if gallery is not None:
        files["gallery.json"] = as_json(gallery_document(gallery)).encode()
    for name, picture in pictures.items():
        files |= {f"figures/{name}.{kind}": render(picture, kind) for kind in KINDS}
    files["card.png"] = card_png(analysis)
    known["files"] = sorted([*files, "provenance.json", "README.md", "report.html"])
    files["provenance.json"] = as_json(known).encode()
    files["report.html"] = experiment_page(analysis, known, gallery).encode()
    titles = {name: picture.title for name, picture in pictures.items()}
    files["README.md"] = readme(analysis, known, titles).encode()
    return files


def _runs(analysis: Analysis) -> dict[str, bytes]:
    """What was measured: enough to make all the rest again."""
    files = {
        "runs.csv": _csv(analysis.runs),
        "curves.csv": _csv(analysis.curves),
        "errors.csv": _errors_csv(analysis),
    }
    if any(record.reliability is not None for record in analysis.records.values()):
        files["reliability.csv"] = _reliability_csv(analysis)
    return dict(part for name, whole in files.items() for part in split_csv(name, whole, LARGEST).items())


def _estimates(analysis: Analysis) -> dict[str, bytes]:
    frames = {"summary": analysis.summary, "comparisons": analysis.comparisons}
    sometimes = {
        "run_once": analysis.run_once,
        "images": analysis.moved,
        "shares": analysis.shares,
        "selection": analysis.selection,
        "divergence": analysis.divergence if analysis.divergence["diverged"].any() else (),
    }
    frames |= {name: frame for name, frame in sometimes.items() if len(frame)}
    claims = as_json([claim_object(claim).model_dump(mode="json") for claim in analysis.claims]).encode()
    return {"claims.json": claims, **{f"{name}.csv": _csv(frame) for name, frame in frames.items()}}


def _tables(analysis: Analysis) -> dict[str, bytes]:
    tables: dict[str, Table] = {
        "summary": summary_table(analysis),
        "comparisons": comparison_table(analysis.comparisons),
        "ledger": ledger_table(analysis.ledger),
    }
    files = {}
    for name, table in tables.items():
        files[f"tables/{name}.md"] = markdown_table(table).encode()
        files[f"tables/{name}.tex"] = latex_table(table).encode()
    if analysis.claims:
        claims = claims_table(analysis.claims)
        files["tables/claims.md"] = markdown_table(claims).encode()
        files["tables/claims.tex"] = latex_table(_numbers_of(claims)).encode()
    return files


def _numbers_of(claims: Table) -> Table:
    """The claims without their sentences, which no column of a paper holds, in either language."""
    kept = [place for place, head in enumerate(claims.heads) if head not in ("says", "sentence")]
    rows = tuple(tuple(row[place] for place in kept) for row in claims.rows)
    return Table(tuple(claims.heads[place] for place in kept), rows)


def split_csv(name: str, content: bytes, largest: int) -> dict[str, bytes]:
    r"""Cut a table that is too large into parts, each with its head: ``x.csv``, ``x-2.csv`` and so on.

    Args:
        name: of the whole, such as ``curves.csv``.
        content: lines, the first of them the head; no line break inside a cell.
        largest: bytes of a part at most, where a single line is not longer.

    >>> split_csv("x.csv", b"a\n1\n2\n3\n", largest=6)
    {'x.csv': b'a\n1\n2\n', 'x-2.csv': b'a\n3\n'}
    """
    if len(content) <= largest:
        return {name: content}
    head, *lines = content.splitlines(keepends=True)
    parts, size = [[head]], len(head)
    for line in lines:
        if size + len(line) > largest and len(parts[-1]) > 1:
            parts.append([head])
            size = len(head)
        parts[-1].append(line)
        size += len(line)
    stem = name.removesuffix(".csv")
    names = [name, *(f"{stem}-{number}.csv" for number in range(2, len(parts) + 1))]
    return {part: b"".join(lines) for part, lines in zip(names, parts, strict=True)}


def _csv(frame: Frame) -> bytes:
    """Return CSV in which every float reads back as itself, and unknown or unbounded is empty."""
    plain = frame.replace([np.inf, -np.inf], np.nan)
    return plain.to_csv(index=False, lineterminator="\n").encode()


def _errors_csv(analysis: Analysis) -> bytes:
    lines = ["run_id,images,labels"]
    for run_id, record in analysis.records.items():
        if record.status == "done" and record.error_images is not None and record.error_labels is not None:
            lines.append(",".join((run_id, *pack_errors(record.error_images, record.error_labels))))
    return ("\n".join(lines) + "\n").encode()


def _reliability_csv(analysis: Analysis) -> bytes:
    lines = ["run_id,images,confidence,accuracy"]
    for run_id, record in analysis.records.items():
        for images, confidence, accuracy in [] if record.reliability is None else record.reliability.tolist():
            lines.append(f"{run_id},{images:.0f},{confidence!r},{accuracy!r}")
    return ("\n".join(lines) + "\n").encode()
