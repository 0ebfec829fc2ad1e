"""The front page answers a student with numbers of the folders, and says what their decisions say."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from dropout_lab.publication import write_index
from dropout_lab.publication.told_folder import Told
from dropout_lab.results_folder import results_folders
from tests.publication.front_folders import (
    compared,
    entry,
    lengths,
    measurements,
    optimizers,
    rates,
    tutorial,
)
from tests.report.test_valid_html import Reader

RESULTS = Path(__file__).parents[2] / "results"


@pytest.fixture
def whole(tmp_path):
    """A folder with a trial, other questions and measurements."""
    tutorial(tmp_path)
    optimizers(tmp_path)
    rates(tmp_path)
    measurements(tmp_path)
    entry(tmp_path, "mine", [])
    return tmp_path


def plain(html):
    """The words of a page."""
    html = re.sub(r'<span class="whole">([^<]*)</span>', r"\1", html)
    return unescape(
        " ".join(re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", html, flags=re.S).split())
    )


def both(folder):
    """The index of a folder: the words of its page, and its README."""
    page = write_index(folder).read_text()
    return plain(page), (folder / "README.md").read_text()


def test_the_tutorial_stands_first_with_what_it_says_and_what_was_found(whole):
    """Claims with verdicts, levels as claimed and found, and the net without hidden layers beside them."""
    for text in both(whole):
        assert text.index("A dropout tutorial on trial") < text.index("Where does 92.6 % come from?")
        assert "claimed 92.6 %, here 98.58 %" in text
        assert "claimed 98.3 %, here 98.48 %" in text
        assert "here 92.76 %" in text
    assert "教程 92.6 %，这里 98.58 %" in plain((whole / "index.html").read_text())


def test_a_student_reads_where_the_number_comes_from_and_where_dropout_helps(whole):
    """All numbers are those of the folders."""
    for text in both(whole):
        assert "A net without hidden layers reaches 92.76 % here (92.72 to 92.80 over 20 seeds)" in text
        assert (
            "it lowers test accuracy: -0.10 points (-0.17 to -0.03), over 20 seeds, about 10 more wrong"
            in text
        )
        assert "It helps with SGD: +0.18 points (0.06 to 0.30), over 20 seeds." in text
        assert "None of the 2 rates is shown to help; rate 0.2 costs least: -0.09 points" in text


def test_what_is_said_follows_the_decisions(tmp_path):
    """Where SGD does not help and the recipe makes no difference, neither is said."""
    tutorial(tmp_path, "equivalent")
    optimizers(tmp_path, sgd="inconclusive")
    for text in both(tmp_path):
        assert "makes no difference to test accuracy that matters: -0.10 points" in text
        assert "Nothing here shows that it helps." in text
        assert "It helps" not in text
        assert "By rate" not in text


def test_a_student_reads_what_the_length_of_training_changes(tmp_path):
    """In the words of the best evidence that there is, and that its runs were known before."""
    lengths(tmp_path, "by_epoch", word="No reversal seen", runs_older_than_plan=0)
    for text in both(tmp_path):
        assert "No reversal seen. First up, then down. (2 seeds.)" in text
        assert "fresh seeds have yet to confirm" not in text
    lengths(tmp_path, runs_older_than_plan=4)
    for text in both(tmp_path):
        asked = text[text.index("Does it depend on how long one trains?") :]
        assert "It reverses. First up, then down. (2 seeds.)" in asked
        assert "Its runs were known when this was asked; fresh seeds have yet to confirm it." in asked
    assert "会反转。先好后坏。（2 个种子。）" in plain((tmp_path / "index.html").read_text())


def test_questions_stand_in_their_groups_in_order(whole):
    """The tutorial first, what has no group last; a group without questions is left out."""
    for text in both(whole):
        heads = ["The tutorial", "When does dropout help?", "Can this tool be trusted?", "Other questions"]
        places = [text.rindex(head) for head in heads]
        assert places == sorted(places)
        assert "How much is luck?" not in text
    _, readme = both(whole)
    first, second = (readme.rindex(f"{name}/README.md") for name in ("optimizer_interaction", "rate_curve"))
    assert places[1] < first < second


def test_a_row_has_seeds_date_and_a_described_drawing(whole):
    """Its numbers are read aloud; what lies beyond the scale has an arrow."""
    page = write_index(whole).read_text()
    row = page[page.index('href="rate_curve/report.html">', page.index("group-when")) :]
    row = row[: row.index("</li>")]
    assert row.count('class="beyond"') == 1
    assert row.count('class="reach"') == row.count("<circle")
    assert "-5.60 points (-5.70 to -5.50)" in plain(row)
    assert '<time datetime="2026-01-02">' in row
    assert "3 seeds" in row


def test_a_legend_explains_an_arrow_only_where_one_is_drawn(whole):
    """Rates go beyond the scale, the tutorial does not; a student is told of the grey band, too."""
    page = plain(write_index(whole).read_text())
    asked, tutorial_told, when, trust = (
        page.index(head)
        for head in ("What a student asks", "own experiment", "Other optimizers", "own checks")
    )
    arrow, grey = "An arrow: further out than drawn.", "Grey band: differences within 0.1 points"
    assert grey in page[asked:tutorial_told]
    assert arrow in page[asked:tutorial_told]
    assert grey in page[tutorial_told:when]
    assert arrow not in page[tutorial_told:when]
    assert arrow in page[when:trust]


def test_a_drawing_says_that_it_is_of_the_last_epoch_where_the_question_is_of_all(tmp_path):
    """What is drawn beside an answer by epoch is the planned comparison, at the end of training."""
    made = lengths(tmp_path)
    compared(made, ("dropout", "none", -0.001, -0.0017, -0.0003, "worse"))
    page = plain(write_index(tmp_path).read_text())
    assert "difference in test accuracy at the last epoch, points" in page
    assert "最后一轮测试准确率的差值，个百分点" in page


@pytest.mark.parametrize(("covered", "word"), [(0.949, "Yes."), (0.93, "Not quite.")])
def test_the_tool_is_measured_too(tmp_path, covered, word):
    """Coverage where it is promised, and the time of plain Keras over ours, computed from the folders."""
    measurements(tmp_path, covered)
    for text in both(tmp_path):
        assert f"{100 * covered:.1f} to {100 * covered:.1f} % of simulated experiments" in text
        assert word in text
        assert "Plain Keras takes 3.0 times as long a model on the same two cores (2.8 to 3.3)." in text
        assert "120 times as long a model as 100 models trained together" in text


def test_what_a_step_of_each_dropout_costs_has_an_answer_and_its_page(whole):
    """How many cost next to nothing, and which takes longest; the link leads to the page of costs."""
    for text in both(whole):
        assert (
            "Of 2 kinds, 1 add at most a tenth to the time of a step; dear takes 3.5 times as long." in text
        )
    assert 'href="bench/costs.md"' in (whole / "index.html").read_text()
    assert "](bench/costs.md)" in (whole / "README.md").read_text()
    (whole / "bench" / "costs.json").unlink()
    assert not any("times as long." in text for text in both(whole))


NUMBER = re.compile(r"just (?:above|below) -?[\d.]+|[-+]?\d+\.\d+")


def test_the_front_page_writes_a_difference_as_its_own_page_does():
    """Of all that is published: mean and both ends have the decimals of the table and the sentence."""
    compared = 0
    for folder in results_folders(RESULTS):
        rows = Told(folder).rows
        table = (folder / "tables" / "comparisons.md").read_text().splitlines()[2:] if rows else []
        for row, line in zip(rows, table, strict=True):
            cells = [cell.strip() for cell in line.split(" | ")]
            wanted = NUMBER.findall(f"{cells[4]} {cells[5]}".replace("\\", ""))
            assert NUMBER.findall(row.difference["en"]) == wanted, (folder.name, row)
            compared += 1
    assert compared > 100


def test_a_mean_has_the_decimals_of_its_interval(tmp_path):
    """An end near to the margin gives all three numbers one decimal more."""
    tutorial(tmp_path)
    optimizers(tmp_path)
    compared(
        tmp_path / "optimizer_interaction",
        ("dropout_sgd", "none_sgd", -0.00019, -0.00102, 0.00065, "inconclusive"),
    )
    for text in both(tmp_path):
        assert "-0.019 points (-0.102 to 0.065)" in text


def test_a_damaged_folder_takes_only_its_own_numbers_away(whole):
    """Tables that are cut and documents that are none leave the rest as it is."""
    (whole / "optimizer_interaction" / "comparisons.csv").write_text("treatment,control\na,b,c\n")
    (whole / "bench" / "bench.json").write_text("[" * 100_000)
    (whole / "tutorial_claim" / "claims.json").write_text('[{"verdict": "reproduced"}]')
    for text in both(whole):
        assert "It helps with SGD" not in text
        assert "on the same two cores" not in text
        assert "120 times as long" in text
        assert "Does it help?" in text


def test_the_page_is_valid_html(whole):
    """Ids stand once, and elements end where they should."""
    read = Reader()
    read.feed(write_index(whole).read_text())
    assert read.astray == []
    assert read.open == []
    assert [value for value, n in read.ids.items() if n > 1] == []


def test_the_answer_stands_once_a_language(whole):
    """In the first section, each in an element that names its language."""
    document = whole / "tutorial_claim" / "provenance.json"
    told = {"word": "No", "word_zh": "否", "sentence": "It does.", "sentence_zh": "有用。"}
    document.write_text(json.dumps(json.loads(document.read_text()) | told))
    page = write_index(whole).read_text()
    answer = page[page.index('id="answer"') : page.index("</section>")]
    for language, word in {"en": "No.", "zh": "否。"}.items():
        said = rf'<p lang="{language}"[^>]*><strong class="word">{word}</strong> ?<span class="sentence">'
        assert re.search(said, answer)
    assert answer.count('class="word"') == answer.count('class="sentence"') == 2


def test_what_depends_is_drawn_by_the_effects_that_its_sentence_tells(tmp_path):
    """Not by how far they differ, which is no effect; that alone where no effect was planned by itself."""
    tutorial(tmp_path)
    optimizers(tmp_path)
    rows = Told(tmp_path / "optimizer_interaction").needed
    assert [row.sides for row in rows] == [("dropout_sgd", "none_sgd")]
    crossed = ("dropout_sgd", "none_sgd", 0.0028, 0.0017, 0.0039, "better", "dropout_rmsprop", "none_rmsprop")
    compared(tmp_path / "optimizer_interaction", crossed)
    assert [len(row.sides) for row in Told(tmp_path / "optimizer_interaction").needed] == [4]


@pytest.mark.parametrize(
    ("decision", "ends", "words"),
    [
        ("worse", (-0.0017, -0.0003), ("slightly worse", "略差")),
        ("worse", (-0.003, -0.0011), ("worse", "更差")),
        ("better", (0.0003, 0.0017), ("slightly better", "略好")),
        ("equivalent", (-0.0004, 0.0005), ("no difference that matters", "没有值得在意的差别")),
        ("inconclusive", (-0.002, 0.003), ("can't tell yet", "还看不出来")),
    ],
)
def test_an_effect_has_the_word_of_its_interval(tmp_path, decision, ends, words):
    """Slightly, where it is off zero and reaches into the margin."""
    tutorial(tmp_path)
    optimizers(tmp_path)
    compared(tmp_path / "optimizer_interaction", ("dropout_sgd", "none_sgd", sum(ends) / 2, *ends, decision))
    page = plain(write_index(tmp_path).read_text())
    row = page[page.index("with SGD", page.index("By optimizer")) :]
    assert row.index(words[0]) < 60
    assert row.index(words[1]) < 80
