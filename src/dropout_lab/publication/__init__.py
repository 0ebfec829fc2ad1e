"""Write whole results folders, check them against their runs, and index them."""

from dropout_lab.faces import on_first_use as _on_first_use

_PLACES = {
    "PAGE": "names",
    "Written": "publish",
    "check_folder": "check",
    "check_folders": "check",
    "check_index": "check",
    "check_place": "place",
    "find_browser": "pdf",
    "folder_files": "contents",
    "judgement_html": "view",
    "print_page": "pdf",
    "read_report": "check",
    "refuse_unpublishable": "place",
    "remake_folder": "publish",
    "view_html": "view",
    "write_campaign": "publish",
    "write_index": "index",
    "write_judgement": "judgement",
    "write_results": "publish",
    "write_site": "site",
}
"""Name -> the module that has it, loaded when first used: a place is looked at before anything is drawn."""

__getattr__ = _on_first_use(__name__, _PLACES)
