"""What would change an answer: seeds more while it is open, nothing once it is settled."""

import math

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.language import Words, change_of, change_sentence, settle_text
from tests.evidence.synthetic import make_experiment, make_records
from tests.language.test_sentences import row

PAIRS = [{"treatment": "dropout", "control": "none"}, {"treatment": "other", "control": "none"}]


def found(monkeypatch, *rows, asks="better"):
    """An analysis whose comparisons are these rows."""
    plain = make_experiment(("none", "dropout", "other"), comparisons=PAIRS).model_dump(mode="json")
    experiment = Experiment.parse({**plain, "asks": asks})
    analysis = analyse(experiment, make_records(experiment, range(3)), range(3))
    monkeypatch.setattr(type(analysis), "compared", rows)
    return analysis


def opened(low=45.0, high=94.0, n_pairs=10):
    return row(-0.0003, 0.0013, n_pairs=n_pairs, seeds_to_settle_low=low, seeds_to_settle_high=high)


def test_what_is_open_says_how_many_seeds_more_and_how_many_in_all(monkeypatch):
    """Of several open comparisons the most demanding counts."""
    analysis = found(monkeypatch, opened(), opened(12.0, 20.0), row(0.0005, 0.0019))
    assert change_sentence(analysis) == (
        "About 35 to 84 seeds more (45 to 94 in all), if the difference is as seen here."
    )
    assert "35 至 84 个种子（共 45 至 94 个）" in change_sentence(analysis, Words("zh"))
    assert change_of(analysis).enough == 94


def test_a_number_that_is_there_already_is_not_asked_for(monkeypatch):
    """An estimate from a lucky spread may lie below the seeds that left it open."""
    assert change_of(found(monkeypatch, opened(8.0, 14.0)))[:2] == (11.0, 14.0)


@pytest.mark.parametrize(
    ("low", "high", "enough", "said"),
    [
        (45.0, math.inf, 45, "At least 35 seeds more (45 in all)"),
        (math.inf, math.inf, None, "No number of seeds"),
        (1045.0, 119606.0, None, "About 1,035 to 119,596 seeds more (1,045 to 119,606 in all)"),
        (math.nan, math.nan, 5, "More seeds: under 3 pairs decide nothing."),
    ],
)
def test_what_no_number_settles_is_said(monkeypatch, low, high, enough, said):
    """Infinite is never, unknown is too few to estimate."""
    analysis = found(monkeypatch, opened(low, high))
    assert change_sentence(analysis).startswith(said)
    assert change_of(analysis).enough == enough


@pytest.mark.parametrize(
    ("asks", "rows"),
    [
        ("better", [row(0.0005, 0.0019), row(-0.0003, 0.0007)]),
        ("depends", [row(0.0005, 0.0019), opened()]),
        ("how much", [opened()]),
        ("epochs", [opened()]),
    ],
)
def test_what_is_settled_says_nothing(monkeypatch, asks, rows):
    """All are decided, or the one that is enough; no seeds are counted for what no comparison answers."""
    assert change_sentence(found(monkeypatch, *rows, asks=asks)) == ""


def test_a_comparison_that_is_settled_needs_no_seeds():
    """Its cell says so, in both languages."""
    decided = row(-0.0003, 0.0007, seeds_to_settle_low=25.0, seeds_to_settle_high=40.0)
    assert settle_text(decided) == "settled"
    assert settle_text(decided, Words("zh")) == "已有定论"
    assert settle_text(opened()) == "45 to 94"
