"""Write whole results folders, check them against their runs, and index them."""

from importlib import import_module as _import_module

_PLACES = {
    "Written": "publish",
    "check_folder": "check",
    "check_folders": "check",
    "check_index": "check",
    "check_place": "place",
    "folder_files": "contents",
    "read_report": "check",
    "refuse_unpublishable": "place",
    "remake_folder": "publish",
    "write_campaign": "publish",
    "write_index": "index",
    "write_judgement": "judgement",
    "write_results": "publish",
}
"""Name -> the module that has it, loaded when first used: a place is looked at before anything is drawn."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(f"{__name__}.{_PLACES[name]}"), name)
