"""Noise on images: blocks of pixels, and squares cut out."""

import numpy as np
import pytest
from keras import ops

from dropout_lab.config import read_command
from dropout_lab.dropout import LAYERS, RateNow, threshold
from dropout_lab.dropout.site import DATA
from dropout_lab.errors import ConfigError
from dropout_lab.language import ENGLISH, Words, said
from dropout_lab.laws.subject import CountedSite, word
from tests.over import over
from tests.recipes import make_recipe


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


def masks_of(dropout, shape, rows=1, seed=7):
    """What each number of so many examples of ones becomes, float64 of shape (rows, *shape)."""
    rate = RateNow(word(threshold(dropout.rate))) if hasattr(dropout, "rate") else None
    at = CountedSite(number=DATA, mask_seed=word(seed), call=word(0), dtype="float64", shape=shape, rate=rate)
    found = dropout.on_data(ops.ones((rows, int(np.prod(shape))), "float64"), at)
    return ops.convert_to_numpy(found).reshape(rows, *shape)


OF_THE_FORMULA = [
    (7, 0.1, 0.0033058, 0.0939),
    (7, 0.2, 0.0066116, 0.1768),
    (7, 0.5, 0.0165289, 0.3723),
    (5, 0.2, 0.0108889, 0.1790),
    (3, 0.2, 0.0257725, 0.1820),
]
"""Side of a block, rate, gamma, and the share of 28 x 28 pixels that is dropped in effect."""


@over(("block", "rate", "gamma", "share"), OF_THE_FORMULA)
def test_the_chance_of_a_seed_and_the_share_in_effect(block, rate, gamma, share):
    """To the digits shown, by enumerating which blocks hold a pixel."""
    dropout = made("patches", rate=rate, block=block)
    assert rate * dropout.seeds((28, 28)) == pytest.approx(gamma, abs=5e-8)
    assert dropout.dropped((28, 28)) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(("shape", "block", "rate"), [((28, 28), 7, 0.2), ((8, 8), 3, 0.5), ((5, 9), 2, 0.3)])
def test_the_share_in_effect_is_what_is_dropped(shape, block, rate):
    """Over 600 images within 5 standard errors, of images that are not square and of even blocks too."""
    dropout = made("patches", rate=rate, block=block)
    shares = (masks_of(dropout, shape, rows=600) == 0).mean(axis=(1, 2))
    assert abs(shares.mean() - dropout.dropped(shape)) < 5 * shares.std() / np.sqrt(600)


def test_patches_are_blocks_of_their_seeds(monkeypatch):
    """One seed in the corner and one in the middle: two squares of 0, all else 30 / kept."""
    lanes = np.full((1, 12), 65535, np.uint32)
    lanes[0, [0, 6]] = 0
    monkeypatch.setattr(CountedSite, "drawn", lambda *words: ops.convert_to_tensor(lanes))
    (found,) = masks_of(made("patches", rate=0.2, block=3), (5, 6))
    expected = np.ones((5, 6))
    expected[0:3, 0:3] = expected[1:4, 2:5] = 0
    np.testing.assert_allclose(found, expected * 30 / expected.sum(), rtol=1e-15)


def test_each_image_is_scaled_by_what_it_kept():
    """The sum of ones stays that of the whole image, in each by itself."""
    found = masks_of(made("patches", rate=0.3, block=3), (8, 8), rows=200)
    np.testing.assert_allclose(found.sum(axis=(1, 2)), 64, rtol=1e-12)
    assert len(np.unique(found.max(axis=(1, 2)))) > 10


def test_an_image_without_a_pixel_left_is_zero():
    """At a rate near 1 nothing is divided by 0."""
    found = masks_of(made("patches", rate=0.99, block=4), (4, 4), rows=50)
    assert np.isfinite(found).all()
    assert set(np.unique(found)) <= {0.0, 1.0}


@pytest.mark.parametrize("name", ["patches", "cutout"])
def test_channels_of_a_pixel_fall_together(name):
    """An image with colours has one mask for them."""
    settings = {"rate": 0.4, "block": 2} if name == "patches" else {"side": 3}
    found = masks_of(made(name, **settings), (6, 7, 3), rows=20)
    assert (found == 0).any()
    assert (found == found[..., :1]).all()


