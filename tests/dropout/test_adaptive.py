"""Numbers of dropouts whose noise is learned or depends on activations, checked by hand and by quadrature.

Noise is drawn over all 65,536 lanes, each once, so that moments are sums and no estimates.
"""

from dataclasses import replace
from itertools import pairwise
from math import exp, log, pi, sqrt

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import ops
from scipy.integrate import quad

from dropout_lab.dropout import LAYERS, Before, Dense, Progress, Site, Widths, masks
from dropout_lab.dropout import variational as kingma
from dropout_lab.dropout.layers import sparse_variational as molchanov
from dropout_lab.errors import ConfigError
from dropout_lab.language import Words, said
from dropout_lab.recipe import Recipe
from tests.over import over

LANES = np.arange(65536, dtype=np.uint32)[:, None]
"""All lanes, for one unit of 65,536 examples."""

VARIATIONAL = ("variational_a", "variational_a2", "variational_b")
LEARNED = ("concrete", *VARIATIONAL, "sparse_variational", "information")
"""Those with weights of their own."""


def of(*rows):
    """A float64 tensor."""
    return tf.constant(rows, "float64")


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


def site(n_train=60_000, **known):
    """A hidden site of a net; what else is known of it is given."""
    word, nothing = (ops.convert_to_tensor(value, "uint32") for value in (7, 0))
    return Site(number=1, mask_seed=word, call=nothing, dtype="float64", n_train=n_train, **known)


def owning(**weights):
    """A site with own weights at these values."""
    return site(weights={name: tf.constant(value, "float64") for name, value in weights.items()})


def before(summed):
    """A layer of one unit before the site, with this sum of its two inputs."""
    return Before(of([1.0, 2.0]), of([summed / 3], [summed / 3]), of(0.0), "relu")


def logits(shares):
    """The logits of numbers between 0 and 1, as an array."""
    return np.log(shares) - np.log1p(-np.asarray(shares))


@pytest.fixture
def every_lane(monkeypatch):
    """Let 65,536 examples of one unit draw each lane once."""
    monkeypatch.setattr(masks, "lanes", lambda *words: ops.convert_to_tensor(LANES))


def multipliers(dropout, at):
    """What a unit is multiplied by, over all lanes."""
    return np.asarray(dropout.disturb(tf.ones((65536, 1), "float64"), at))


def test_standout_keeps_by_its_own_sum():
    """Pi is 0.574443 at x W = 0.3; beta is added to the sum once, and not to each weight."""
    at = site(before=before(0.3))
    assert float(made("standout").keeps(at)[0, 0]) == pytest.approx(0.574443, abs=5e-7)
    shifted = made("standout", alpha=0.5, beta=1.0).keeps(at)
    assert float(shifted[0, 0]) == pytest.approx(1 / (1 + exp(-1.15)), abs=1e-12)


@pytest.mark.usefixtures("every_lane")
def test_standout_keeps_that_share_and_scales_by_it_at_inference():
    """Kept units stay as they are: over all lanes their mean is pi, which multiplies them at inference."""
    dropout, at = made("standout"), site(before=before(0.3))
    drawn = multipliers(dropout, at)
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.574443, abs=1e-5)
    assert float(dropout.infer(of([2.0]), at)[0, 0]) == pytest.approx(2 * 0.574443, abs=1e-6)


def test_no_gradient_passes_through_the_belief_net():
    """In training and at inference the weights before the site get none through pi."""
    around = before(0.3)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([around.inputs, around.kernel])
        at = site(before=around)
        found = [method(of([2.0]), at) for method in (made("standout").disturb, made("standout").infer)]
    assert [tape.gradient(y, [around.inputs, around.kernel]) for y in found] == [[None, None]] * 2


@pytest.mark.usefixtures("every_lane")
@pytest.mark.parametrize(
    ("rate", "temperature", "mean", "variance"),
    [
        (0.1, 0.1, 0.998685, 0.101084),
        (0.5, 0.1, 1, 0.900804),
        (0.1, 2 / 3, 0.949683, 0.067795),
        (0.5, 2 / 3, 1, 0.473351),
    ],
)
def test_moments_of_concrete_dropout(rate, temperature, mean, variance):
    """A smooth mask varies less than one of 0 and 1, whose variance is q / (1 - q)."""
    drawn = multipliers(made("concrete", temperature=temperature), owning(rate_logit=logits(rate)))
    assert drawn.mean() == pytest.approx(mean, abs=2e-6)
    assert drawn.var() == pytest.approx(variance, abs=2e-6)
    assert variance < rate / (1 - rate)


