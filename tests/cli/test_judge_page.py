"""docs/judge.md is under test: its tables, its commands with all that they print, and its Python."""

import re

import pytest

from tests.cli.pages import commands_of, page, said, tables_of, write_tables

PAGE = page("judge.md")


@pytest.fixture
def tables(folder):
    """The page's tables, in the current folder."""
    write_tables(PAGE, folder)


@pytest.mark.parametrize(
    ("command", "shown"), list(commands_of(PAGE)), ids=lambda value: value.partition("\n")[0][:60]
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
    used = " ".join(command for command, _ in commands_of(PAGE))
    assert len(re.findall(r"^## \d\. ", PAGE, flags=re.MULTILINE)) == 5
    assert all(f"judge {name} " in used for name in tables_of(PAGE))


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
