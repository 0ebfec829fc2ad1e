"""Evaluations of their own beside the usual one: compared with it between variants and within runs."""

from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.evidence import analyse, columns_beside, find_sweep
from dropout_lab.experiment import Experiment
from dropout_lab.figures.pictures import accuracy
from tests.evidence.synthetic import make_experiment, make_records
from tests.recipes import recipe_data

SEEDS = range(4)


def experiment(metric="evaluation_accuracy", evaluation="monte_carlo"):
    """One recipe with an evaluation of its own and without."""
    recipe = recipe_data(dataset={"name": "mnist"}, training={"batch_size": 128, "epochs": 3})
    own = {**recipe, "evaluation": {"name": evaluation}} if evaluation else recipe
    engine = {"name": "tensorflow"}
    return Experiment.parse(
        {
            "name": "evaluations",
            "question": "?",
            "metric": metric,
            "variants": [
                {"name": "scaled", "recipe": recipe, "engine": engine},
                {"name": "mean", "recipe": own, "engine": engine},
            ],
            "planned_seeds": list(SEEDS),
            "comparisons": [{"treatment": "mean", "control": "scaled"}],
        }
    )


def evaluated(asked):
    """Runs of which those with an evaluation reach 0.001 more by it, and 0.01 nats less."""
    levels = dict.fromkeys(("scaled", "mean"), 0.98)
    records = make_records(asked, SEEDS, levels=levels)
    usual = {record.seed: record.metrics for record in records if "evaluation" not in record.recipe}
    found = []
    for record in records:
        metrics = dict(usual[record.seed])  # the same weights
        if "evaluation" in record.recipe:
            more = {"accuracy": ("test_accuracy", 0.001), "nll": ("test_nll", -0.01)}
            metrics |= {f"evaluation_{key}": metrics[name] + by for key, (name, by) in more.items()}
        found.append(replace(record, metrics=metrics))
    return found


def test_a_variant_without_an_evaluation_is_compared_by_its_usual_number():
    """The mean of passes minus scaled weights, paired by seed, as one comparison on one metric."""
    asked = experiment()
    analysis = analyse(asked, evaluated(asked), SEEDS)
    (row,) = analysis.compared
    assert (row.metric, row.n_pairs) == ("evaluation_accuracy", 4)
    assert row.mean_difference == pytest.approx(0.001)
    by = analysis.summary.set_index(["variant", "metric"])["mean"]
    assert by["scaled", "evaluation_accuracy"] == by["scaled", "test_accuracy"] == by["mean", "test_accuracy"]
    assert analysis.runs.groupby("variant")["evaluation_accuracy"].count().to_dict() == {
        "mean": 4,
        "scaled": 0,
    }


@pytest.mark.parametrize(
    ("metric", "expected"), [("evaluation_accuracy_change", 0.001), ("evaluation_nll_change", -0.01)]
)
def test_the_change_within_each_run_is_a_metric_that_figures_draw(metric, expected):
    """Its level over seeds has the interval of the paired difference; without an evaluation it is 0."""
    asked = experiment(metric)
    analysis = analyse(asked, evaluated(asked), SEEDS)
    levels = analysis.levels.groupby("variant")[metric].apply(list)
    np.testing.assert_allclose(levels["mean"], [expected] * 4, atol=1e-12)
    assert levels["scaled"] == [0.0] * 4
    assert accuracy.draw(analysis) is not None


def test_only_where_some_variant_has_an_evaluation_is_it_in_the_tables():
    """Other pages have neither its rows nor its columns."""
    with_it, without = experiment(), make_experiment(planned=4)
    assert {row.name for row in columns_beside(with_it) if row.needs_evaluation} == {"evaluation_nll"}
    assert not [row for row in columns_beside(without) if row.needs_evaluation]
    found = analyse(without, make_records(without, SEEDS), SEEDS)
    assert not found.summary["metric"].str.startswith("evaluation").any()


def test_variants_that_differ_in_having_an_evaluation_are_no_axis():
    """They are categories: their picture is the forest."""
    assert find_sweep(experiment()) is None
    three = experiment()
    more = [
        {"name": f"mean{n}", "recipe": {**three.variants[0].recipe.model_dump(mode="json"), "evaluation": e}}
        for n, e in ((1, {"name": "geometric_mean"}), (2, {"name": "monte_carlo", "passes": 7}))
    ]
    variants = [*three.model_dump(mode="json")["variants"], *({**v, "engine": {"name": "jax"}} for v in more)]
    assert find_sweep(Experiment.parse({**three.model_dump(mode="json"), "variants": variants})) is None


def test_a_comparison_by_an_evaluation_that_nobody_has_is_one_line():
    """It would set the usual numbers against each other without a word."""
    with pytest.raises(ConfigError) as refused:
        experiment(evaluation=None)
    assert str(refused.value) == (
        "evaluation_accuracy: no evaluation beside the usual one has mean or scaled; give one of them "
        "evaluation=monte_carlo"
    )
