"""Holding a results folder to its runs: everything is made anew and compared, file by file."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dropout_lab.analysis import Analysis, analyse, read_experiment, read_results
from dropout_lab.analysis.gallery import Gallery, gallery_places, make_gallery
from dropout_lab.analysis.pixels import read_pixels
from dropout_lab.errors import DropoutLabError
from dropout_lab.report.contents import contents
from dropout_lab.report.provenance import given_provenance
from dropout_lab.report.write import is_inside

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
NEAR = 1e-9
"""Relative difference of two numbers that another processor may make; of two pictures' places, absolute."""

NEAR_ON_PICTURES = 2e-3
SHOWN = 60
MOST = 5
"""Differences told of one file."""

RUNS = ("runs.csv", "curves.csv", "errors.csv", "reliability.csv")


def read_report(folder: Path) -> tuple[Analysis, dict[str, Any], Gallery | None]:
    """Read all that a report is made of from its own folder, training nothing and loading no data set.

    Returns:
        The analysis of its runs, what its provenance was given, and its gallery: the arguments of
        `contents` and `write_results`.

    Raises:
        ResultsError: no results of ours, or damaged ones.
        ConfigError: an experiment that cannot be.
    """
    experiment, seeds = read_experiment(folder)
    given = given_provenance(folder)
    analysis = analyse(experiment, read_results(folder), seeds, planned_at=given.get("planned_at"))
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
    wanted = contents(analysis, given, gallery)
    said = [*_inconsistent(folder, analysis), *_without_gallery(folder, analysis, gallery)]
    for name, content in wanted.items():
        path = folder / name
        if not path.is_file():
            said.append(f"{path}: is missing")
        elif (found := path.read_bytes()) != content:
            said += _differences(path, found, content)
    return said + [f"{folder / name}: belongs to no run here" for name in _left_over(folder, wanted)]


def _inconsistent(folder: Path, analysis: Analysis) -> Iterator[str]:
    """Where what a folder keeps of one run contradicts itself: its end, its curve, its errors."""
    for cell in analysis.cells:
        record = analysis.records.get(cell.run_id)
        if record is None or record.status != "done" or record.test_accuracy is None:
            continue
        run, accuracy = f"run {record.run_id}", record.test_accuracy
        curve = record.curves.get("test_accuracy")
        if curve is not None and len(curve) and not _near(float(curve[-1]), accuracy):
            yield f"{folder}/curves.csv, {run}: ends at {curve[-1]:g}; test_accuracy is {accuracy:g}"
        n_images = cell.variant.recipe.dataset.facts.test_images
        wrong = len(record.error_images)
        if round((1 - accuracy) * n_images) != wrong:
            wanted = round((1 - accuracy) * n_images)
            yield f"{folder}/errors.csv, {run}: {wrong} errors; test_accuracy {accuracy:g} makes {wanted}"
        if record.reliability.size:
            images, _, right = record.reliability.T
            n_right = round(accuracy * n_images)
            if round(float(images @ right)) != n_right:
                yield f"{folder}/reliability.csv, {run}: {images @ right:.0f} images right, not {n_right}"


def _without_gallery(folder: Path, analysis: Analysis, gallery: Gallery | None) -> list[str]:
    if gallery is None and (folder / "gallery.json").exists() and gallery_places(analysis):
        return [f"{folder}/gallery.json: lacks images that these runs move"]
    return []


def _left_over(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Files that the folder says we wrote, and that its runs do not make."""
    listed = json.loads((folder / "provenance.json").read_text(encoding="utf-8")).get("files")
    named = listed if isinstance(listed, list) else []
    names = sorted(name for name in named if isinstance(name, str) and is_inside(name))
    return [name for name in names if name not in wanted and (folder / name).is_file()]


def _differences(path: Path, found: bytes, wanted: bytes) -> list[str]:
    if path.suffix in (".png", ".pdf"):
        return [f"{path}: is not the picture that its runs make; remade by these versions it differs"]
    try:
        texts = found.decode("utf-8"), wanted.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{path}: is no text"]
    kinds = {".csv": _rows_differ, ".json": _values_differ}
    differ = kinds[path.suffix](*texts) if path.suffix in kinds else _lines_differ(*texts, path.suffix)
    said = [f"{path}, {where}: found {_short(here)}, wanted {_short(there)}" for where, here, there in differ]
    more = len(said) - MOST
    return said[:MOST] + ([f"{path}: and {more} more differences"] if more > 0 else [])


def _rows_differ(found: str, wanted: str) -> Iterator[tuple[str, str, str]]:
    """Cells of two tables that differ: where, what was found, what was wanted."""
    here, there = (list(csv.reader(io.StringIO(text))) for text in (found, wanted))
    if here[:1] != there[:1]:
        yield "line 1", ",".join(here[0] if here else []), ",".join(there[0])
        return
    if len(here) != len(there):
        yield "in all", f"{len(here) - 1} rows", f"{len(there) - 1}"
    for number, (row, other) in enumerate(zip(here[1:], there[1:], strict=False), start=2):
        for head, cell, wish in zip(there[0], row, other, strict=False):
            if cell != wish and not _alike(cell, wish):
                yield f"line {number} ({', '.join(other[:2])}), {head}", cell, wish
        if len(row) != len(other):
            yield f"line {number}", f"{len(row)} cells", f"{len(other)}"


def _values_differ(found: str, wanted: str) -> Iterator[tuple[str, str, str]]:
    """Values of two JSON documents that differ: where, what was found, what was wanted."""
    try:
        here = dict(_leaves(json.loads(found)))
    except ValueError:
        yield "all of it", "no JSON", "some"
        return
    there = dict(_leaves(json.loads(wanted)))
    for where in dict.fromkeys((*there, *here)):
        one, other = here.get(where, "nothing"), there.get(where, "nothing")
        if one != other and not _alike(one, other):
            yield where, one, other


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """The plain values of a document, each with the way to it."""
    if isinstance(value, dict | list) and value:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(part, f"{where}.{key}" if where else str(key))
    else:
        yield where, json.dumps(value, ensure_ascii=False)


def _lines_differ(found: str, wanted: str, suffix: str) -> Iterator[tuple[str, str, str]]:
    """Lines of two texts that differ, but for numbers that another processor may make."""
    near = NEAR_ON_PICTURES if suffix == ".svg" else 0.0
    here, there = found.splitlines(), wanted.splitlines()
    if len(here) != len(there):
        yield "in all", f"{len(here)} lines", f"{len(there)}"
    for number, (line, other) in enumerate(zip(here, there, strict=False), start=1):
        if line != other and not _alike(line, other, near):
            yield f"line {number}", *_from_the_first_difference(line, other)


def _alike(one: str, other: str, near: float = 0.0) -> bool:
    """Whether two texts are one but for the last digits of their numbers."""
    if NUMBER.sub("0", one) != NUMBER.sub("0", other):
        return False
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(_near(float(a), float(b), near) for a, b in numbers)


def _near(one: float, other: float, absolute: float = 0.0) -> bool:
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=max(absolute, 1e-15))


def _from_the_first_difference(one: str, other: str) -> tuple[str, str]:
    """Cut two lines to where they begin to differ, at the last space before it."""
    shared = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    start = one.rfind(" ", 0, shared) + 1
    return one[start:], other[start:]


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
