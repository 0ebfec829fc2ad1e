"""What a step costs is measured of recipes, found again by what a program is built for, kept with a page."""

import json

import pytest

from dropout_lab.errors import ResultsError
from dropout_lab.experiment import Experiment
from dropout_lab.results_folder import costs_of, what_costs, with_costs
from dropout_lab.results_folder.costs import costs_at_hand
from tests.recipes import ENGINE, make_recipe


def of(dropout, **parts):
    """A recipe with a dropout."""
    return make_recipe(dropout=dropout, **parts)


def asked(asks="ranks", **recipes):
    """An experiment of some variants, as a document."""
    engine = ENGINE.model_dump(mode="json")
    variants = [
        {"name": name, "recipe": recipe.model_dump(mode="json"), "engine": engine}
        for name, recipe in recipes.items()
    ]
    return Experiment.parse(
        {"name": "x", "question": "Which?", "asks": asks, "planned_seeds": [0, 1], "variants": variants}
    )


def measured(results, **recipes):
    """Write what was measured of some recipes."""
    entry = {"time": [1.4, 1.5, 1.6], "memory": 1.25, "pairs": 8, "cpu": "A chip", "commit": "abc"}
    entry |= {"seconds": [[3.0, 2.0]], "bytes": [5, 4]}
    (results / "bench").mkdir(parents=True)
    found = {name: {**entry, "of": what_costs(recipe)} for name, recipe in recipes.items()}
    (results / "bench" / "costs.json").write_text(json.dumps(found))
    return results


STANDARD, GAUSSIAN = {"name": "standard", "rate": 0.2}, {"name": "gaussian", "rate": 0.2}
NONE = {"name": "none"}


def test_a_rate_costs_nothing_and_another_net_does():
    """One program serves all rates and seeds; a schedule, another layer, batch or optimizer is another."""
    alike = what_costs(of(STANDARD))
    assert what_costs(of({"name": "standard", "rate": 0.7})) == alike
    others = (
        of(GAUSSIAN),
        of(STANDARD, training={"batch_size": 16}),
        of(STANDARD, optimizer={"name": "sgd"}),
        of(STANDARD, schedule={"dropout.rate": {"name": "curriculum"}}),
    )
    assert all(what_costs(other) != alike for other in others)
    assert json.loads(json.dumps(alike)) == alike


def test_a_variant_has_the_cost_of_its_program(tmp_path):
    """At another rate too; that without dropout costs 1 by definition, and what nobody measured has none."""
    results = measured(tmp_path, first=of({"name": "standard", "rate": 0.5}))
    experiment = asked(none=of(NONE), standard=of(STANDARD), gaussian=of(GAUSSIAN))
    found = costs_at_hand(experiment, results)
    assert {name: tuple(cost.model_dump().values()) for name, cost in found.by_variant.items()} == {
        "none": (1, 1, 1, 1),
        "standard": (1.4, 1.5, 1.6, 1.25),
    }
    assert (found.cpu, found.pairs, found.commits) == ("A chip", 8, ("abc",))


def test_a_control_of_another_net_has_no_cost(tmp_path):
    """The ratio is to a step of the same net, batch and optimizer."""
    other = of(NONE, optimizer={"name": "sgd"})
    found = costs_at_hand(asked(none=other, standard=of(STANDARD)), measured(tmp_path, x=of(STANDARD)))
    assert list(found.by_variant) == ["standard"]


def test_who_asks_for_no_ranks_or_has_no_measurement_has_no_costs(tmp_path, monkeypatch):
    """Nor who has a damaged file: it hides no result."""
    monkeypatch.chdir(tmp_path)
    assert costs_at_hand(asked(standard=of(STANDARD)), tmp_path) is None
    results = measured(tmp_path, x=of(STANDARD))
    assert costs_at_hand(asked("same", standard=of(STANDARD)), results) is None
    assert costs_at_hand(asked(gaussian=of(GAUSSIAN)), results) is None
    for text in ("[", "[]", '{"x": 1}', '{"x": {"time": [1, 2]}}', "[" * 100_000):
        (results / "bench" / "costs.json").write_text(text)
        assert costs_at_hand(asked(standard=of(STANDARD)), results) is None


def test_costs_travel_with_a_provenance(tmp_path, monkeypatch):
    """What is at hand is written down, else what a folder has stays; what is none of ours is one line."""
    monkeypatch.chdir(tmp_path)
    experiment = asked(none=of(NONE), standard=of(STANDARD))
    assert with_costs(experiment, {"commit": "x"}) == {"commit": "x"}
    given = with_costs(experiment, {"commit": "x"}, measured(tmp_path, x=of(STANDARD)))
    assert costs_of(json.loads(json.dumps(given))) == costs_at_hand(experiment, tmp_path)
    (tmp_path / "bench" / "costs.json").unlink()
    assert with_costs(experiment, given) == given
    assert costs_of({}) is None
    with pytest.raises(ResultsError, match=r"provenance.json: costs\.pairs=-1: should be"):
        costs_of({"costs": {**given["costs"], "pairs": -1}})