@pytest.mark.usefixtures("every_lane")
def test_concrete_dropout_of_no_rate_is_the_identity():
    """As the rate goes to 0, each mask goes to 1."""
    np.testing.assert_allclose(multipliers(made("concrete"), owning(rate_logit=-60.0)), 1, rtol=1e-12)


def test_the_loss_of_concrete_dropout():
    """At 784 inputs, rate 0.1 and 60,000 examples the rate's term is -0.0042477; biases are in none."""
    kernel, bias, pixels = of([3.0, -1.0], [2.0, 0.0]), of(5.0, 5.0), tf.zeros((4, 784), "float64")
    at = replace(owning(rate_logit=logits(0.1)), after=Dense(kernel, bias))
    entropy = float(made("concrete", length_scale=0.0).loss(pixels, at))
    assert entropy == pytest.approx(-0.0042477, abs=1e-7)
    assert entropy == pytest.approx(-0.325083 * 784 / 60_000, rel=2e-6)
    both = float(made("concrete", length_scale=0.5).loss(pixels, at))
    assert both - entropy == pytest.approx(0.25 * 14 / 0.9 / 60_000, rel=1e-9)


@over(
    ("rate", "negative"),
    [(0.05, -1.41517), (0.1, -0.98730), (0.2, -0.48750), (0.3, -0.15562), (0.5, 0.24571)],
)
def test_the_cubic_of_kingma(rate, negative):
    """Minus KL at alpha = q / (1 - q); that of Molchanov is the same function up to a constant, to 0.006."""
    alpha = rate / (1 - rate)
    assert -float(kingma.divergence(of(alpha))[0]) == pytest.approx(negative, abs=5e-6)
    other = -float(molchanov.divergence(of(log(alpha)))[0])
    assert 0.665 <= round(negative - other, 3) <= 0.677


@pytest.mark.usefixtures("every_lane")
@pytest.mark.parametrize("rate", [0.05, 0.2, 0.4])
def test_variational_dropout_starts_as_gaussian_dropout(rate):
    """Of mean 1 and variance q / (1 - q): no deviation for a variance, and no normal around 0."""
    dropout = made("variational_a", initial_rate=rate)
    start = dropout.weights(Widths(3, 1, 2), 1)["alpha_logit"].initial
    drawn = multipliers(dropout, owning(alpha_logit=start))
    assert (drawn.mean(), drawn.var()) == pytest.approx((1, rate / (1 - rate)), abs=1e-9)


@pytest.mark.parametrize("alphas", ["layer", "unit", "weight"])
@pytest.mark.parametrize("name", VARIATIONAL)
def test_what_a_kl_counts(name, alphas):
    """Of A the noisy units, of A2 a third of that, of B the noisy weights; whoever shares an alpha."""
    if alphas == "weight" and name != "variational_b":
        return
    dropout, widths = made(name, alphas=alphas), Widths(3, 4, 5)
    weight = dropout.weights(widths, 1)["alpha_logit"]
    own = np.full(weight.shape, weight.initial)
    at = replace(owning(alpha_logit=own), after=Dense(tf.ones((4, 5)), None))
    count = {"variational_a": 4, "variational_a2": 4 / 3, "variational_b": 20}[name]
    loss = float(dropout.loss(tf.ones((7, 4), "float64"), at))
    assert loss == pytest.approx(count * float(kingma.divergence(of(0.25))[0]) / 60_000, rel=1e-9)


def test_alphas_of_weights_and_units_in_the_variance():
    """By hand: x^2 (alpha W^2), with an alpha for all, for each input, for each weight."""
    x, kernel = of([1.0, 2.0]), of([1.0, -3.0], [0.5, 2.0])
    alphas = {"layer": 0.5, "unit": [[0.5], [0.1]], "weight": [[0.5, 0.2], [0.1, 0.4]]}
    wanted = {"layer": [0.5 * 2, 0.5 * 25], "unit": [0.6, 6.1], "weight": [0.6, 0.2 * 9 + 0.4 * 16]}
    for each, alpha in alphas.items():
        at = owning(alpha_logit=logits(alpha))
        mean, variance = made("variational_b", alphas=each).product_moments(x, kernel, at)
        np.testing.assert_allclose(mean, [[2, 1]], rtol=1e-12)
        np.testing.assert_allclose(variance, [wanted[each]], rtol=1e-12)


