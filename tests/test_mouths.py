"""Every mouth says the same of the same evidence: word, sentence and numbers, in both languages."""

import json
import re
import shutil
import sys
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from dropout_lab.api.judging import judge
from dropout_lab.api.reading import Place, Results
from dropout_lab.cli import main
from dropout_lab.evidence import Compared, Explored
from dropout_lab.figures.pictures import card
from dropout_lab.language import ENGLISH, Words, explored_headline, found_text, headline
from dropout_lab.publication import read_report, remake_folder
from dropout_lab.report.markdown import escaped
from tests.e2e.undrawn import leave_out_pictures

pytestmark = pytest.mark.slow  # a folder is written

ROOT = Path(__file__).parents[1]
NAME = "precision"
"""Two comparisons, one of which needs a decimal more than usual, so that no end touches the margin."""

CHINESE = Words("zh")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder of results with one published folder, in words of today, and its index."""
    results = tmp_path_factory.mktemp("lab") / "results"
    shutil.copytree(ROOT / "results" / NAME, results / NAME)
    (results / "README.md").write_text("<!-- dropout-lab index -->\n")
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        remake_folder(results / NAME)
    return results


@pytest.fixture(scope="module")
def analysis(results):
    """What the folder holds."""
    return read_report(results / NAME)[0]


@pytest.fixture
def typed(results, monkeypatch, capsys):
    """Type a command beside that folder of results; what it answers."""
    monkeypatch.chdir(results.parent)

    def go(*words):
        monkeypatch.setattr(sys, "argv", ["dropout-lab", *words])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
        return capsys.readouterr().out

    return go


@cache
def page(results):
    return _as_read(results / NAME / "report.html")


def _as_read(path):
    """A page without the marks of what no line is broken in."""
    return re.sub(r'<span class="whole">(.*?)</span>', r"\1", path.read_text())


def _unbroken(text):
    """A text without its blanks, at which a picture breaks it."""
    return "".join(text.split())


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=lambda words: words.language)
def test_page_readme_card_index_and_python_say_word_and_sentence(results, analysis, words):
    """What is read, with the word and the sentence that the evidence gives."""
    told = headline(analysis, words)
    ours = re.search(
        rf'<section id="answer">.*?<div lang="{words.language}">\n(.*?)</div>', page(results), re.S
    )
    assert ours
    assert re.findall(r'<p class="(?:word|sentence)">(.*)</p>', unescape(ours[1])) == [
        told.word,
        told.sentence,
    ]
    known = json.loads((results / NAME / "provenance.json").read_text())
    end = "" if words is ENGLISH else "_zh"
    assert [known[f"word{end}"], known[f"sentence{end}"]] == [told.word, told.sentence]
    drawn = {_unbroken(text.get_text()) for text in card.draw(analysis, words).texts}
    assert {_unbroken(told.word), _unbroken(told.sentence)} <= drawn
    index = unescape(_as_read(results / "index.html"))
    assert told.word in index
    assert told.sentence in index
    ours = Results(analysis, Place(), words)
    assert (ours.word, ours.answer) == (told.word, told.text)
    assert told.sentence in unescape(ours._repr_html_())


def test_what_is_text_says_word_and_sentence(results, analysis):
    """The README of the folder, that of the index, and a comparison of all that was planned."""
    told = headline(analysis)
    bold = f"**{escaped(told.word)}.** {escaped(told.sentence)}"
    assert bold in (results / NAME / "README.md").read_text()
    assert bold in (results / "README.md").read_text()
    assert explored_headline(Explored(analysis.compared, planned=analysis)) == told


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("report", NAME, "--open"), "{text}"),
        (("compare", NAME), "{text}"),
        (("status",), "precision, 60 runs: {text}"),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
def test_the_terminal_says_word_and_sentence(typed, analysis, words, line, monkeypatch):
    """In one line, by whichever verb."""
    monkeypatch.setattr("webbrowser.open", lambda _address: True)
    assert line.format(text=headline(analysis).text) in typed(*words).splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ("report", NAME),
        ("report", NAME, "--open"),
        ("compare", NAME),
        ("judge", f"results/{NAME}/runs.csv", "--treatment", "all", "--control", "float32"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("undrawn")
def test_the_terminal_speaks_chinese_where_it_is_asked_to(typed, analysis, words, monkeypatch):
    """Word, sentence, heads and notes; what is to be typed stays as it is typed."""
    monkeypatch.setattr("webbrowser.open", lambda _address: True)
    said = typed(*words, "--language", "zh").splitlines()
    if words[0] != "judge":
        assert headline(analysis, CHINESE).text in said
    prose = [line for line in said if not re.search(r"dropout-lab |report.html", line)]
    english = re.compile(r"\b(the|of|is|against|with|pairs?|interval|better|worse|comparison|seeds)\b")
    assert [line for line in prose if english.search(line)] == []
    monkeypatch.setenv("DROPOUT_LAB_LANGUAGE", "zh")
    assert typed(*words).splitlines() == said


@pytest.mark.usefixtures("undrawn")
def test_programs_read_kind_word_and_sentence_under_one_name_each(typed, analysis):
    """`answer_kind`, `word` and `sentence`, whatever else a document holds."""
    wanted = dict(zip(("answer_kind", "word", "sentence"), headline(analysis), strict=True))
    documents = {verb: json.loads(typed(*verb.split(), "--json")) for verb in (
        f"report {NAME}", f"compare {NAME}", "status", "list experiments",
    )}  # fmt: skip
    found = [
        documents[f"report {NAME}"],
        documents[f"compare {NAME}"],
        documents["status"]["published"][0],
        documents["list experiments"]["facts"][NAME],
    ]
    assert [{key: document[key] for key in wanted} for document in found] == [wanted] * 4


@pytest.mark.parametrize("treatments", [("tf32",), ("tf32", "bfloat16")], ids=len)
def test_a_judgement_says_the_same_in_terminal_json_page_text_and_python(typed, tmp_path, treatments):
    """Of one comparison and of several."""
    words = [word for name in treatments for word in ("--treatment", name)]
    command = ("judge", f"results/{NAME}/runs.csv", *words, "--control", "float32")
    ours = judge(f"results/{NAME}/runs.csv", treatment=treatments, control="float32")
    told = ours.headline_in(ENGLISH)
    assert (ours.word, ours.answer) == (told.word, told.text)
    assert told.text in typed(*command, "--report", str(tmp_path / "judged")).splitlines()
    document = json.loads(typed(*command, "--json"))
    assert [document[key] for key in ("answer_kind", "word", "sentence")] == list(told)
    page = unescape(_as_read(tmp_path / "judged" / "report.html"))
    assert f'<p class="word">{told.word}</p>\n<p class="sentence">{told.sentence}</p>' in page
    assert (
        f"**{escaped(told.word)}.** {escaped(told.sentence)}"
        in (tmp_path / "judged" / "README.md").read_text()
    )


def test_a_number_is_one_text_everywhere(typed, results, analysis):
    """Mean and interval of each comparison: tables, page, card; in sentences without brackets."""
    rows = [Compared(**row) for row in analysis.comparisons.to_dict("records")]
    told = [found_text(row) for row in rows]
    assert told[0] == "-0.019 pp [-0.102, 0.065]"
    means, intervals = zip(*(text.split(" pp ") for text in told), strict=True)
    drawn = " ".join(text.get_text() for text in card.draw(analysis).texts)
    terminal = typed("compare", NAME)
    index = unescape(_as_read(results / "index.html"))
    for mean, interval in zip(means, intervals, strict=True):
        assert f"{mean} pp {interval}" in page(results)
        assert f"{mean} pp {interval}" in drawn
        assert re.search(rf"{re.escape(mean)} pp +{re.escape(interval)}", terminal)
        inside = interval.strip("[]").replace(", ", " to ")
        assert f"{mean} points ({inside})" in index
