"""Runs, estimates, claims and pictures -> the files of data of a results folder, as bytes."""

from collections.abc import Sequence

import pandas as pd

from dropout_lab.evidence import Analysis, Frame, Judged
from dropout_lab.foreign import for_spreadsheet
from dropout_lab.gallery import Gallery, gallery_document
from dropout_lab.language import claim_object
from dropout_lab.results_folder.encoding import as_csv, as_json, split_csv
from dropout_lab.results_folder.folders import CLAIMS
from dropout_lab.results_folder.gallery_file import GALLERY
from dropout_lab.results_folder.packing import pack_errors
from dropout_lab.tables import written_comparisons

RANKS = "ranks.csv"
"""Places that variants of a stranger's table can have; there where they were asked for."""

LARGEST = 2_500_000
"""Bytes of a file; a table that is larger stands in parts."""


def run_files(analysis: Analysis) -> dict[str, bytes]:
    """Return the files of what was measured: all the others can be made of them again."""
    files = {
        "runs.csv": as_csv(analysis.runs),
        "curves.csv": as_csv(analysis.curves),
        "errors.csv": _errors_csv(analysis),
    }
    if any(record.reliability is not None for record in analysis.records.values()):
        files["reliability.csv"] = _reliability_csv(analysis)
    return dict(part for name, whole in files.items() for part in split_csv(name, whole, LARGEST).items())


def estimate_files(analysis: Analysis) -> dict[str, bytes]:
    """Return the files of the estimates and of the claims with their verdicts."""
    frames = {"summary": analysis.summary, "comparisons": written_comparisons(analysis.comparisons)}
    sometimes = {
        "run_once": analysis.run_once,
        "images": analysis.moved,
        "ranks": analysis.ranks,
        "shares": analysis.shares,
        "selection": analysis.selection,
        "divergence": analysis.divergence if analysis.divergence["diverged"].any() else (),
    }
    frames |= {name: frame for name, frame in sometimes.items() if len(frame)}
    return _claims_file(analysis.claims) | {f"{name}.csv": as_csv(frame) for name, frame in frames.items()}


def judgement_files(
    comparisons: Frame,
    claim: Judged | None = None,
    ranks: Sequence[tuple[str, int, int]] = (),
    dialects: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the files of a judgement: comparisons, ranks where there are any, the claim with its verdict.

    Args:
        comparisons: rows of comparisons.csv.
        claim: the claim with its verdict; None: claims.json is an empty list.
        ranks: variant, best and worst place.
        dialects: in which the claim's sentences are said.
    """
    found = {"comparisons.csv": as_csv(comparisons)}
    if ranks:
        found[RANKS] = as_csv(pd.DataFrame(ranks, columns=["variant", "best", "worst"]))
    return found | _claims_file([claim] if claim else [], dialects)


def gallery_files(gallery: Gallery | None) -> dict[str, bytes]:
    """Return the file of the pictures that a report shows; none without them."""
    return {} if gallery is None else {GALLERY: as_json(gallery_document(gallery)).encode()}


def _claims_file(claims: Sequence[Judged], dialects: Sequence[str] = ()) -> dict[str, bytes]:
    objects = [claim_object(claim, *dialects).model_dump(mode="json") for claim in claims]
    return {CLAIMS: as_json(objects).encode()}


def _errors_csv(analysis: Analysis) -> bytes:
    lines = ["run_id,images,labels"]
    for run_id, record in analysis.records.items():
        if record.status == "done" and record.error_images is not None and record.error_labels is not None:
            packed = pack_errors(record.error_images, record.error_labels)
            lines.append(",".join((run_id, *map(for_spreadsheet, packed))))
    return ("\n".join(lines) + "\n").encode()


def _reliability_csv(analysis: Analysis) -> bytes:
    lines = ["run_id,images,confidence,accuracy"]
    for run_id, record in analysis.records.items():
        for images, confidence, accuracy in [] if record.reliability is None else record.reliability.tolist():
            lines.append(f"{run_id},{images:.0f},{confidence!r},{accuracy!r}")
    return ("\n".join(lines) + "\n").encode()
