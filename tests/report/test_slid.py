"""What a page carries for the slider of a sweep."""

import re

import pytest

from dropout_lab.config import read_command
from dropout_lab.evidence import analyse
from dropout_lab.language import found_text, sentence
from dropout_lab.report.page.explored import explored
from dropout_lab.report.page.slid import slid
from dropout_lab.stats import t_quantiles
from tests.evidence.synthetic import make_records
from tests.figures.test_sweep import swept
from tests.publication.test_check import four_seeds


def slider(*words):
    """What a page of a sweep of these words carries."""
    analysis = swept(*words)
    return slid(analysis, explored(analysis))


def test_values_are_in_order_and_each_line_has_its_nets():
    """A net stands at its value; a line without one there has none; the joint quantiles are there."""
    found = slider("dropout=standard,gaussian", "dropout.rate=0.1,0.5,0.2")
    assert found.plain["values"] == ["0.1", "0.2", "0.5"]
    assert [line["label"]["en"] for line in found.plain["lines"]] == ["standard dropout", "Gaussian dropout"]
    variants = [[point["variant"] for point in line["points"]] for line in found.plain["lines"]]
    assert variants == [[0, 2, 1], [3, 5, 4]]
    planned = [[point["planned"] for point in line["points"]] for line in found.plain["lines"]]
    assert planned == [[False, True, True], [True, True, True]]
    assert found.plain["t"]["joint"] == t_quantiles(4, 1 - 0.05 / 5)
    assert found.key == {"en": "rate", "zh": "丢弃率"}


def test_a_line_alone_goes_by_the_names_of_its_nets():
    """Its levels are written with their unit and their interval."""
    found = slider("dropout.rate=0,0.2,0.5")
    assert [line["label"] for line in found.plain["lines"]] == [None]
    assert found.plain["levels"][0]["en"].startswith("97.")
    assert " to " in found.plain["levels"][0]["en"]


def test_what_no_single_key_orders_has_no_slider():
    """Names, and maps over two keys."""
    analysis = four_seeds()
    assert slid(analysis, explored(analysis)) is None
    assert slider("dropout.rate=0,0.2,0.5", "optimizer.learning_rate=0.001,0.01") is None


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_an_interrupted_sweep_has_levels_without_brackets_and_says_why(done):
    """What bounds nothing yet is written nowhere: neither as dashes nor as anything at all."""
    words = ["dropout.rate=0,0.2,0.5", "dataset=digits", "seeds=5"]
    experiment = read_command(words, multirun=True).experiment
    analysis = analyse(experiment, make_records(experiment, range(done)), range(5))
    found = slid(analysis, explored(analysis))
    for level in found.plain["levels"]:
        assert re.fullmatch(r"\d\d\.\d\d %", level["en"])
        assert re.fullmatch(r"\d\d\.\d\d %", level["zh"])
    assert "no interval yet" in found.note["en"]
    for row in analysis.compared:
        assert "[" not in found_text(row)
        assert "unbounded" not in sentence(row)
