"""Numbers of the dropouts of single units, checked by hand, and against every lane there is.

With all 65,536 lanes once in a batch, moments of the noise are those of its definition, not of a sample.
"""

from dataclasses import replace
from math import log
from types import SimpleNamespace

import numpy as np
import pytest
from keras import ops

from dropout_lab.dropout import LAYERS, Before, RateNow, Site, masks, threshold
from dropout_lab.errors import ConfigError
from tests.recipes import make_recipe

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

RATES = (0.05, 0.1, 0.2, 0.25, 0.5)


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, "uint32")


def site(rate=0.5, call=0, seed=7, **around):
    """A hidden site of a net."""
    now = RateNow(word(threshold(rate)))
    return Site(number=1, mask_seed=word(seed), call=word(call), dtype="float64", rate=now, **around)


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


@pytest.fixture
def every_lane(monkeypatch):
    """Give each unit of a batch of 256 rows of 256 units a lane of its own: 0 to 65535."""
    lanes = np.arange(65536, dtype=np.uint32).reshape(256, 256)
    monkeypatch.setattr(masks, "lanes", lambda *words: ops.convert_to_tensor(lanes))


def multipliers(name, rate):
    """What every lane multiplies a unit by."""
    found = made(name, rate=(rate,)).disturb(ops.ones((256, 256), "float64"), site(rate))
    return ops.convert_to_numpy(found)


@pytest.mark.parametrize("name", ["standard", "gaussian", "uniform"])
def test_the_declared_variance_is_the_odds_of_the_rate(name):
    """At rate q it is q / (1 - q), to six digits."""
    found = [made(name).moments(rate)[1] for rate in RATES]
    np.testing.assert_allclose(found, [0.052632, 0.111111, 0.25, 0.333333, 1], atol=5e-7)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", ["standard", "gaussian", "uniform", "classic"])
def test_the_noise_has_the_declared_moments(every_lane, name, rate):
    """Over all lanes mean and variance are those that the file declares, at the rate as it acts."""
    found = multipliers(name, rate)
    mean, variance = made(name).moments(threshold(rate) / 65536)
    assert found.mean() == pytest.approx(mean, abs=1e-12)
    assert found.var() == pytest.approx(variance, rel=1e-9)


def test_gaussian_noise_is_not_clipped(every_lane):
    """Below 0 in 2.3 % of all cases at rate 0.2, in 15.9 % at 0.5."""
    below = [100 * (multipliers("gaussian", rate) < 0).mean() for rate in (0.2, 0.5)]
    np.testing.assert_allclose(below, [2.3, 15.9], atol=0.05)


def test_the_half_width_of_uniform_noise(every_lane):
    """sqrt(3 q / (1 - q)), reached to half a lane: above 1, and so below 0, from rate 0.25 on."""
    widths = np.array([multipliers("uniform", rate).max() - 1 for rate in RATES])
    exact = [0.397360, 0.577350, 0.866025, 1, 1.732051]
    np.testing.assert_allclose(widths / (1 - 1 / 65536), exact, atol=2e-5)
    assert multipliers("uniform", 0.5).min() == pytest.approx(1 - widths[-1])


def test_alpha_dropouts_shift_and_scale():
    """Both to six digits, by the formula that Keras's AlphaDropout has too."""
    found = []
    for rate in (0.05, 0.1, 0.2, 0.5):
        exactly = SimpleNamespace(fraction=lambda _, rate=rate: ops.convert_to_tensor(rate, "float64"))
        found.append([float(number) for number in made("alpha").affine(replace(site(), rate=exactly))])
    expected = [(0.954844, 0.083936), (0.921285, 0.161971), (0.878904, 0.309040), (0.886405, 0.779194)]
    np.testing.assert_allclose(found, expected, atol=5e-7)


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_alpha_dropout_keeps_mean_0_and_variance_1(rate):
    """Of normal inputs, over 500,000 units within 5 standard errors."""
    x = np.random.default_rng(1).standard_normal((1000, 500))
    found = ops.convert_to_numpy(made("alpha").disturb(ops.convert_to_tensor(x), site(rate)))
    assert abs(found.mean()) < 5 / np.sqrt(x.size)
    assert abs(found.var() - 1) < 5 * np.sqrt(3 / x.size)


def test_alpha_dropout_advises_selu():
    """It keeps what only selu units have; it is not refused elsewhere."""
    assert made("alpha").advice("selu") is None
    assert "model.activation=selu" in made("alpha").advice("relu")
    assert made("gaussian").advice("relu") is None


def test_a_random_rate_is_drawn_for_each_example():
    """Rows differ in how much they drop, from nothing to the rate; the variance is that of the mixture."""
    dropped = (ops.convert_to_numpy(disturbed("random_rate", 0.8, rows=400, units=400)) == 0).mean(axis=1)
    np.testing.assert_allclose(np.quantile(dropped, [0.1, 0.5, 0.9]), [0.08, 0.4, 0.72], atol=0.06)
    assert made("random_rate").moments(0.5)[1] == pytest.approx(2 * log(2) - 1)


def disturbed(name, rate=0.5, rows=8, units=20, **parameters):
    """What a dropout makes of ones."""
    dropout = made(name, rate=(rate,), **parameters)
    return dropout.disturb(ops.ones((rows, units), "float64"), site(rate))


SIZES = [(4, 2, 273.07), (8, 2, 257.00), (4, 1.5, 345.6), (4, 3, 212.68)]