MOLCHANOV = {-8: -4.63590, -4: -2.63421, -2: -1.54053, 0: -0.43124, 2: -0.06842, 3: -0.02542, 8: -0.00017}
EXACT = {-8: -4.635014, -4: -2.625755, -2: -1.544155, 0: -0.426686, 2: -0.066168, 3: -0.024688, 8: -0.000168}
"""Minus KL by log alpha, in nats."""


def exact(log_alpha):
    """Minus KL of N(w, alpha w^2) from the log-uniform prior, 0 at infinite alpha, by quadrature."""
    spread, edge = exp(log_alpha / 2), exp(-log_alpha / 2)

    def integrand(z):
        return np.log(abs(1 + spread * z)) * exp(-z * z / 2) / sqrt(2 * pi)

    bounds = sorted({-12.0, *([-edge] if edge < 12 else []), 12.0})
    total = sum(quad(integrand, *pair, limit=200)[0] for pair in pairwise(bounds))
    return log_alpha / 2 - total - 0.635181


@over("log_alpha", MOLCHANOV)
def test_the_kl_of_molchanov(log_alpha):
    """To the digits of the authors' fit, and within 0.0085 of the exact value."""
    found = -float(molchanov.divergence(of(float(log_alpha)))[0])
    assert found == pytest.approx(MOLCHANOV[log_alpha], abs=5e-6)
    assert exact(log_alpha) == pytest.approx(EXACT[log_alpha], abs=2e-6)
    assert abs(found - exact(log_alpha)) <= 0.0085


def sparse_at(step, **parameters):
    """A sparse variational dropout with log variance 0, and its site at a step of 10 epochs of 20."""
    progress = Progress(*(tf.constant(count, "int32") for count in (step, 20, 10)))
    kernel = of([1.0, 0.1], [0.3, 0.0])
    at = replace(owning(log_variance=np.zeros((2, 2))), after=Dense(kernel, of(0.0, 0.0)), progress=progress)
    return made("sparse_variational", **parameters), at


def test_weights_that_are_all_noise_are_cut_off_at_inference():
    """Log alpha is 0, 4.6, 2.4 and, for a weight of 0, the bound 8: two are beyond the threshold of 3."""
    dropout, at = sparse_at(0)
    kernel, x = at.after.kernel, of([1.0, 1.0])
    wanted = [[0, log(100)], [log(1 / 0.09), 8]]
    np.testing.assert_allclose(dropout.log_alpha(kernel, at), wanted, rtol=1e-9)
    np.testing.assert_allclose(dropout.infer_product(x, kernel, at.after.bias, at), [[1.3, 0]])
    mean, variance = dropout.product_moments(x, kernel, at)
    np.testing.assert_allclose(mean, [[1.3, 0.1]])
    np.testing.assert_allclose(variance, [[2, 1]], rtol=1e-9)


def test_the_kl_of_sparse_dropout_warms_up():
    """From 0.025 of the training to 0.1 of it, the authors' epochs 5 and 20 of 200; then it counts whole."""
    whole = sum(float(molchanov.divergence(of(v))[0]) for v in (0, log(100), log(1 / 0.09), 8))
    for step, share in ((0, 0), (5, 0), (11, 0.4), (20, 1), (199, 1)):
        dropout, at = sparse_at(step)
        loss = float(dropout.loss(of([1.0, 1.0]), at))
        assert loss == pytest.approx(share * whole / 60_000, abs=1e-15)


def test_a_weight_of_0_has_a_gradient():
    """Its logarithm is none, and no NaN enters the others."""
    dropout, at = sparse_at(199)
    with tf.GradientTape() as tape:
        tape.watch([at.after.kernel, at.weights["log_variance"]])
        y = dropout.product(of([1.0, 1.0]), *at.after[:2], at)
        loss = dropout.loss(of([1.0, 1.0]), at) + tf.reduce_sum(y)
    assert np.isfinite(tape.gradient(loss, [at.after.kernel, at.weights["log_variance"]])).all()


@pytest.mark.usefixtures("every_lane")
@pytest.mark.parametrize(
    ("alpha", "mean", "variance"),
    [(0.1, 1.0050, None), (0.5, 1.1331, None), (0.7, 1.2776, 1.032), (1.0, 1.6487, None)],
)
def test_moments_of_information_dropout(alpha, mean, variance):
    """Log-normals have mean e^(alpha^2 / 2), which inference does not keep."""
    dropout = made("information", max_alpha=1.0)
    own = {"kernel": np.zeros((2, 1)), "bias": [logits(alpha - 0.001)]}
    at = replace(owning(**own), before=before(0.3))
    drawn = multipliers(dropout, at)
    assert drawn.mean() == pytest.approx(mean, abs=2e-4)
    assert variance is None or drawn.var() == pytest.approx(variance, abs=2e-3)


