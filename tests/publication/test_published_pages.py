"""What is published keeps what a reader asked for: answers, numbers and pictures of images on each page."""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from dropout_lab.results_folder import results_folders

RESULTS = Path(__file__).parents[2] / "results"
NAMES = [folder.name for folder in results_folders(RESULTS)]
LONGEST = {"en": 25, "zh": 90}
"""Words, or Chinese letters, of an answer's sentence."""


@cache
def page_of(name):
    """A published page without its drawings, styles and scripts."""
    page = (RESULTS / name / "report.html").read_text(encoding="utf-8")
    return re.sub(r"<(svg|style|script)\b.*?</\1>", "", page, flags=re.DOTALL)


def plain(html):
    """The words of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(name, key):
    """A section of a page; empty where it has none."""
    found = re.search(rf'<section id="{key}".*?</section>', page_of(name), flags=re.DOTALL)
    return found[0] if found else ""


def test_pages_stay_small_enough_to_mail_and_to_clone():
    """None over 2.2 MB, all of them under 18 MB: the largest had 1.96 when this was written, all 15."""
    sizes = {name: (RESULTS / name / "report.html").stat().st_size for name in NAMES}
    assert max(sizes.values()) < 2.2e6, max(sizes, key=lambda name: sizes[name])
    assert sum(sizes.values()) < 18e6


@pytest.mark.parametrize("name", NAMES)
def test_word_and_sentence_stand_once_a_language(name):
    """Inside an element that names it; the sentence short, and in no code's names."""
    answer = section(name, "answer")
    known = json.loads((RESULTS / name / "provenance.json").read_text(encoding="utf-8"))
    for language, ending in (("en", ""), ("zh", "_zh")):
        told = rf'<div lang="{language}">\s*<p class="word">(.*?)</p>\s*<p class="sentence">(.*?)</p>'
        ((word, sentence),) = re.findall(told, re.sub(r"</?span[^>]*>", "", answer))
        assert (unescape(word), unescape(sentence)) == (known[f"word{ending}"], known[f"sentence{ending}"])
        assert "_" not in word + sentence
        assert len(sentence if language == "zh" else sentence.split()) <= LONGEST[language]


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_percent_is_beyond_0_and_100(name):
    """Neither a level nor a share, nor an end of an interval of one."""
    text = plain(page_of(name))
    assert text.count("%") > 20
    single = [float(value) for value in re.findall(r"(-?\d+(?:\.\d+)?) %", text)]
    spans = re.findall(
        r"%? \[(-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)\](?= %)|% \[(-?[\d.]+), (-?[\d.]+)\]", text
    )
    ends = [float(end) for span in spans for end in span if end]
    assert [value for value in (*single, *ends) if not 0 <= value <= 100] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_card_of_an_image_agrees_with_its_heading(name):
    """On even seeds, which chose it, and on odd ones, which did not: rescued is wrong less often."""
    images, shown = section(name, "images"), 0
    for part in re.split(r"<h3\b", images)[1:]:
        rescued = "Rescued" in part[: part.index("</h3>")]
        for card in re.findall(r"<figcaption>.*?</figcaption>", part, flags=re.DOTALL):
            found = re.findall(r"wrong: (\d+) of (\d+) even, (\d+) of (\d+) odd", plain(card))
            assert len(found) == 2, card
            for half in (0, 2):
                ours, theirs = (int(side[half]) / int(side[half + 1]) for side in found)
                assert (ours < theirs) if rescued else (ours > theirs), card
            shown += 1
    assert bool(shown) == ("<h3" in images)
