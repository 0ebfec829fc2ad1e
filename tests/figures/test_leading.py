"""The picture under the answer is that of the question; all pictures of a page have one size of type."""

import re
from itertools import combinations
from typing import get_args

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.experiment import Asks, Experiment
from dropout_lab.figures import FIGURES
from dropout_lab.figures.drawing.form import FORMS
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.drawing.marking import looks
from dropout_lab.figures.drawing.style import COLOURS, NAMES, SIZE
from dropout_lab.figures.leading import BY_QUESTION, drawable, leading
from dropout_lab.figures.pages import page_svg
from dropout_lab.language import ENGLISH, found_text
from dropout_lab.outcomes import OUTCOMES
from tests.evidence.synthetic import make_experiment, make_records
from tests.figures.test_figures import CASES

FOUR = ("none", "dropout", "none_sgd", "dropout_sgd")


def asked(asks, names, comparisons, changes=None, **more):
    """Synthetic runs of an experiment that asks something; ``changes``: variant -> keys of its randomness."""
    plain = make_experiment(names, planned=8, comparisons=comparisons, **more).model_dump(mode="json")
    first = plain["variants"][0]["recipe"]
    for variant in plain["variants"]:
        if variant["name"] in (changes or {}):
            variant["recipe"] = {**first, "randomness": {**first["randomness"], **changes[variant["name"]]}}
    experiment = Experiment.parse({**plain, "asks": asks})
    return analyse(experiment, make_records(experiment, range(8)), range(8))


def interaction():
    effects = [
        {"treatment": "dropout", "control": "none"},
        {"treatment": "dropout_sgd", "control": "none_sgd"},
    ]
    return asked("depends", FOUR, [*effects, {**effects[1], "minus": effects[0]}])


def ranked():
    pairs = [{"treatment": one, "control": other} for one, other in combinations(FOUR, 2)]
    return asked("ranks", FOUR, pairs)


def poked():
    pair = [{"treatment": "poked", "control": "none"}]
    return asked("how much", ("none", "poked"), pair, {"poked": {"poke": 0.001}})


def selected():
    metrics = ["test_accuracy", "test_accuracy_at_best_test"]
    return asked(
        "selection", ("none", "dropout"), [{"treatment": "dropout", "control": "none", "metrics": metrics}]
    )


def by_epoch():
    return asked("epochs", ("none", "dropout"), [{"treatment": "dropout", "control": "none"}])


ASKED = {"effects": interaction, "ranks": ranked, "shares": poked, "selection": selected,
         "difference_by_epoch": by_epoch, "difference": CASES["twenty seeds"]}  # fmt: skip


def test_a_question_that_has_a_picture_of_its_own_is_one_that_can_be_asked():
    """A question that is renamed takes its picture along."""
    assert set(BY_QUESTION) <= set(get_args(Asks))
    assert set(BY_QUESTION.values()) <= set(FIGURES)


@pytest.mark.parametrize("name", ASKED)
def test_the_picture_of_the_question_comes_first_and_once(name):
    """The slope of two effects, shares as bars, places, a band over epochs; else the difference."""
    analysis = ASKED[name]()
    assert leading(analysis) == name
    assert drawable(analysis)[0] == name
    assert len(set(drawable(analysis))) == len(drawable(analysis))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("name", ASKED)
def test_a_picture_has_one_width_one_size_of_type_and_its_numbers_in_words(name, form):
    """Equal widths at equal letters: whatever the screen, no picture of a page shouts."""
    picture = FIGURES[name].draw(ASKED[name](), ENGLISH, form=form)
    svg = page_svg(draw_svg(picture), name, ENGLISH, form)
    assert picture.get_figwidth() == form.width
    assert {float(size) for size in re.findall(r"font-size:([\d.]+)px", svg)} == {SIZE}
    assert re.search(r"<desc[^>]*>[^<]*\d", svg)


def test_an_answer_and_its_picture_say_the_same_number():
    """Mean and deciding interval, as the one formatter writes them."""
    analysis = CASES["twenty seeds"]()
    (row,) = analysis.compared
    svg = page_svg(draw_svg(FIGURES["difference"].draw(analysis, ENGLISH)), "difference", ENGLISH)
    assert f">{found_text(row)}<" in svg


def test_no_colour_of_an_outcome_is_a_variants():
    """Green, vermilion, blue and grey say how a comparison or claim came out, and nothing else."""
    assert not {NAMES[badge.colour] for badge in OUTCOMES.values()} & set(COLOURS)


def test_with_and_without_have_one_hue_filled_and_hollow():
    """A pair for each optimizer is seen as a pair."""
    found = looks(interaction(), FOUR)
    for control, treatment in (("none", "dropout"), ("none_sgd", "dropout_sgd")):
        assert found[control].colour == found[treatment].colour
        assert (found[control].is_filled, found[treatment].is_filled) == (False, True)
    assert found["dropout"].colour != found["dropout_sgd"].colour
