"""The page and the README of a stranger's table: they answer what was asked, and say no more than is true."""

import re
from html.parser import HTMLParser

import pytest

from dropout_lab.judging import Published
from dropout_lab.publication import write_judgement
from dropout_lab.report import judgement_page, judgement_readme
from tests.e2e.undrawn import leave_out_judged_pictures
from tests.judging.records import by_seed, judged

BASE = "0.901 0.903 0.899 0.904 0.898 0.902"
UP = "0.921 0.922 0.919 0.925 0.917 0.923"
SAME = "0.902 0.901 0.900 0.905 0.897 0.903"


def page_of(found):
    """The page without its style and script."""
    page = judgement_page(found, "t.csv", ["comparisons.csv"])
    return re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)


def texts(page, language):
    """All that a reader of one language sees."""
    reader = Reader({"en": "zh", "zh": "en"}[language])
    reader.feed(re.sub(r'<span class="whole">([^<]*)</span>', r"\1", page))
    return " ".join(" ".join(reader.seen).split())


class Reader(HTMLParser):
    """Reads the text outside elements of another language, whatever these hold."""

    def __init__(self, other):
        super().__init__()
        self.other, self.seen, self.inside = other, [], []

    def handle_starttag(self, tag, attributes):
        if self.inside or (tag != "html" and dict(attributes).get("lang") == self.other):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        while tag in self.inside and self.inside.pop() != tag:  # what has no end of its own ends with it
            pass

    def handle_data(self, data):
        if not self.inside:
            self.seen.append(data)


@pytest.fixture
def drawn_in_english(monkeypatch):
    """Draw the pictures of the English page alone, where a test reads no other."""
    leave_out_judged_pictures(monkeypatch.setattr, but="en")


@pytest.fixture(scope="module")
def family():
    """Three variants against a baseline, with ranks."""
    table = by_seed("method", "acc", base=BASE, up=UP, same=SAME)
    return judged(table, "all", "base", variant="method", metric="acc", ranks=True)


def test_a_family_opens_with_its_count_and_with_who_may_be_first(family, judged_undrawn):
    """Then every comparison, the ranks as sets, and the level that all hold at."""
    said = texts(page_of(family), "en")
    assert "2 variants against base on acc" in said
    assert (
        "Of 2 variants against base on acc, 1 is better, 1 is inconclusive. Better: up. up ranks first."
        in said
    )
    assert "The 3 joint intervals decide; they hold together at 95 %, each at 98.33 %." in said
    assert "3, each at 98.33 %" in said
    assert re.search(r"up 1 .*base 2 to 3", said)
    assert said.count("same against base on acc is inconclusive") == 1


@pytest.mark.slow
def test_a_family_has_both_languages(family):
    """No English sentence stands in the Chinese page but for names and formulas."""
    said = texts(page_of(family), "zh")
    assert "与 base 相比，2 个变体在“acc”上：1 个更好、1 个无法判定。" in said
    assert "up 名列第一。" in said
    assert "2 至 3" in said
    assert not re.findall(r"\b(?:the|of|and|pairs|seeds)\b", said.replace("comparisons.csv", ""))


@pytest.mark.slow
def test_the_folder_of_a_family_has_its_ranks(family, tmp_path):
    """Of another question asked later they do not stay."""
    write_judgement(tmp_path, family, "t.csv")
    assert (tmp_path / "ranks.csv").read_text().splitlines()[:2] == ["variant,best,worst", "up,1,1"]
    readme = (tmp_path / "README.md").read_text()
    assert "| base | 2 to 3 |" in readme
    assert "**One is first.** up is surely first of 3" in readme
    assert "Of 2 variants against base on acc, 1 is better" in readme
    one = judged(by_seed("method", "acc", base=BASE, up=UP), "up", "base", variant="method", metric="acc")
    write_judgement(tmp_path, one, "t.csv")
    assert not (tmp_path / "ranks.csv").exists()


def test_groups_have_a_line_each_and_the_answer_is_over_all(drawn_in_english):
    """The group stands in label and sentence."""
    table = [
        {**row, "data": data}
        for data in ("cifar", "svhn")
        for row in by_seed("variant", "acc", base=BASE, up=UP)
    ]
    said = texts(page_of(judged(table, "up", "base", metric="acc", by="data")), "en")
    assert "up against base on acc, by data Better up is better on acc: " in said
    assert "Over all groups: up is better than base on acc" in said
    assert "cifar: up is better than base on acc" in said
    assert "up [svhn]" in said
    assert said.count("n = 12 pairs, all groups") == 2  # as wide as the text, and for a phone


