"""Printing a page: a browser is found before any work, and one that prints nothing is said so."""

import stat

import pytest

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.publication import find_browser, pdf, print_page


def test_without_a_browser_one_line_says_what_to_install(monkeypatch, tmp_path):
    """Before anything is analysed."""
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(ConfigError, match="install chromium, Google Chrome or Edge"):
        find_browser(tmp_path / "page.pdf")


def test_a_name_of_another_kind_is_refused(tmp_path):
    """A typing error would write a PDF over notes."""
    with pytest.raises(ConfigError, match=r"notes\.txt: should be a file whose name ends in \.pdf"):
        find_browser(tmp_path / "notes.txt")


WRITES = "for word; do case $word in --print-to-pdf=*) out=$word;; esac; done"


def browser(folder, script):
    """A program that stands in for a browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_what_a_browser_prints_takes_its_place(tmp_path):
    """The file that was asked for, and nothing else in its folder."""
    writes = f'{WRITES}; echo printed > "${{out#*=}}"'
    (tmp_path / "out").mkdir()
    print_page(tmp_path / "report.html", tmp_path / "out" / "page.pdf", browser(tmp_path, writes))
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["printed\n"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_asked_for_in_a_language(tmp_path, language):
    """Whatever the browser's own is."""
    asks = f'{WRITES}; for word; do last=$word; done; echo "$last" > "${{out#*=}}"'
    print_page(tmp_path / "report.html", tmp_path / "page.pdf", browser(tmp_path, asks), language)
    address = (tmp_path / "page.pdf").read_text().strip()
    assert address == f"{(tmp_path / 'report.html').as_uri()}?language={language}"


def test_a_browser_that_prints_nothing_is_told_with_its_last_line(tmp_path):
    """The earlier print stays."""
    (tmp_path / "page.pdf").write_text("earlier")
    fails = browser(tmp_path, "echo first >&2; echo 'no display' >&2; exit 1")
    with pytest.raises(ResultsError, match=r"browser did not print \(no display\)"):
        print_page(tmp_path / "report.html", tmp_path / "page.pdf", fails)
    assert (tmp_path / "page.pdf").read_text() == "earlier"
