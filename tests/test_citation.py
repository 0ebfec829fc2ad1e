"""CITATION.cff is one that code hosts and reference managers read, and says what the package says."""

import tomllib
from pathlib import Path

import yaml

from dropout_lab import __version__

ROOT = Path(__file__).parents[1]
KEYS = {"cff-version", "message", "type", "title", "abstract", "version", "license", "authors", "keywords"}
"""Of the schema of version 1.2.0, those that we use; it allows no others than its own."""


def test_the_citation_file_agrees_with_the_package():
    """Version, name, licence and description stand twice, and are the same."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(cited["version"]) == __version__
    assert (cited["title"], cited["license"], cited["abstract"]) == (
        project["name"],
        project["license"],
        project["description"],
    )


def test_the_citation_file_has_the_keys_of_its_schema():
    """Each required one, none that the schema does not know, and authors with a name."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert set(cited) == KEYS
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert all(set(author) == {"name"} for author in cited["authors"])
    assert len(cited["keywords"]) == len({*cited["keywords"]}) > 0