def test_two_groups_of_runs_are_no_pairs(drawn_in_english):
    """Neither pairs of seeds nor chances nor fewer seeds; the runs of both sides are counted."""
    table = by_seed("variant", "acc", base=BASE, up=f"{UP} 0.924")
    found = judged(table, "up", "base", metric="acc", pairing="unpaired")
    page = page_of(found)
    said = texts(page, "en")
    assert "From the table t.csv: 7 runs against 6, not paired." in said
    assert "n = 7 against 6" in page
    assert 'id="once"' not in page
    for word in (
        "paired by",
        "pairs of seeds",
        "chance to beat",
        "pair correlation",
        "seeds to settle",
        "n = 0",
    ):
        assert word not in said, word
    assert "0 pairs" not in page
    assert "0 对" not in page


@pytest.mark.slow
def test_pairs_of_something_else_than_seeds_are_pairs():
    """Questions, data sets: the column is named, and no word of seeds stands there."""
    table = [{**row, "question": f"q{row['seed']}"} for row in by_seed("variant", "acc", base=BASE, up=UP)]
    for row in table:
        del row["seed"]
    found = judged(table, "up", "base", metric="acc", seed="question")
    said = texts(page_of(found), "en")
    assert "From the table t.csv, paired by question: 6 pairs (q0, q1, q2, q3, q4, q5)." in said
    assert not re.findall(r"\bseeds?\b", said)
    assert "种子" not in texts(page_of(found), "zh")
    assert "seed" not in judgement_readme(found, "t.csv", ["comparisons.csv"])


def test_a_claim_is_quoted_as_it_was_written(judged_undrawn):
    """With its zero, and as a column's name has it."""
    table = by_seed("variant", "acc", base=BASE, up=UP)
    found = judged(table, "up", "base", metric="acc", published=Published.written("0.020"))
    said = texts(page_of(found), "en")
    assert "up - base is 0.020 on acc." in said
    assert "the claimed +2.0 pp" in said
    assert "the claim counts as rounded to 3 decimals, of 1 published run" in said


@pytest.mark.slow
def test_what_was_taken_is_said_with_its_reason():
    """Direction, smallest difference that matters, resolution: known by name, told, or open."""
    table = by_seed("variant", "wer", base=BASE, up=UP)
    said = texts(page_of(judged(table, "up", "base", metric="wer")), "en")
    assert "good direction lower, by its name smallest difference that matters none given" in said
    table = by_seed("variant", "zork", base=BASE, up=UP)
    said = texts(
        page_of(judged(table, "up", "base", metric="zork", higher_is_better=True, margin=0.01)), "en"
    )
    assert "good direction higher, as told smallest difference that matters 0.01 resolution 0.001" in said
    said = texts(page_of(judged(table, "up", "base", metric="zork")), "en")
    assert "good direction not known (--better says it)" in said


@pytest.mark.slow
@pytest.mark.parametrize("size", ["e-300", "e-8", "e7", "e37"])
def test_numbers_of_any_size_are_told_and_drawn(size):
    """Nowhere zeros beside better, nowhere a number of twenty digits."""
    sides = {
        name: " ".join(f"{value}{size}" for value in values)
        for name, values in (("old", (4.1, 4.4, 4.0, 4.3)), ("new", (2.0, 2.2, 2.1, 2.3)))
    }
    found = judged(
        by_seed("variant", "residual", **sides), "new", "old", metric="residual", higher_is_better=False
    )
    page = page_of(found)
    shown = texts(page, "en")
    assert f"-2.05{size} [-2.26{size}, -1.84{size}]" in shown
    assert "better" in found.sentences[0]
    assert not re.findall(r"\b0\.0+ \[|\[0\.0+, 0\.0+\]|\d{15}", shown)


def test_long_names_can_be_told_apart_in_the_pictures(drawn_in_english):
    """Names of sixty letters and more differ at their ends, which are kept."""
    stem = "a_variant_of_somebody_who_writes_all_settings_into_its_name_lr="
    names = {f"{stem}0.1": BASE, f"{stem}0.2": UP, f"{stem}0.3": SAME}
    found = judged(by_seed("variant", "acc", **names), "all", f"{stem}0.1", metric="acc")
    page = page_of(found)
    for end in ("0.2", "0.3"):
        assert re.search(rf">[^<]*…[^<]*lr={end}</", page)


@pytest.mark.slow
@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("pairing", [None, "unpaired"])
def test_a_table_of_nearly_nothing_has_a_page(n, pairing, tmp_path):
    """Runs without a value are lost; what is left decides nothing, and says so."""
    values = " ".join(["0.9"] * n + ["nan"] * (3 - n))
    found = judged(
        by_seed("variant", "acc", old=values, new=values), "new", "old", metric="acc", pairing=pairing
    )
    write_judgement(tmp_path, found, "t.csv")
    said = texts((tmp_path / "report.html").read_text(), "en")
    assert "inconclusive" in said or "nothing is known" in said
    assert not re.search(r"\bnan\b|\binf\b", re.sub(r"<style>.*?</style>", "", said))