def test_the_loss_of_information_dropout():
    """By hand: a number for each example, whose alpha comes from its own inputs; 0 where alpha is largest."""
    dropout = made("information", beta=3.0, max_alpha=0.7)
    around = Before(of([1.0, 2.0], [400.0, 300.0]), of([9.0], [9.0]), of(0.0), "relu")
    at = replace(owning(kernel=[[0.1], [0.1]], bias=[0.0]), before=around)
    alpha = 0.001 + 0.7 / (1 + exp(-0.3))
    wanted = [-log(alpha / 0.701) * 3 / 60_000, 0]
    np.testing.assert_allclose(dropout.loss(of([1.0], [1.0]), at), wanted, rtol=1e-9, atol=1e-18)


def entropy(rates):
    """The rate's term of concrete dropout, of one unit at some rates."""
    at = replace(owning(rate_logit=logits(rates)), after=Dense(of([0.0]), None))
    return made("concrete", length_scale=0.0).loss(of([1.0]), at)


def information(sizes):
    """The loss of information dropout of examples whose noise has sizes from 0.001 to 0.701."""
    inputs = tf.constant(logits((sizes - 0.001) / 0.7)[:, None])
    at = replace(owning(kernel=[[1.0]], bias=[0.0]), before=Before(inputs, None, None))
    return made("information").loss(inputs, at)


TERMS = {
    "cubic": (lambda alphas: kingma.divergence(tf.constant(alphas)), 1e-6, 1.0),
    "molchanov": (lambda log_alphas: molchanov.divergence(tf.constant(log_alphas)), -8.0, 8.0),
    "entropy": (entropy, 1e-4, 0.5),
    "information": (information, 0.002, 0.7),
}
"""Terms by how much noise there is, each with the least and the most."""


@pytest.mark.parametrize("term", TERMS)
@given(shares=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_term_falls_as_noise_rises(term, shares):
    """More noise says less about data and weights, and what is exact but for its sign is 0 or more."""
    value, least, most = TERMS[term]
    less, more = np.asarray(value(least + np.sort(shares) * (most - least)))
    assert more <= less + 1e-15
    if term in ("molchanov", "information"):
        assert more >= -1e-18


def test_the_share_of_weights_that_are_cut_off_is_told():
    """Two of four, as inference has them."""
    dropout, at = sparse_at(0)
    assert float(dropout.learned(at)["cut_share"]) == 0.5


@pytest.mark.parametrize("name", ["standout", *LEARNED])
def test_the_methods_text_has_words(name):
    """In both languages, with its numbers."""
    for language in ("en", "zh"):
        text = "; ".join(said(phrase, Words(language)) for phrase in made(name).phrases())
        assert "{" not in text
        assert any(character.isdigit() for character in text)


@over(
    ("dropout", "said_of_it"),
    [
        ({"name": "standout", "alpha": "much"}, "dropout.alpha=much: should be a number"),
        ({"name": "concrete", "initial_rate": 1.0}, "dropout.initial_rate=1.0: should be a rate"),
        ({"name": "concrete", "temperature": 0.0}, "dropout.temperature=0.0: should be a number > 0"),
        ({"name": "concrete", "rate": 0.2}, "dropout.rate: no such key"),
        ({"name": "variational_a", "initial_rate": 0.5}, "0 < initial_rate < 0.5, since alpha is below 1"),
        ({"name": "variational_a", "alphas": "weight"}, "dropout.alphas=weight: should be 'layer' or 'unit'"),
        ({"name": "variational_b", "kl": -1.0}, "dropout.kl=-1.0: should be a number >= 0"),
        ({"name": "sparse_variational", "kl_from": 0.2}, "dropout.kl_from=0.2, kl_full=0.1: the KL term"),
        ({"name": "information", "max_alpha": 2.0}, "dropout.max_alpha=2.0: should be a number from 0 to 1"),
    ],
)
def test_a_bad_value_is_one_line(dropout, said_of_it):
    """It names the key, the value received and what is accepted."""
    parts = {"dataset": {"name": "digits"}, "model": {"hidden_units": [8]}, "dropout": dropout}
    with pytest.raises(ConfigError) as error:
        Recipe.parse(parts)
    assert said_of_it in str(error.value)
    assert "\n" not in str(error.value)
