"""The folder of an experiment's results: the one reader and the one writer of its files."""

from importlib import import_module as _import_module

_PLACES = {
    "DIGESTS": "digests",
    "FoundRun": "finding",
    "GALLERY": "gallery_file",
    "INDEX_MARK": "folders",
    "JUDGEMENT": "digests",
    "ListedRun": "read",
    "PROVENANCE": "digests",
    "PUBLISHED": "folders",
    "RANKS": "data_files",
    "as_json": "encoding",
    "check_table": "digests",
    "command_without_places": "places",
    "damaged_files": "digests",
    "estimate_files": "data_files",
    "find_folder": "folders",
    "find_kept": "finding",
    "find_run": "finding",
    "folder_of": "finding",
    "gallery_at_hand": "gallery_file",
    "gallery_files": "data_files",
    "given_provenance": "provenance",
    "is_results_folder": "folders",
    "judgement_files": "data_files",
    "local": "folders",
    "not_as_written": "digests",
    "published_history": "history",
    "pack_errors": "packing",
    "provenance_file": "provenance",
    "provenance_of": "provenance",
    "read_claims": "folders",
    "read_experiment": "read",
    "read_listed_runs": "read",
    "read_pixels": "gallery_file",
    "read_plans": "read",
    "read_provenance": "folders",
    "read_results": "read",
    "refuse_others": "write",
    "replace_files": "write",
    "results_folders": "folders",
    "run_files": "data_files",
    "sweep_results": "folders",
    "unpack_errors": "packing",
    "with_digests": "digests",
    "without_places": "places",
    "written_before": "write",
}
"""Name -> the module that has it, loaded when first used: `list claims` needs no numerical library."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(f"{__name__}.{_PLACES[name]}"), name)
