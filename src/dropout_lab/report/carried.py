"""What a page carries along when it is mailed alone: its tables, rows for a paper, its project's address."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple
from urllib.parse import quote

from dropout_lab.evidence import Analysis, Compared
from dropout_lab.language import ENGLISH, decision_word, interval_text, mean_digits, metrics_in, row_digits
from dropout_lab.tables import latex_escaped

CARRIED = ("runs", "summary", "comparisons")
"""Tables that stand in the page itself."""

LARGEST = 2**19
"""Bytes of a table beyond which a page leaves it to its folder: mail stops at some megabytes."""

PLAIN = "!()*,-./:;=?@_~$+[]{}|"
"""Characters that an address of a table holds as they are, beside letters and digits."""

HEADS = "% comparison & metric & difference & joint interval & pairs & decision"


class CarriedTable(NamedTuple):
    """A CSV file as an address that holds its own text."""

    name: str
    rows: int
    address: str


def carried_tables(files: Mapping[str, bytes]) -> list[CarriedTable]:
    """Return the tables that a page carries; one without rows or beyond the size for mail is left out.

    Args:
        files: name -> content of the files of its folder.
    """
    carried = []
    for name in (f"{table}.csv" for table in CARRIED):
        content = files.get(name, b"")
        rows = content.count(b"\n") - 1
        if rows > 0 and len(content) <= LARGEST:
            carried.append(CarriedTable(name, rows, f"data:text/csv;charset=utf-8,{quote(content, PLAIN)}"))
    return carried


def latex_rows(analysis: Analysis) -> str:
    r"""Return the comparisons as rows of a LaTeX table, under a comment that names the columns.

    Each ends with ``\\\\``. Empty where nothing is compared.
    """
    rows = analysis.compared
    lines = [" & ".join(map(latex_escaped, _cells(row))) + r" \\" for row in rows]
    return "\n".join([HEADS, *lines]) if lines else ""


def _cells(row: Compared) -> tuple[str, ...]:
    metric, ends = metrics_in(ENGLISH)[row.metric], (row.ci_low_joint, row.ci_high_joint)
    interval = interval_text(row.metric, *ends, row.margin, digits=row_digits(row))
    mean = f"{mean_digits(row)}{metric.difference_unit}"
    return row.label, metric.name, mean, interval, str(row.n_pairs), decision_word(row)


def project_address() -> str:
    """Return the first address of the project that its package names; empty where it names none."""
    try:
        named = metadata("dropout-lab").get_all("Project-URL") or [""]
    except PackageNotFoundError:
        return ""
    return named[0].rpartition(",")[2].strip()
