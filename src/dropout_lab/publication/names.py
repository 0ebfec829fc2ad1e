"""The names of the files of a results folder; known without what makes them."""

import re

from dropout_lab.figures import CARDS, KINDS, NAMES

PAGE, README = "report.html", "README.md"

DATA = (
    *("runs", "curves", "errors", "reliability"),
    *("summary", "comparisons", "run_once", "images", "ranks", "shares", "selection", "divergence"),
)
TABLES = ("summary", "comparisons", "ledger", "claims")
_HELD = re.compile(
    rf"(?:{'|'.join(DATA)})(?:-\d+)?\.csv|(?:claims|provenance|gallery)\.json|report\.html|README\.md"
    rf"|{'|'.join(map(re.escape, CARDS.values()))}"
    rf"|tables/(?:{'|'.join(TABLES)})\.(?:md|zh\.md|tex)|figures/(?:{'|'.join(NAMES)})\.(?:{'|'.join(KINDS)})"
)


def may_hold(name: str) -> bool:
    """Whether a results folder of ours has files of that name: a list of our own, never that of a folder.

    >>> may_hold("runs-2.csv"), may_hold("figures/forest.svg"), may_hold("figures/thesis.tex")
    (True, True, False)
    """
    return _HELD.fullmatch(name) is not None
