"""docs/judge.md is under test: its tables, its commands with all that they print, and its Python."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "judge.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"^```csv (\S+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL))


def commands():
    """(command, what it prints) in the order of the page."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    for block in blocks:
        for part in block.split("$ ")[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown.rstrip("\n")


@pytest.fixture
def tables(folder):
    """The page's tables, in the current folder."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")


def said(lab, command):
    """What a command prints: notes or the refusal first, then the answer; blanks at line ends are none."""
    found = lab(*shlex.split(command)[1:])
    lines = (found.err + found.out).splitlines()
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("command", "shown"), list(commands()), ids=lambda value: value.partition("\n")[0][:60]
)
def test_each_command_prints_what_the_page_shows(lab, tables, command, shown):
    """A reader who copies table and command sees the page."""
    assert command.startswith("dropout-lab judge ")
    assert said(lab, command) == shown


def test_the_python_of_the_page_runs(tables, capsys):
    """And prints what stands below it."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    (shown,) = re.findall(r"^```text\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    exec(compile(code, "docs/judge.md", "exec"), {})
    assert capsys.readouterr().out == shown


def test_the_page_walks_through_five_layouts():
    """Each with a table and a command on it."""
    used = " ".join(command for command, _ in commands())
    assert len(re.findall(r"^## \d\. ", PAGE, flags=re.MULTILINE)) == 5
    assert all(f"judge {name} " in used for name in TABLES)


def test_the_help_fits_two_screens_in_groups(lab, monkeypatch):
    """At 80 columns 48 lines: columns, rows, question, output."""
    monkeypatch.setenv("COLUMNS", "80")
    lines = lab("judge", "--help").out.splitlines()
    assert len(lines) <= 48
    heads = [line.split()[1] for line in lines if line.startswith("╭─")]
    assert [head for head in heads if head not in ("File", "Options")] == [
        "Columns",
        "Rows",
        "Question",
        "Output",
    ]
