"""An evaluation beside the usual one: the same on every engine, and nothing else is moved by it."""

import json
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from dropout_lab.data import load
from dropout_lab.dropout import masks, threshold
from dropout_lab.engines import compiled, load_engine, train
from dropout_lab.engines.base import Ending
from dropout_lab.engines.course import Course, evaluations
from dropout_lab.metrics import CATALOGUE
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe, engine_choice

CASES = {
    "monte_carlo": ({"passes": 5}, {"name": "standard", "rate": 0.3, "input_rate": 0.1}),
    "geometric_mean": ({"passes": 3, "rate": 0.5}, {"name": "gaussian", "rate": 0.3}),
    "at_rate": ({"rate": 0.6}, {"name": "classic", "rate": 0.3}),
}
"""Parameters of each evaluation, and a dropout."""

DOUBLE = engine_choice(precision="float64")

pytestmark = pytest.mark.timeout(600)


def case(name, evaluation=..., **parts):
    """A recipe of two epochs on digits with an evaluation."""
    parameters, dropout = CASES[name]
    return Recipe.parse(
        {
            "dataset": {"name": "digits"},
            "model": {"hidden_units": [12, 8]},
            "dropout": dropout,
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "training": {"batch_size": 479, "epochs": 2},
            "evaluation": {"name": name, **parameters} if evaluation is ... else evaluation,
            **parts,
        }
    )


def trained(engine, recipe, seed=3):
    """The outcome of a run."""
    return list(train(engine, recipe, seed, load(recipe.dataset)))[-1]


@pytest.fixture(scope="module")
def engine():
    """The fast engine in float64."""
    return load_engine(DOUBLE)


@pytest.fixture(scope="module")
def outcomes(engine):
    """What each case keeps."""
    return {name: trained(engine, case(name)) for name in CASES}


