"""Where results folders are, and the two documents that name one: its provenance and its claims."""

import json
from pathlib import Path
from typing import Any

from dropout_lab.errors import ConfigError, ResultsError, unknown_name
from dropout_lab.files import sweep
from dropout_lab.results_folder.digests import PROVENANCE, check_seal, read_file, read_whole

PUBLISHED = Path("results")
"""The folder of results, where ``results.path`` names no other: what is published stands in it."""

CLAIMS = "claims.json"

INDEX_MARK = "<!-- dropout-lab index -->"
"""First line of the README.md of an index of ours."""


def results_folders(root: Path) -> list[Path]:
    """Return the results folders that stand in a folder, in the order of their names."""
    return [path.parent for path in sorted(root.glob(f"*/{PROVENANCE}"))]


def local(results: Path = PUBLISHED) -> Path:
    """Return the folder, inside the folder of results, of what was not published."""
    return results / "local"


def sweep_results(results: Path = PUBLISHED) -> None:
    """Remove what reports that were killed have left in the folders of results."""
    for root in (results, local(results)):
        sweep(root, *(folder for folder in root.glob("*") if folder.is_dir() and not folder.is_symlink()))


def is_results_folder(folder: Path) -> bool:
    """Whether a folder has a provenance, as every results folder has."""
    return (folder / PROVENANCE).is_file()


def find_folder(name: str, results: Path = PUBLISHED) -> Path:
    """Return the results folder at a path, or of a name: the published one, else the local one.

    Args:
        name: a path, or a name in the folder of results.
        results: the folder of results.

    Raises:
        ConfigError: there is none.
    """
    for folder in (Path(name), results / name, local(results) / name):
        if is_results_folder(folder):
            return folder
    there = [folder.name for folder in results_folders(results)]
    raise ConfigError(unknown_name("report", name, "results folder", there, "dropout-lab status"))


def read_provenance(folder: Path) -> dict[str, Any]:
    """Read the provenance of a folder; an empty mapping where it has none.

    Raises:
        ResultsError: a file that cannot be read, is no JSON, or is not as it was written.
    """
    path = folder / PROVENANCE
    try:
        data = json.loads(read_whole(path)) if path.exists() else {}
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: cannot be read: {error}") from None
    if not isinstance(data, dict):
        return {}
    check_seal(path, data)
    return data


def read_claims(folder: Path) -> list[dict[str, Any]]:
    """Read the claims of a folder with their verdicts; none where it has no file of them.

    Raises:
        ResultsError: a file that is no list of claims, or is not as it was written.
    """
    path = folder / CLAIMS
    if not path.is_file():
        return []
    content = read_file(folder, CLAIMS, read_provenance(folder))
    try:
        return [dict(claim) for claim in json.loads(content.decode())]
    except (ValueError, TypeError, RecursionError) as error:
        raise ResultsError(f"{path}: no list of claims: {error}") from None
