"""Pages of docs/ whose tables and commands stand on them with all that is printed."""

import re
import shlex
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def page(name):
    """Text of a page."""
    return (DOCS / name).read_text(encoding="utf-8")


def tables_of(text):
    """Name of a file -> its text, of each table on a page."""
    return dict(re.findall(r"^```csv (\S+)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))


def commands_of(text):
    """(command, what it prints) in the order of a page."""
    for block in re.findall(r"^```console\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for part in block.split("$ ")[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown.rstrip("\n")


def write_tables(text, folder):
    """Write the tables of a page into a folder."""
    for name, table in tables_of(text).items():
        (folder / name).write_text(table, encoding="utf-8")


def said(lab, command):
    """What a command prints: notes or the refusal first, then the answer; blanks at line ends are none."""
    found = lab(*shlex.split(command)[1:])
    return "\n".join(line.rstrip() for line in (found.err + found.out).splitlines())
