"""The smaller tables of an analysis by name: each is a file of `sections/`."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from dropout_lab.evidence import Analysis
from dropout_lab.tables import sections
from dropout_lab.tables.model import Table


class Section(Protocol):
    """The function of a file of `sections/`."""

    def table(self, analysis: Analysis) -> Table:
        """Make the table; without rows where an analysis has nothing for it."""
        ...


SECTIONS: Mapping[str, Section] = {
    name: cast("Section", import_module(f"{sections.__name__}.{name}"))
    for _, name, _ in iter_modules(sections.__path__)
}
"""Name, as on disk and in the catalogue under ``page.evidence`` -> its file; by name."""


def section_tables(analysis: Analysis, found: Mapping[str, Section] = SECTIONS) -> dict[str, Table]:
    """Return the tables that have rows, in the order of their names."""
    tables = {name: section.table(analysis) for name, section in found.items()}
    return {name: table for name, table in tables.items() if table.rows}
