"""Dropouts of several passes a step, and of gradients: losses by hand, draws, and products made."""

from collections import Counter

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from dropout_lab.dropout import LAYERS, RateNow, Site, threshold
from dropout_lab.dropout.site import GRADIENTS
from dropout_lab.errors import ConfigError
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe
from dropout_lab.training import models
from dropout_lab.training.objective import objective
from tests.over import over

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

LOGITS = tf.constant([[2.0, 0.0, 0.0]], "float64"), tf.constant([[1.0, 1.0, 0.0]], "float64")


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


def recipe(name, hidden=(12, 9), **parameters):
    """A recipe on digits with a dropout at rate 0.4."""
    rate = {} if name == "none" else {"rate": 0.4}
    return Recipe.parse(
        {
            "dataset": {"name": "digits"},
            "model": {"hidden_units": list(hidden)},
            "dropout": {"name": name, **rate, **parameters},
            "optimizer": {"name": "sgd"},
            "training": {"batch_size": 20},
        }
    )


def net_of(of, multiply=None):
    """A net in float64, at the first state of seed 3."""
    net = models.Net(of, "float64", multiply)
    models.reset_model(net, of, Streams(init=3, order=3, mask=3))
    return net


def batch():
    """Images, labels and indices of 20 examples."""
    generator = np.random.default_rng(4)
    images = generator.integers(0, 17, (20, 64)).astype(np.uint8)
    return [tf.constant(each) for each in (images, np.arange(20, dtype=np.int32) % 10, np.arange(20))]


def steps(of, n=2):
    """Loss and gradients of the first steps, at the first weights."""
    net, found = net_of(of), []
    for _ in range(n):
        with tf.GradientTape() as tape:
            loss = objective(net, *batch())
        gradients = tape.gradient(loss, [variable.value for variable in net.trainable_variables])
        found.append([np.asarray(each) for each in (loss, *gradients)])
    return found


def same(left, right, digits=None):
    """Hold two lists of steps to each other: to the bit, or to so many digits."""
    for these, those in zip(left, right, strict=True):
        for this, that in zip(these, those, strict=True):
            np.testing.assert_allclose(this, that, rtol=0, atol=0 if digits is None else 10**-digits)


def test_r_drop_by_hand():
    """Divergences .302929 and .377550, mean .340240: half of alpha times it, since the loss is halved."""
    logs = [np.asarray(ops.log_softmax(each)) for each in LOGITS]
    one, two = (np.sum(np.exp(p) * (p - q)) for p, q in (logs, logs[::-1]))
    assert (one, two, (one + two) / 2) == pytest.approx((0.302929, 0.377550, 0.340240), abs=5e-7)
    for alpha in (1.0, 2.0, 5.0):
        (added,) = made("r_drop", rate=(0.2,), alpha=alpha).consistency(LOGITS)
        assert float(added) == pytest.approx(alpha / 2 * (one + two) / 2, rel=1e-12)


def test_expectation_linear_by_hand():
    """The squared distance of softmax (2, 0, 0) and softmax (1, 1, 0), .235106, times the strength."""
    p, q = (np.exp(each) / np.exp(each).sum() for each in map(np.asarray, LOGITS))
    (added,) = made("expectation_linear", rate=(0.2,), strength=3.0).consistency(LOGITS)
    assert float(added) == pytest.approx(3 * ((p - q) ** 2).sum(), rel=1e-12)
    assert ((p - q) ** 2).sum() == pytest.approx(0.235106, abs=5e-7)


@pytest.mark.parametrize("name", ["r_drop", "expectation_linear"])
def test_a_loss_between_passes_is_of_each_example(name):
    """What other examples are in the batch changes none of it; equal logits cost nothing."""
    generator = np.random.default_rng(6)
    one, two = (tf.constant(generator.normal(size=(7, 10))) for _ in range(2))
    dropout = made(name, rate=(0.2,))
    whole, part = dropout.consistency([one, two]), dropout.consistency([one[:3], two[:3]])
    assert whole.shape == (7,)
    assert (np.asarray(whole) > 0).all()
    np.testing.assert_allclose(whole[:3], part, rtol=1e-14)
    assert not np.asarray(dropout.consistency([one, one])).any()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("dropout_k", {"k": 1}), ("multi_sample", {"samples": 1}), ("expectation_linear", {"strength": 0.0})],
)
def test_with_one_pass_and_no_penalty_it_is_standard_dropout(name, parameters):
    """Losses and gradients of two steps are equal to the bit."""
    same(steps(recipe(name, **parameters)), steps(recipe("standard")))


def test_r_drop_without_alpha_is_two_passes_averaged():
    """To the bit, as the definition says."""
    same(steps(recipe("r_drop", alpha=0.0)), steps(recipe("dropout_k", k=2)))


def test_samples_of_the_only_noisy_layer_are_passes():
    """With one hidden layer M masks of it are M passes of the net: to the bit in losses."""
    several, passes = recipe("multi_sample", (12,), samples=3), recipe("dropout_k", (12,), k=3)
    same([each[:1] for each in steps(several)], [each[:1] for each in steps(passes)])
    same(steps(several), steps(passes), digits=15)


@pytest.mark.parametrize("k", [2, 3])
def test_passes_average_the_losses_of_successive_calls(k):
    """Pass j of step s has the masks of call s k + j: the mean of standard dropout's losses there."""
    losses = np.array([loss for loss, *_ in steps(recipe("standard"), 2 * k)])
    assert np.ptp(losses) > 0.01
    found = [loss for loss, *_ in steps(recipe("dropout_k", k=k))]
    np.testing.assert_allclose(found, losses.reshape(2, k).mean(axis=1), rtol=1e-15)