@pytest.fixture(scope="module")
def on_jax():
    """What the JAX engine keeps of each case."""
    words = [sys.executable, "-m", "tests.engines.evaluation_on_jax"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr[-3000:]
    return json.loads(said.stdout)


def own(metrics):
    """Metrics of the evaluation alone."""
    return {name: value for name, value in metrics.items() if CATALOGUE[name].needs_evaluation}


def net_of(weights, x, keep=lambda site, units: 1.0):
    """Logits of a relu net in NumPy, each site's activations multiplied by `keep`."""
    for site, (kernel, bias) in enumerate(zip(weights[::2], weights[1::2], strict=True)):
        x = np.maximum(x, 0) * keep(site, x) @ kernel + bias
    return x


def lanes(*words):
    """Lanes of our masks in NumPy."""
    import keras

    seed, site, call, rows, units = words
    of_word = (keras.ops.convert_to_tensor(seed, "uint32"), site, keras.ops.convert_to_tensor(call, "uint32"))
    return np.asarray(masks.lanes(*of_word, rows, units))


@pytest.mark.slow
def test_passes_draw_at_test_time_by_the_rule_that_is_fixed_for_ever(engine):
    """Site + 2^20, the pass for the call, the number in the test set for the row: redone in NumPy."""
    recipe = case("monte_carlo")
    digits, session = load(recipe.dataset), engine.session(recipe, 3, load(recipe.dataset))
    session.train_epoch()
    weights, x = session.weights(), digits.test_images / recipe.dataset.facts.scale
    seed, rates, each = Streams.of(3, recipe.randomness).mask_seed, recipe.dropout.site_rates, []
    for number in range(5):

        def keep(site, x, call=number):
            t = threshold(rates[site])
            return (lanes(seed, site + 2**20, call, *x.shape) >= t) * 65536 / (65536 - t)

        each.append(softmax(net_of(weights, x, keep), axis=1))
    np.testing.assert_allclose(np.exp(session.evaluated()), np.mean(each, axis=0), rtol=1e-10)


@pytest.mark.slow
def test_another_rate_is_that_of_the_dropouts_own_inference(engine):
    """Classic dropout trained at 0.3 and evaluated at 0.6 multiplies activations by 0.4, to 16 bits."""
    recipe = case("at_rate")
    digits, session = load(recipe.dataset), engine.session(recipe, 3, load(recipe.dataset))
    session.train_epoch()
    share = 1 - threshold(0.6) / 65536
    logits = net_of(
        session.weights(),
        digits.test_images / recipe.dataset.facts.scale,
        lambda site, x: share if site else 1,
    )
    np.testing.assert_allclose(session.evaluated(), log_softmax(logits, axis=1), rtol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_engines_evaluate_alike(outcomes, on_jax, name):
    """In float64 the numbers of TensorFlow and of JAX in a stack agree, and are not the usual ones."""
    found = own(outcomes[name].metrics)
    assert len(found) == 4
    assert found == pytest.approx(own(on_jax[name][1][1]), abs=1e-9)
    assert found["evaluation_nll"] != pytest.approx(outcomes[name].metrics["test_nll"], abs=1e-3)


@pytest.mark.slow
def test_plain_fit_evaluates_alike(outcomes):
    """The textbook's way calls the same passes, one operation after the other."""
    fit = trained(load_engine(engine_choice(name="keras_fit", precision="float64")), case("monte_carlo"))
    assert own(fit.metrics) == pytest.approx(own(outcomes["monte_carlo"].metrics), abs=1e-9)


@pytest.mark.slow
def test_an_evaluation_moves_no_weight_and_no_other_number(outcomes, on_jax, engine):
    """Weights to the bit and the usual metrics are those of the recipe without it, on both engines."""
    plain = trained(engine, case("monte_carlo", evaluation=None))
    on_tensorflow = plain.weights_sha256, plain.metrics
    found = outcomes["monte_carlo"].weights_sha256, outcomes["monte_carlo"].metrics
    for (weights, usual), (same, metrics) in (
        (on_tensorflow, found),
        (on_jax["plain"], on_jax["monte_carlo"][1]),
    ):
        assert weights == same
        assert usual == {name: value for name, value in metrics.items() if name in usual}
        assert not own(usual)


@pytest.mark.slow
def test_the_same_run_gives_the_same_evaluation_however_the_test_set_is_cut(outcomes, monkeypatch):
    """Examples are counted in the test set, so chunks of 100 draw what one of 1,000 draws."""
    monkeypatch.setattr(compiled, "EVALUATION_ROWS", 100)
    again = trained(load_engine(DOUBLE), case("monte_carlo"))
    assert own(again.metrics) == pytest.approx(own(outcomes["monte_carlo"].metrics), abs=1e-12)


@pytest.mark.slow
def test_passes_follow_the_mask_stream(engine, outcomes):
    """With all three streams frozen two seeds are evaluated alike, to the bit; else a run is itself."""
    frozen = case("monte_carlo", randomness={"init": 1, "order": 1, "mask": 1})
    first, second = (own(trained(engine, frozen, seed).metrics) for seed in (3, 4))
    assert first == second
    assert first != own(outcomes["monte_carlo"].metrics)


class Some:
    """A stack of three runs whose evaluation is no number in the second."""

    def evaluation(self):
        """Return one metric."""
        return {"evaluation_nll": np.array([0.5, np.nan, 0.7])}


def test_a_run_that_diverged_has_no_evaluation_and_what_is_no_number_is_left_out():
    """The metrics of the others are kept; a stack of diverged runs is not evaluated at all."""
    courses = [Course(), Course(), Course()]
    courses[2].ending = Ending("0" * 64)
    found = evaluations(Some(), case("monte_carlo"), courses)
    kept = [c.outcome(Ending("0" * 64), 1.0, of) for c, of in zip(courses, found, strict=True)]
    assert [dict(outcome.evaluation) for outcome in kept] == [{"evaluation_nll": 0.5}, {}, {}]
    assert evaluations(None, case("monte_carlo"), courses[2:]) == [{}]
    assert evaluations(None, case("monte_carlo", evaluation=None), courses) == [{}, {}, {}]