@pytest.mark.parametrize(("n", "scale", "size"), SIZES)
def test_masksembles_have_masks_of_the_papers_size(n, scale, size):
    """Of c = 512 units c / (s (1 - (1 - 1/s)^n)) on average over seeds; every unit is in one mask."""
    dropout = made("masksembles", masks=n, scale=float(scale))
    assert 512 * dropout.share() == pytest.approx(size, abs=5e-3)
    drawn = np.array([ops.convert_to_numpy(dropout.drawn(512, site(seed=seed))) for seed in range(12)])
    assert drawn.shape == (12, n, 512)
    assert drawn.any(axis=1).all()
    for share in drawn.mean(axis=(0, 2)):  # of each mask
        assert share == pytest.approx(size / 512, abs=5 * np.sqrt(0.25 / drawn[:, 0].size))
    shared = (drawn[:, 0] & drawn[:, -1]).sum() / drawn[:, 0].sum()
    assert shared == pytest.approx(1 / scale, abs=5 * np.sqrt(0.25 / drawn[:, 0].sum()))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"scale": 1.0}, "dropout.scale=1.0: .* above 1, up to 6"),
        ({"masks": 1}, "dropout.masks=1: .* 2 to 32"),
    ],
)
def test_masksembles_that_would_have_every_unit_are_refused(parameters, said):
    """One mask, or masks that share everything, are no dropout under another name, at n times the cost."""
    with pytest.raises(ConfigError, match=f"{said}; .* has every unit, which is dropout=none"):
        make_recipe(dropout={"name": "masksembles", **parameters})


def test_memory_that_inference_drops_is_no_plain_net():
    """At rate 0 example-tied dropout trains plainly; it is `none` where inference keeps the memory too."""
    recipes = [
        make_recipe(dropout={"name": "example_tied", "rate": 0.0, "memory": memory})
        for memory in ("scaled", "dropped")
    ]
    assert [recipe.dropout.name for recipe in recipes] == ["none", "example_tied"]


def test_masksembles_give_each_row_its_mask():
    """Row i has mask i mod n, in every call; pass k of inference has mask k for all rows."""
    dropout, x = made("masksembles", masks=3), ops.ones((8, 20), "float64")
    drawn = ops.convert_to_numpy(dropout.drawn(20, site()))
    np.testing.assert_array_equal(dropout.disturb(x, site(call=9)), drawn[np.arange(8) % 3])
    assert dropout.infer_passes() == 3
    for number in range(3):
        found = dropout.infer(x, site(inference_pass=number))
        np.testing.assert_array_equal(found, np.tile(drawn[number], (8, 1)))


def test_example_tied_masks_belong_to_their_examples():
    """The same example has the same units in any row and call; the fixed ones are everybody's."""
    dropout, x = made("example_tied", rate=(0.9,), fixed=0.25), ops.ones((3, 400), "float64")

    def kept(call, *examples):
        at = site(0.9, call=call, examples=ops.convert_to_tensor(examples, "int32"))
        return ops.convert_to_numpy(dropout.disturb(x, at))

    first, second = kept(0, 4, 9, 70_000), kept(5, 70_000, 4, 9)
    np.testing.assert_array_equal(first, second[[1, 2, 0]])
    assert first[:, :100].all()
    assert (first[0] != first[1]).any()
    assert set(np.unique(first)) == {0.0, 1.0}
    assert first[:, 100:].mean() == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize(("memory", "fixed", "others"), [("scaled", 1, 0.125), ("dropped", 1.5, 0)])
def test_example_tied_inference(memory, fixed, others):
    """Memory units times the chance of belonging; or off, and the fixed ones times (p_f + p_m) / p_f."""
    dropout = made("example_tied", rate=(0.875,), fixed=0.25, memory=memory)
    found = ops.convert_to_numpy(dropout.infer(ops.ones((2, 8), "float64"), site(0.875)))
    np.testing.assert_array_equal(found, [[fixed] * 2 + [others] * 6] * 2)


def test_targeted_units_are_those_of_the_smallest_weights():
    """Of 8 units the 3 with the smallest norms are dropped now and then, and all of them at inference."""
    kernel = np.array([[3.0, -1, 0, 5, 2, -4, 0.5, 6], [0, 1, 0, 0, -2, 0, 0.5, 0]])
    before = Before(ops.zeros((400, 2)), ops.convert_to_tensor(kernel), ops.zeros(8))
    dropout, at = made("targeted_units", share=0.4), site(0.75, before=before)
    x = ops.ones((400, 8), "float64")
    assert (np.flatnonzero(ops.convert_to_numpy(dropout.candidates(at))) == [1, 2, 6]).all()
    inferred = ops.convert_to_numpy(dropout.infer(x, at))
    np.testing.assert_array_equal(inferred, [[1, 0, 0, 1, 1, 1, 0, 1]] * 400)
    kept = ops.convert_to_numpy(dropout.disturb(x, at)).mean(axis=0)
    assert (kept[[0, 3, 4, 5, 7]] == 1).all()
    np.testing.assert_allclose(kept[[1, 2, 6]], 0.25, atol=0.11)


def test_classic_dropout_infers_the_mean_of_its_training(every_lane):
    """The multiplier at inference is the mean of the one while training."""
    found = made("classic").infer(ops.ones((2, 3), "float64"), site(0.2))
    assert float(found[0, 0]) == pytest.approx(multipliers("classic", 0.2).mean(), abs=1e-12)