def test_the_trunk_of_several_samples_is_computed_once():
    """Eight masks cost eight products with the output's weights, and one with each of the others."""
    counted = Counter()

    def multiply(left, right):
        counted[right.shape] += 1
        return ops.matmul(left, right)

    net = net_of(recipe("multi_sample", samples=8, input_rate=0.1), multiply)
    logits = [found for found, _ in net.passes(batch()[0])]
    assert counted == {(64, 12): 1, (12, 9): 1, (9, 10): 8}
    assert all(not np.array_equal(logits[0], other) for other in logits[1:])
    assert int(net.noise.calls.value) == 8


def test_samples_share_the_noise_before_the_last_hidden_layer():
    """Input and first hidden layer are disturbed once; the last layer's activations four times, alike."""
    net, seen = net_of(recipe("multi_sample", samples=4, input_rate=0.1)), []
    disturbed = net.noise.disturbed

    def watched(site, x, *around):
        seen.append((site, np.asarray(x)))
        return disturbed(site, x, *around)

    net.noise.disturbed = watched
    net.passes(batch()[0])
    assert [site for site, _ in seen] == [0, 1, 2, 2, 2, 2]
    assert all(np.array_equal(seen[2][1], x) for _, x in seen[3:])


def test_samples_of_a_layer_that_drops_nothing_are_refused():
    """Equal masks would only cost."""
    said = r"dropout.rate=\[0.2, 0.0\]: dropout=multi_sample has its masks on the last hidden layer"
    with pytest.raises(ConfigError, match=said):
        recipe("multi_sample", rate=[0.2, 0.0])


def test_without_hidden_layers_the_masks_are_the_inputs():
    """The last site of a linear net is its input."""
    net = net_of(recipe("multi_sample", (), rate=[], input_rate=0.3, samples=3))
    assert (net.noise.repeated_from, net.noise.sites) == (0, (0,))
    one, two, _ = (logits for logits, _ in net.passes(batch()[0]))
    assert not np.array_equal(one, two)


def test_the_penalty_compares_with_what_inference_predicts():
    """Cross-entropy of the noisy pass alone, and strength times the distance to inference."""
    net = net_of(recipe("expectation_linear", strength=1000.0))
    images, labels, examples = batch()
    found = float(objective(net, images, labels, examples))
    net.noise.calls.assign(np.zeros((), np.uint32))
    (noisy, _), inferred = net.passes(images)[0], net.inference(images)
    log_p, p0 = np.asarray(ops.log_softmax(noisy)), np.asarray(ops.softmax(inferred))
    nll = -log_p[np.arange(20), np.asarray(labels)].mean()
    distance = ((np.exp(log_p) - p0) ** 2).sum(axis=1).mean()
    assert found == pytest.approx(nll + 1000 * distance, rel=1e-12)
    assert 1000 * distance > 0.01


def of_gradients(noise, rate=0.2, call=0, number=GRADIENTS, shape=(400, 300)):
    """Gradients of 1 after their noise, at one weight in one step."""
    word = [ops.convert_to_tensor(value, "uint32") for value in (7, call, threshold(rate))]
    at = Site(number=number, mask_seed=word[0], call=word[1], dtype="float64", rate=RateNow(word[2]))
    return np.asarray(made("gradient", rate=rate, noise=noise).gradient(ops.ones(shape, "float64"), at))


@over(("rate", "variance"), [(0.1, 0.111111), (0.2, 0.25), (0.5, 1.0)])
@over("noise", ["bernoulli", "gaussian"])
def test_noise_of_gradients_has_mean_1_and_the_declared_variance(noise, rate, variance):
    """Over 120,000 numbers, within 5 standard errors of normals."""
    found = of_gradients(noise, rate)
    n = found.size
    assert found.mean() == pytest.approx(1, abs=5 * np.sqrt(variance / n))
    assert found.var() == pytest.approx(variance, rel=5 * np.sqrt(4 / n))
    assert (set(np.unique(found)) == {0.0, 65536 / (65536 - threshold(rate))}) is (noise == "bernoulli")


def test_each_number_of_each_weight_and_step_has_noise_of_its_own():
    """Another weight or step is another draw; biases and kernels of more axes have theirs too."""
    first = of_gradients("bernoulli")
    assert not np.array_equal(first, of_gradients("bernoulli", call=1))
    assert not np.array_equal(first, of_gradients("bernoulli", number=GRADIENTS + 1))
    assert np.abs(np.corrcoef(first[:50].T - 1)[np.triu_indices(300, 1)]).mean() < 0.2
    for shape in ((50,), (3, 3, 4, 6)):
        found = of_gradients("bernoulli", 0.5, shape=shape)
        assert found.shape == shape
        assert set(np.unique(found)) == {0.0, 2.0}


def test_gradients_of_the_net_are_dropped_and_activations_are_not():
    """The loss is that of no dropout; each gradient is 0 or scaled up, with or without hidden layers."""
    for hidden in ((12, 9), ()):
        plain, of = steps(recipe("none", hidden), 1)[0], recipe("gradient", hidden, rate=0.5)
        net = net_of(of)
        assert float(objective(net, *batch())) == plain[0]
        for given, found in zip(plain[1:], net.noisy([tf.constant(each) for each in plain[1:]]), strict=True):
            moved = given != 0
            assert set(np.unique(np.asarray(found)[moved] / given[moved])) <= {0.0, 2.0}
        assert np.asarray(found).any()


def test_gradient_dropout_at_rate_0_is_no_dropout():
    """One meaning, one hash; a rate that the lanes cannot have is refused."""
    assert recipe("gradient", rate=0.0) == recipe("none")
    with pytest.raises(ConfigError, match="rate 1e-06 rounds to 0/65536"):
        recipe("gradient", rate=1e-6)