@pytest.mark.parametrize(("side", "shape"), [(8, (28, 28)), (3, (8, 8)), (4, (5, 9)), (8, (8, 8))])
def test_a_square_is_cut_out_around_any_pixel(side, shape):
    """Rows c - floor(s / 2) to c - floor(s / 2) + s - 1 within the image, columns alike, nothing scaled."""
    found = masks_of(made("cutout", side=side), shape, rows=500)
    assert set(np.unique(found)) == {0.0, 1.0}
    for mask in found[:50]:
        rows, columns = np.nonzero((mask == 0).any(axis=1))[0], np.nonzero((mask == 0).any(axis=0))[0]
        assert (mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] == 0).all()
        for line, size in ((rows, shape[0]), (columns, shape[1])):
            assert len(line) == side or line.min() == 0 or line.max() == size - 1
            assert side - side // 2 <= len(line) <= side or side > size - side // 2
    shares = (found == 0).mean(axis=(1, 2))
    assert abs(shares.mean() - made("cutout", side=side).cut_out(shape)) < 5 * shares.std() / np.sqrt(500)


def test_the_square_of_an_even_side_is_that_of_the_authors():
    """Rows clip(c - s / 2) up to clip(c + s / 2), for each centre as likely as another."""
    found = masks_of(made("cutout", side=4), (6, 1), rows=1200) == 0
    squares, counts = np.unique(found[:, :, 0], axis=0, return_counts=True)
    expected = np.zeros((6, 6), bool)
    for centre in range(6):
        expected[centre, np.clip(centre - 2, 0, 6) : np.clip(centre + 2, 0, 6)] = True
    assert {tuple(square) for square in squares} == {tuple(square) for square in expected}
    assert np.abs(counts - 200).max() < 5 * np.sqrt(1200 * 5 / 36)


def test_some_images_are_cut():
    """With probability 0.25 a quarter of them, and the share falls with it."""
    cut = (masks_of(made("cutout", side=3, probability=0.25), (8, 8), rows=2000) == 0).any(axis=(1, 2))
    assert abs(cut.mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 2000)
    whole, some = (made("cutout", side=3, probability=chance).cut_out((8, 8)) for chance in (1.0, 0.25))
    assert some == pytest.approx(whole / 4)


@pytest.mark.parametrize("name", ["patches", "cutout"])
def test_the_share_in_effect_is_said(name):
    """In the methods text of both languages, for the images of the data set."""
    settings = {"rate": 0.2, "block": 3} if name == "patches" else {"side": 3}
    recipe = make_recipe(dropout={"name": name, **settings})
    share = recipe.dropout.dropped((8, 8)) if name == "patches" else recipe.dropout.cut_out((8, 8))
    for words in (ENGLISH, Words("zh")):
        assert f"{100 * share:.3g} %" in " ".join(said(p, words) for p in recipe.phrases()["dropout"])


@pytest.mark.parametrize("shape", [(13,), (2, 3, 4, 5)])
@pytest.mark.parametrize("name", ["patches", "cutout"])
def test_what_is_no_image_is_refused(name, shape):
    """A table has no neighbouring pixels."""
    with pytest.raises(ValueError, match=f"dropout={name}: acts on images"):
        made(name).fits(shape)


@over(
    ("words", "said"),
    [
        (["dropout=patches", "dropout.block=9"], r"dropout.block=9: is larger than images of 8 x 8"),
        (
            ["dropout=cutout", "dropout.side=9"],
            r"dropout.side=9: is larger than images of 8 x 8; choose 1 to 8",
        ),
        (["dropout=patches", "dropout.rate=1"], r"dropout.rate=1.*should be a rate"),
        (["dropout=patches", "dropout.rate=0.00002"], r"rounds to 0/65536"),
        (["dropout=cutout", "dropout.probability=0"], r"dropout.probability=0: should be greater than 0"),
        (["dropout=cutout", "dropout.rate=0.2"], r"dropout.rate=0.2: dropout=cutout has no rate"),
        (["dropout=patches", "dropout.rate=[0.1,0.2]"], r"dropout.rate=.*should be a rate"),
    ],
    ids=str,
)
def test_what_does_not_fit_the_images_is_refused(words, said):
    """The key, the value and what would be accepted, before anything trains."""
    with pytest.raises(ConfigError, match=said):
        read_command(["dataset=digits", *words])


def test_no_patches_are_none():
    """At rate 0 the recipe is that of no dropout, and the schedule of the rate has no meaning."""
    nothing = make_recipe(dropout={"name": "patches", "rate": 0.0})
    assert nothing == make_recipe(dropout={"name": "none"})


def test_they_act_without_hidden_layers():
    """Noise on the data needs none."""
    recipe = make_recipe(model={"hidden_units": []}, dropout={"name": "cutout", "side": 3})
    assert recipe.dropout.at_sites(0) == ()
