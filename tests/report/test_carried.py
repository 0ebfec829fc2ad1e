"""A page that was mailed alone has its tables in itself, and no link that leads nowhere."""

import re
from importlib.metadata import PackageNotFoundError
from urllib.parse import unquote

import pytest

from dropout_lab.figures import NO_PICTURES
from dropout_lab.report import carried, experiment_page
from dropout_lab.report.carried import LARGEST, carried_tables, latex_rows, project_address
from dropout_lab.report.dateline import dateline
from dropout_lab.results_folder import estimate_files, provenance_of, run_files
from tests.evidence.synthetic import make_experiment, make_records
from tests.publication.test_check import GIVEN, four_seeds
from tests.report.test_page import Read, analyse

LAB = "https://example.org/lab"
TABLE = 'variant,error\nnone,"50 % of a#b, <c> & ""d"""\n丢弃,+1e-05\n'.encode()


@pytest.fixture(scope="module")
def page():
    """The page of a whole experiment with its tables, read."""
    analysis = four_seeds()
    files = run_files(analysis) | estimate_files(analysis)
    known = provenance_of(analysis, GIVEN, [*files, "figures/forest.svg"])
    return Read(experiment_page(analysis, known, NO_PICTURES, None, files)), files


def attributes(read, key):
    return [held[key] for _, held in read.elements if key in held]


def test_a_carried_table_is_the_file_byte_for_byte():
    """Whatever stands in it; its address breaks neither an attribute nor a line."""
    (table,) = carried_tables({"runs.csv": TABLE, "curves.csv": b"a\n1\n"})
    kind, _, text = table.address.partition(",")
    assert (table.name, table.rows, kind) == ("runs.csv", 2, "data:text/csv;charset=utf-8")
    assert unquote(text).encode() == TABLE
    assert re.search(r"[\s\"<>&#]", table.address) is None


def test_a_table_without_rows_or_too_long_for_mail_stays_in_its_folder():
    """The page stays small."""
    long = b"a\n" + b"1\n" * (LARGEST // 2)
    assert carried_tables({"runs.csv": b"a\n", "summary.csv": long, "comparisons.csv": b""}) == []


def test_the_page_has_its_runs_estimates_and_comparisons_in_itself(page):
    """As the files that stand beside it."""
    read, files = page
    tables = {held["download"]: held["href"] for _, held in read.elements if "download" in held}
    assert {name: unquote(address.partition(",")[2]).encode() for name, address in tables.items()} == {
        name: files[name] for name in ("runs.csv", "summary.csv", "comparisons.csv")
    }


def test_no_link_of_a_page_leads_out_of_it_but_where_it_stands_in_its_folder(page):
    """What lies beside the page is a link only by the script, which sees where it stands."""
    read, _ = page
    inside = {address for address in attributes(read, "href") if address[0] == "#"}
    assert {address[1:] for address in inside} <= {*attributes(read, "id")}
    assert {address[:5] for address in {*attributes(read, "href")} - inside} == {"data:"}
    assert {"../index.html", "runs.csv", "figures/forest.svg"} <= {*attributes(read, "data-beside")}
    assert attributes(read, "data-folder") == ["synthetic"]


def test_a_page_has_its_question_for_title_and_its_answer_for_a_description(page):
    """In a chat and in a tab; the Chinese title is there for the script."""
    read, _ = page
    experiment = four_seeds().experiment
    (title,) = [held for tag, held in read.elements if tag == "title"]
    assert next(text for text in read.texts if text.strip()) == experiment.question
    assert title["data-zh"] == experiment.question_in("zh")
    described = [held["content"] for tag, held in read.elements if held.get("name") == "description"]
    assert len(described) == 1
    assert "dropout" in described[0]


def test_the_dateline_says_when_how_many_runs_which_data_and_which_version():
    """A number for each; a folder without a date has none."""
    analysis = four_seeds()
    known = {"dropout_lab": "0.1.0", "last_finished": "2026-11-24T12:01:00+00:00"}
    n = len(analysis.records)
    assert dateline(analysis, known) == f"24 Nov 2026 · {n} runs · MNIST · dropout-lab 0.1.0"
    assert dateline(analysis, {**known, "last_finished": None}).startswith(f"{n} runs")


def test_rows_for_latex_say_what_the_table_says():
    """A row a comparison, after a comment with as many columns; none where nothing is compared."""
    heads, *rows = latex_rows(four_seeds()).splitlines()
    assert len(rows) == len(four_seeds().comparisons)
    assert {row.count(" & ") for row in rows} == {heads.count(" & ")}
    assert all(row.endswith(r" \\") for row in rows)
    explored = make_experiment(planned=4, comparisons=[])
    assert latex_rows(analyse(explored, make_records(explored, range(4)), range(4))) == ""


@pytest.mark.parametrize(
    ("named", "address"),
    [(None, ""), (["Repository, https://example.org/lab", "Docs, https://example.org/docs"], LAB)],
)
def test_the_address_of_the_project_is_the_one_that_its_package_names(monkeypatch, named, address):
    """None is invented."""

    class Metadata:
        def get_all(self, _key):
            return named

    monkeypatch.setattr(carried, "metadata", lambda _name: Metadata())
    assert project_address() == address


def test_a_checkout_that_is_not_installed_has_no_address(monkeypatch):
    """It has no metadata at all."""

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(carried, "metadata", missing)
    assert project_address() == ""
