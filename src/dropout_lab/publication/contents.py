"""An analysis -> every file of its results folder, as bytes: the same for the same runs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dropout_lab.evidence import Analysis
from dropout_lab.gallery import Gallery
from dropout_lab.language import ENGLISH, LANGUAGES, Words
from dropout_lab.publication.kept_pictures import pictures_of
from dropout_lab.publication.names import PAGE, README
from dropout_lab.report import experiment_page, readme
from dropout_lab.results_folder import (
    costs_of,
    estimate_files,
    gallery_files,
    provenance_file,
    provenance_of,
    run_files,
)
from dropout_lab.tables import (
    claims_table,
    comparison_table,
    latex_table,
    ledger_table,
    markdown_table,
    results_table,
)


def folder_files(
    analysis: Analysis, provenance: Mapping[str, Any], gallery: Gallery | None = None
) -> dict[str, bytes]:
    """Make every file of a results folder.

    Args:
        analysis: what was found.
        provenance: the given part: versions, ``commit``, ``dirty``, ``composed``, ``command``, ``costs``.
        gallery: pictures, from `make_gallery`; None where the pixels are not at hand.

    Returns:
        Name inside the folder -> content, README.md last. Nothing but the arguments and the versions of the
        libraries decides a byte.
    """
    analysis = replace(analysis, costs=costs_of(provenance))
    data = run_files(analysis) | estimate_files(analysis)
    pictures = pictures_of(analysis, data)
    files = data | _tables(analysis) | gallery_files(gallery) | dict(pictures.files)
    known = provenance_of(analysis, provenance, [*files, PAGE, README])
    files[PAGE] = experiment_page(analysis, known, pictures, gallery, data).encode()
    files[README] = readme(analysis, known, pictures.captions.get(ENGLISH.language, {})).encode()
    return provenance_file(known, files) | files  # first: a write that is cut off leaves a folder of ours


def _tables(analysis: Analysis) -> dict[str, bytes]:
    """Draw tables for people in every language, and for papers, whose columns are narrow for sentences."""
    tables = {
        "summary": results_table(analysis),
        "comparisons": comparison_table(analysis.comparisons),
        "ledger": ledger_table(analysis.ledger),
    }
    papers = dict(tables)
    if analysis.claims:
        tables["claims"] = claims_table(analysis.claims)
        papers["claims"] = tables["claims"].without("says", "sentence")
    files = {}
    for name, table in tables.items():
        for language in LANGUAGES:
            end = "" if language == ENGLISH.language else f".{language}"
            files[f"tables/{name}{end}.md"] = markdown_table(table, Words(language)).encode()
        files[f"tables/{name}.tex"] = latex_table(papers[name]).encode()
    return files
