"""`dropout-lab report`: what it makes again, what it opens, and what it finds out."""

import json

import pytest


@pytest.fixture
def published(lab, trainer, folder):
    """The quickstart, published; its folder."""
    assert lab("run", "experiment=quickstart", "--publish").code == 0
    return folder / "results" / "quickstart"


@pytest.mark.slow
def test_what_is_published_is_held_to_its_runs(lab, published):
    """Exit code 0 where all follows; 1, with file and number, where something does not."""
    said = lab("report", "--all", "--check")
    assert said.code == 0
    assert "results/quickstart: follows from its runs" in said.out
    assert "results/index.html: follows from its folders" in said.out
    summary = published / "summary.csv"
    row = summary.read_text().splitlines()[1].split(",")
    summary.write_text(summary.read_text().replace(row[3], "0.5", 1))
    said = lab("report", "quickstart", "--check")
    assert said.code == 1
    assert "results/quickstart/summary.csv" in said.out
    assert "0.5" in said.out
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_a_folder_is_remade_from_itself_without_a_store(lab, published, folder, monkeypatch):
    """Byte for byte; then the page opens in the browser."""
    before = {path: path.read_bytes() for path in published.rglob("*.*")}
    for path in folder.rglob("store.sqlite*"):
        path.unlink()
    (published / "report.html").write_text("damaged")
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    said = lab("report", "results/quickstart", "--open")
    assert said.code == 0
    assert "results/quickstart/report.html" in said.out
    assert {path: path.read_bytes() for path in published.rglob("*.*")} == before
    assert opened == [(published / "report.html").resolve().as_uri()]


@pytest.mark.slow
def test_the_answer_comes_as_an_object(lab, trainer):
    """One JSON object on stdout, no page line in it."""
    lab("run", "experiment=quickstart", "training.epochs=2", "name=quick", "seeds=3")
    said = lab("report", "quick", "--json")
    assert said.code == 0
    assert json.loads(said.out)["experiment"] == "quick"


@pytest.mark.parametrize("word", ["--publish", "--open", "--json", "--pdf=a.pdf"])
def test_a_check_writes_opens_and_prints_nothing_else(refusal, word):
    """One line that names the word too many."""
    assert f"{word.partition('=')[0]}: --check writes nothing" in refusal(
        "report", "quickstart", "--check", word
    )


def test_a_folder_is_not_published(refusal, folder):
    """It is where it is."""
    (folder / "mine").mkdir()
    (folder / "mine" / "provenance.json").write_text("{}")
    assert "--publish: mine is a folder already" in refusal("report", "mine", "--publish")


def test_a_damaged_folder_says_so_in_one_line(refusal, folder):
    """Not ours, or broken: no traceback."""
    (folder / "mine").mkdir()
    (folder / "mine" / "provenance.json").write_text("{}")
    assert "mine" in refusal("report", "mine")


@pytest.mark.parametrize(
    "words", [("--all",), ("quickstart",), ("--check", "quickstart"), ("--pdf", "a.pdf")]
)
def test_a_site_is_of_all_that_is_published(refusal, words):
    """One line that names the word too many."""
    assert ": --site takes what is published; leave one of the two out" in refusal(
        "report", *words, "--site", "s"
    )


def test_one_page_is_printed_at_a_time(refusal):
    """Several would need several names."""
    assert "--all: --pdf prints one page" in refusal("report", "--all", "--pdf", "a.pdf")


def test_an_unknown_language_is_refused(refusal):
    """With those that there are."""
    assert "zh" in refusal("report", "quickstart", "--language", "fr")


def test_a_print_needs_a_browser_before_anything_else(refusal, monkeypatch):
    """No campaign is looked for first."""
    monkeypatch.setattr("dropout_lab.publication.pdf.BROWSERS", ())
    assert "--pdf: no Chromium here" in refusal("report", "nothing_there", "--pdf", "a.pdf")
