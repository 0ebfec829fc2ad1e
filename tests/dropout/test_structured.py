"""Dropouts of what belongs together: whole channels of maps, whole branches of residual blocks."""

import numpy as np
import pytest
from keras import ops

from dropout_lab.dropout import LAYERS, RateNow, Site, masks, threshold
from dropout_lab.errors import ConfigError
from tests.recipes import PAIR, make_recipe

ROWS, MAPS = 40, (4, 3, 5)
SCALE = 65536 / (65536 - threshold(0.2))


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, "uint32")


def multipliers(name, call=0):
    """What a dropout at rate 0.2 multiplies maps by, shape (ROWS, positions, channels)."""
    part = LAYERS.get(name)(name=name, **{**LAYERS.get(name).example, "rate": (0.2,)})
    at = Site(
        number=1,
        mask_seed=word(7),
        call=word(call),
        dtype="float64",
        layout=MAPS,
        rate=RateNow(word(threshold(0.2))),
    )
    found = part.disturb(ops.ones((ROWS, np.prod(MAPS)), "float64"), at)
    return ops.convert_to_numpy(found).reshape(ROWS, -1, MAPS[-1])


def kept(units):
    """Whether the first units of each row are kept, by the lanes of the first call."""
    lanes = ops.convert_to_numpy(masks.lanes(word(7), 1, word(0), ROWS, units))
    return lanes >= threshold(0.2)


def test_a_channel_is_dropped_at_all_positions_of_one_example():
    """The mask is (rows, 1, 1, channels): lane c of an example is its channel c, scaled where it is kept."""
    found = multipliers("channels")
    np.testing.assert_array_equal(found, np.where(kept(MAPS[-1]), SCALE, 0.0)[:, None].repeat(12, axis=1))
    assert len(np.unique(found[:, 0], axis=0)) > 5


def test_a_branch_is_dropped_whole_and_by_example():
    """One lane an example, not one a batch; what is kept is scaled while training (zoo.md, W16)."""
    found = multipliers("drop_path")
    np.testing.assert_array_equal(found, np.where(kept(1), SCALE, 0.0)[..., None] * np.ones((1, 12, 5)))
    assert (found != multipliers("drop_path", call=1)).any()


def blocks(rate, n_blocks=4, **dropout):
    """The rates of a residual net's blocks."""
    recipe = make_recipe(
        model={"name": "resmlp", "units": 8, "blocks": n_blocks},
        dropout={"name": "drop_path", "rate": rate, **dropout},
    )
    return recipe.dropout.site_rates


def test_rates_rise_from_0_over_the_blocks():
    """Linear from 0 to 0.2 over 4 blocks: 0, .0667, .1333, .2, the last one exactly; the input has none."""
    found = blocks(0.2)
    assert [round(rate, 4) for rate in found] == [0, 0, 0.0667, 0.1333, 0.2]
    assert found[-1] == 0.2
    assert blocks(0.2, depth="constant") == (0, 0.2, 0.2, 0.2, 0.2)
    assert blocks([0.05, 0.1, 0.15, 0.2], depth="constant") == (0, 0.05, 0.1, 0.15, 0.2)


def test_a_line_needs_two_blocks():
    """Of one block it would be the rate 0 by another name."""
    with pytest.raises(ConfigError, match=r"dropout\.rate=0\.2: dropout\.depth=linear begins with 0"):
        blocks(0.2, n_blocks=1)
    assert blocks(0.2, n_blocks=1, depth="constant") == (0, 0.2)


def test_a_line_begins_with_one_rate():
    """Rates that differ, and a line over them, would be two shapes multiplied."""
    said = r"rate=\[0\.1,0\.2,0\.2,0\.2\]: dropout\.depth=linear .*; choose dropout\.depth=constant, or one"
    with pytest.raises(ConfigError, match=said):
        blocks([0.1, 0.2, 0.2, 0.2])
    assert blocks([0.2] * 4) == blocks(0.2) == blocks({"mean": 0.2})


@pytest.mark.parametrize(("name", "key"), [("groups", "size"), ("tiles", "tile_units")])
def test_units_that_fall_together_fit_their_layer(name, key):
    """A layer is never dropped as a whole: the first one with noise that is narrower is named."""
    narrow = {"name": name, "rate": [0.2, 0.0], "input_rate": 0.2, key: 16}
    assert (
        getattr(make_recipe(dropout=narrow).dropout, key) == 16
    )  # layers of 16 and 8 units, the second without
    for more, layer, units in (({"rate": 0.2}, "hidden layer 2", 8), ({key: 65}, "the input", 64)):
        said = f"dropout.{key}={more.get(key, 16)}: {layer} has {units} units, .*; choose at most {units}"
        with pytest.raises(ConfigError, match=said):
            make_recipe(dropout={**narrow, **more})


@pytest.mark.parametrize(
    ("name", "acts_on", "model"), [("channels", "channels", "cnn"), ("drop_path", "branches", "resmlp")]
)
def test_what_a_dropout_acts_on_is_in_the_net(name, acts_on, model):
    """Each net without it is refused, with the net that has it; the rate 0 is `none` where it has."""
    for other, data in PAIR.items():
        chosen = data.get("name", "mlp")
        if other == acts_on:
            assert make_recipe(model=data, dropout={"name": name, "rate": 0}).dropout.name == "none"
            continue
        said = f"dropout={name}: acts on {acts_on}, and model={chosen} has none; choose model={model}"
        with pytest.raises(ConfigError, match=said):
            make_recipe(model=data, dropout={"name": name, "rate": 0.2})


@pytest.mark.parametrize("name", ["channels", "drop_path"])
def test_a_rate_is_given_for_each_layer_that_has_it(name):
    """Dense hidden layers after convolutions have no channel, and so no rate."""
    model = PAIR[LAYERS.get(name).acts_on]
    assert len(make_recipe(model=model, dropout={"name": name, "rate": 0.2}).dropout.rate) == 2
    with pytest.raises(ConfigError, match=r"3 rates for 2 (convolutions|residual blocks); give one number"):
        make_recipe(model=model, dropout={"name": name, "rate": [0.1, 0.2, 0.3]})


@pytest.mark.parametrize("model", [PAIR["channels"], PAIR["branches"]], ids=["cnn", "resmlp"])
def test_what_needs_dense_layers_one_after_the_other_is_refused_elsewhere(model):
    """A product that a dropout makes, a layer that it reads, are a dense layer's; units are everywhere."""
    for name in LAYERS.names():
        kind, dropout = LAYERS.get(name), {"name": name, **LAYERS.get(name).example}
        if "rate" in kind.model_fields:
            dropout["rate"] = 0.2
        if kind.acts_on != "units" or name == "none":
            continue
        part = make_recipe(dropout=dropout).dropout
        if part.overrides("product") or {"before", "after"} & {*kind.needs}:
            with pytest.raises(ConfigError, match=rf"dropout={name}: .* model={model['name']} has others"):
                make_recipe(model=model, dropout=dropout)
        else:
            assert make_recipe(model=model, dropout=dropout).dropout.name == name
