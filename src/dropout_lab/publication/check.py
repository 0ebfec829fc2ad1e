"""Check a results folder against its runs: every file is made anew and compared."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from dropout_lab.children import done_by_children
from dropout_lab.errors import DropoutLabError
from dropout_lab.evidence import NO_HISTORY, Analysis, History, analyse, row_of
from dropout_lab.gallery import Gallery, gallery_places, make_gallery
from dropout_lab.plan import Cell
from dropout_lab.publication.contents import folder_files
from dropout_lab.publication.differences import differences, is_near
from dropout_lab.publication.index import index_files
from dropout_lab.publication.names import may_hold
from dropout_lab.results_folder import (
    DIGESTS,
    GALLERY,
    PROVENANCE,
    as_json,
    costs_of,
    damaged_files,
    given_provenance,
    not_as_written,
    read_experiment,
    read_pixels,
    read_plans,
    read_provenance,
    read_results,
    written_before,
)  # fmt: skip
from dropout_lab.store import RunRecord, Runs


def read_report(
    folder: Path, history: History = NO_HISTORY
) -> tuple[Analysis, dict[str, Any], Gallery | None]:
    """Read all that a report is made of from its own folder, training nothing and loading no data set.

    Args:
        folder: such as ``results/tutorial_claim``.
        history: what other folders know of its runs and plans; a check asks none.

    Returns:
        The analysis of its runs, the given part of its provenance, and its gallery: the arguments of
        `folder_files` and `write_results`.

    Raises:
        ResultsError: no results of ours, or damaged ones.
        ConfigError: an experiment that cannot be.
    """
    experiment, seeds = read_experiment(folder)
    given = given_provenance(folder)
    runs = Runs.of(read_results(folder)).aged(history.first_seen)
    plans = None if given.get("on_the_spot") else [*read_plans(folder), *history.plans]
    analysis = replace(analyse(experiment, runs, seeds, plans=plans), costs=costs_of(given))
    return analysis, given, make_gallery(analysis, read_pixels(folder))


def check_folder(folder: Path) -> list[str]:
    """Say in which files, and where, a results folder does not follow from its runs.

    Args:
        folder: such as ``results/tutorial_claim``; nothing in it is changed.

    Returns:
        One line a difference: the file, the line, what was found and what was wanted. None: all follows.
    """
    try:
        analysis, given, gallery = read_report(folder)
    except (DropoutLabError, OSError, ValueError, TypeError) as error:
        return [f"{folder}: {error}" if str(folder) not in str(error) else str(error)]
    wanted = folder_files(analysis, given, gallery)
    said = [*_inconsistent(folder, analysis), *_without_gallery(folder, analysis, gallery)]
    known = read_provenance(folder)
    wanted[PROVENANCE] = as_json(_undigested(json.loads(wanted[PROVENANCE]))).encode()
    found = {PROVENANCE: as_json(_undigested(known)).encode()}
    for name, content in wanted.items():
        said += _difference(folder, name, content, found.get(name))
    told = "\n".join(said)
    damaged = (name for name in damaged_files(folder, known) if f"{folder / name}" not in told)
    said += [not_as_written(folder, name) for name in damaged]
    left = sorted(name for name in written_before(folder, may_hold) - {*wanted} if (folder / name).is_file())
    return said + [f"{folder / name}: belongs to no run here" for name in left]


def check_folders(folders: Sequence[Path]) -> Iterator[list[str]]:
    """Check results folders on all cores; yield what `check_folder` says of each, in their order."""
    jobs = [partial(_said_of, folder) for folder in folders]
    return map(json.loads, done_by_children(jobs))


def _said_of(folder: Path) -> bytes:
    return json.dumps(check_folder(folder)).encode()


def check_index(folder: Path) -> list[str]:
    """Say where the index of all experiments does not follow from their folders; none: it does.

    Args:
        folder: such as ``results``.
    """
    wanted = index_files(folder)
    return [line for name, content in wanted.items() for line in _difference(folder, name, content)]


def _difference(folder: Path, name: str, wanted: bytes, found: bytes | None = None) -> list[str]:
    """Say that a file of a folder is missing, or where it differs from that wanted; `found`: its content."""
    path = folder / name
    if not path.is_file():
        return [f"{path}: is missing"]
    content = path.read_bytes() if found is None else found
    return [] if content == wanted else differences(path, content, wanted)


def _undigested(known: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the digests out: they are of the files here, which another processor may have made."""
    return {key: value for key, value in known.items() if key != DIGESTS}


def _inconsistent(folder: Path, analysis: Analysis) -> Iterator[str]:
    """Name the runs whose numbers contradict each other: metrics, curves, errors and bins."""
    for cell in analysis.cells:
        record = analysis.records.get(cell.run_id)
        if record is None or record.status != "done":
            continue
        run = f"run {record.run_id}"
        for name, value in record.metrics.items():
            curve = record.curves.get(name)
            if curve is not None and len(curve) and not is_near(float(curve[-1]), value):
                yield f"{folder}/curves.csv, {run}: ends at {curve[-1]:g}; {name} is {value:g}"
        for name, accuracy in record.metrics.items():
            if row_of(name).of_errors:
                yield from _miscounted(folder, cell, record, name, accuracy)


def _miscounted(folder: Path, cell: Cell, record: RunRecord, name: str, accuracy: float) -> Iterator[str]:
    """Name the files whose errors or bins do not add up to the accuracy of a run."""
    n_images, run = cell.variant.recipe.dataset.facts.test_examples, f"run {record.run_id}"
    wrong = 0 if record.error_images is None else len(record.error_images)
    wanted = round((1 - accuracy) * n_images)
    if wanted != wrong:
        yield f"{folder}/errors.csv, {run}: {wrong} errors; {name} {accuracy:g} makes {wanted}"
    if record.reliability is not None and record.reliability.size:
        images, _, right = record.reliability.T
        n_right = round(accuracy * n_images)
        if round(float(images @ right)) != n_right:
            yield f"{folder}/reliability.csv, {run}: {images @ right:.0f} images right, not {n_right}"


def _without_gallery(folder: Path, analysis: Analysis, gallery: Gallery | None) -> list[str]:
    if gallery is None and (folder / GALLERY).exists() and gallery_places(analysis):
        return [f"{folder}/{GALLERY}: lacks images that these runs move"]
    return []
