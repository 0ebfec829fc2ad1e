"""examples/tour.ipynb, carried out by a real kernel: its outputs are those of this run.

.venv/bin/python -m scripts.tour

Change the cells in any editor of notebooks, then run this: it trains in an empty folder, some two minutes on
two cores, and keeps of the outputs what a reader sees.
"""

import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
TOUR = ROOT / "examples" / "tour.ipynb"


def carried_out(folder: Path) -> nbformat.NotebookNode:
    """Run every cell in a folder, in their order, and return the notebook with what they showed.

    Raises:
        CellExecutionError: a cell failed that has not the tag ``raises-exception``.
    """
    book = nbformat.read(TOUR, as_version=4)
    NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # when it ran
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return book


def main() -> None:
    """Write the notebook anew."""
    with tempfile.TemporaryDirectory() as folder:
        book = carried_out(Path(folder))
    nbformat.write(book, TOUR)


if __name__ == "__main__":
    main()
