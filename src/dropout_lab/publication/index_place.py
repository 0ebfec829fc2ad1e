"""The place of an index: is what stands there an index of ours?"""

from pathlib import Path

from dropout_lab.foreign import refuse_to_overwrite
from dropout_lab.results_folder import INDEX_MARK

PAGE, README = "index.html", "README.md"
INDEX_TITLE = " · dropout-lab</title>".encode()
"""End of the title of an index page of ours; that of other pages ends otherwise."""


def refuse_other_index(folder: Path) -> None:
    """Refuse to write an index where a page of somebody else stands.

    Raises:
        ResultsError: an index.html is there that is not ours.
    """
    refuse_to_overwrite(folder, [PAGE], lambda _name: has_index(folder) or _is_our_page(folder / PAGE))


def has_index(folder: Path) -> bool:
    """Whether the README.md of a folder is an index of ours."""
    readme = folder / README
    return readme.is_file() and readme.read_bytes().startswith(INDEX_MARK.encode())


def _is_our_page(page: Path) -> bool:
    return page.is_file() and INDEX_TITLE in page.read_bytes()[:4096]
