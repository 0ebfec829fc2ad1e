"""A page tells the answers of the experiments that ask the same, and leads to them."""

import re
import shutil
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from dropout_lab.language import Words, headline
from dropout_lab.publication import check_folders, read_report, remake_folder
from dropout_lab.publication.also_asked import with_also_asked
from dropout_lab.publication.wording import in_words_of_today
from dropout_lab.report.also_asked import also_asked
from dropout_lab.results_folder import read_provenance
from tests.e2e.undrawn import leave_out_pictures

RESULTS = Path(__file__).parents[2] / "results"
PAIR = ("engines", "engines_again")
WHOLE = re.compile(r'<span class="whole">(.*?)</span>')
"""What no line is broken in."""


@cache
def published(name):
    """What is published under a name, in words of today."""
    analysis, given, _ = read_report(RESULTS / name)
    return in_words_of_today(analysis, given)[0]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Two folders of which each leads to the other, remade."""
    results = tmp_path_factory.mktemp("results")
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        for name in PAIR:
            shutil.copytree(RESULTS / name, results / name)
        for name in PAIR:
            remake_folder(results / name)
        yield results


@pytest.mark.slow
@pytest.mark.parametrize(("name", "other"), [PAIR, PAIR[::-1]])
def test_each_of_two_leads_to_the_other_and_tells_its_answer(results, name, other):
    """In both languages, on the page and in the README, and the page still follows from its folder."""
    page = WHOLE.sub(r"\1", unescape((results / name / "report.html").read_text()))
    (line,) = re.findall(r'<p class="see">.*?</p>', page)
    assert f'data-beside="../{other}/report.html"' in line
    analysis = published(other)
    for language in ("en", "zh"):
        told = headline(analysis, Words(language))
        assert f'<span lang="{language}">{told.text}</span>' in line
        assert analysis.experiment.question_in(language) in line
    text = (results / name / "README.md").read_text()
    assert (
        f"See also: [{analysis.experiment.question}](../{other}/README.md) {headline(analysis).text}" in text
    )
    assert list(check_folders([results / name])) == [[]]


def test_what_is_nowhere_published_is_left_out(tmp_path, monkeypatch):
    """A question that nobody has answered yet, or whose folder is damaged."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "provenance.json").write_text("{")
    assert with_also_asked({"command": "x", "also_asked": {"old": {}}}, ("none", "broken"), tmp_path) == {
        "command": "x"
    }


def test_the_answers_on_published_pages_are_those_of_their_own_pages():
    """Whoever remakes one page remakes those that lead to it."""
    told = {
        (folder.name, other): {key: known[key] for key in ("word", "sentence", "word_zh", "sentence_zh")}
        for folder in sorted(RESULTS.iterdir())
        for other, known in read_provenance(folder).get("also_asked", {}).items()
    }
    for (name, other), known in told.items():
        own = read_provenance(RESULTS / other)
        assert known == {key: own[key] for key in known}, f"{name} leads to {other}: remake {name}"


@pytest.mark.parametrize(
    "other", [None, "text", ["list"], {"engines_again": "text"}, {"elsewhere": {"word": "No"}}]
)
def test_what_is_no_answer_on_record_is_not_shown(other):
    """Anybody's provenance is data: a name that the question does not hold leads nowhere."""
    assert also_asked(published("engines").experiment, {"also_asked": other}) == []
