"""What a page carries so that any two variants can be compared in the browser."""

import json
import re
from html import unescape

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.figures import NO_PICTURES
from dropout_lab.language.comparisons import joint_text
from dropout_lab.report import experiment_page
from dropout_lab.report.page.explored import explorable, explored
from dropout_lab.results_folder import provenance_of
from tests.evidence.synthetic import make_experiment, make_records
from tests.publication.test_check import GIVEN, four_seeds


def test_each_value_stands_in_the_page_by_variant_and_seed():
    """As in runs.csv, with the resolution and the margin of its metric."""
    analysis = four_seeds()
    data = explorable(analysis)
    (accuracy,) = [metric for metric in data["metrics"] if metric["name"] == "test_accuracy"]
    names = [variant["name"] for variant in data["variants"]]
    for row in analysis.runs.to_dict("records"):
        value = accuracy["values"][names.index(row["variant"])][data["seeds"].index(row["seed"])]
        assert value == pytest.approx(row["test_accuracy"], rel=1e-11)
    assert accuracy["margin"] == analysis.experiment.margins["test_accuracy"]
    assert set(accuracy["resolution"]) == {1e-4}
    assert data["t"][4] == pytest.approx(3.1824463, rel=1e-7)


def test_the_page_holds_them_as_data_that_no_text_can_leave():
    """Hidden until a script shows it; in the data no letter ends an attribute or an element."""
    analysis = four_seeds()
    page = experiment_page(analysis, provenance_of(analysis, GIVEN), NO_PICTURES)
    (opening,) = re.findall(r'<div id="explore" class="pick" hidden([^>]*)>', page)
    (text,) = re.findall("data-plain='([^']*)'", opening)
    assert not re.search("[<>&]", text)
    assert json.loads(text)["seeds"] == [0, 1, 2, 3]
    assert 'data-said_en="{mean}{unit} ({low} to {high}), {n} seeds"' in unescape(opening)


def test_seeds_that_came_after_a_look_are_not_offered():
    """Their interval would have to allow for the looks."""
    experiment = make_experiment(planned=4)
    assert explorable(analyse(experiment, make_records(experiment, range(6)), range(6))) is None


@pytest.mark.parametrize("judged", [1, 2])
def test_the_plans_intervals_are_called_wider_only_where_several_are_judged_together(judged):
    """One planned comparison has the very interval that is shown for two variants that were picked.

    Of several each is told beside it, with the interval that decides.
    """
    comparisons = [{"treatment": name, "control": "none"} for name in ("dropout", "linear")[:judged]]
    experiment = make_experiment(planned=4, comparisons=comparisons)
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
    assert explored(analysis).joint == (judged > 1)
    planned = explorable(analysis)["planned"]
    assert len(planned) == (judged if judged > 1 else 0)
    for found, row in zip(planned, analysis.compared, strict=False):
        assert joint_text(row) in found["said"]["en"]
