"""Many levels with nothing compared are a tour: no ranking is read out of it, no table said again."""

import re

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.figures.drawing.form import WIDE
from dropout_lab.figures.leading import leading
from dropout_lab.figures.pictures import accuracy
from dropout_lab.language import LANGUAGES, Words, answer, headline
from dropout_lab.tables import brief_results
from tests.evidence.synthetic import make_experiment, make_records
from tests.shipped import shipped


def tour(n, seeds=range(3)):
    """Variants of which nothing is compared."""
    names = [f"variant_{place}" for place in range(n)]
    experiment = make_experiment(names, comparisons=[])
    levels = {name: 0.97 + 0.001 * place for place, name in enumerate(names)}
    return analyse(experiment, make_records(experiment, seeds, levels), seeds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_levels_none_is_named_as_the_highest(language):
    """The highest of many is the luckiest: the sentence has counts, seconds and that it ranks nothing."""
    words = Words(language)
    said = headline(tour(8), words).sentence
    assert re.search(r"\b8\b", said)
    assert not re.search(r"rate|丢弃率", said)
    assert {"en": "no ranking", "zh": "不是排名"}[language] in said
    assert re.search(r"rate|丢弃率", headline(tour(5), words).sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exact_answer_does_not_repeat_a_table(language):
    """Of many levels it has both ends, by name; of few each."""
    words = Words(language)
    assert re.findall(r"variant_\d", answer(tour(8), words)) == ["variant_0", "variant_7"]
    assert re.findall(r"variant_\d", answer(tour(5), words)) == [f"variant_{n}" for n in range(5)]


def test_levels_are_the_picture_under_an_answer_of_levels():
    """Each dropout of the zoo; one variant alone needs none."""
    zoo = shipped("zoo_tour")
    assert leading(analyse(zoo, make_records(zoo, range(1)), range(1))) == "accuracy"
    assert leading(tour(1)) is None


def test_a_table_of_levels_has_seconds():
    """Where nothing is compared they are what else there is to weigh; else the range says more."""
    keys = [column.key for column in brief_results(tour(3)).columns]
    assert keys == ["variant", "n", "accuracy", "sd", "seconds"]
    planned = analyse(make_experiment(), make_records(make_experiment(), range(3)), range(3))
    assert brief_results(planned).columns[-1].key == "range"


def test_a_count_that_all_of_many_rows_share_is_said_once():
    """At the axis, since names of two lines leave no room beside low rows; few rows have it each."""

    def texts(n):
        picture = accuracy.draw(tour(n), form=WIDE)
        return [label.get_text() for label in picture.axes[0].get_yticklabels()], picture.get_supxlabel()

    rows, axis = texts(8)
    assert not any("n = " in text for text in rows)
    assert axis.endswith("n = 3")
    rows, axis = texts(4)
    assert all(text.endswith("n = 3") for text in rows)
    assert "n = " not in axis
