"""Hidden layers: what their units make of their sums, and what needs them."""

import pytest

from dropout_lab.errors import ConfigError
from tests.recipes import make_recipe


def test_an_activation_leaves_the_names_of_relu_nets_alone():
    """At its default no document and no hash holds it."""
    plain = make_recipe(model={"hidden_units": [16, 8]})
    assert make_recipe(model={"hidden_units": [16, 8], "activation": "relu"}).hash == plain.hash
    assert "activation" not in plain.model.model_dump()
    assert make_recipe(model={"hidden_units": [16, 8], "activation": "selu"}).hash != plain.hash


def test_an_activation_needs_a_hidden_layer():
    """Softmax regression has no unit that it could act on, so it would be the same net by another name."""
    with pytest.raises(ConfigError, match=r"model\.activation=selu: this model has no hidden layer"):
        make_recipe(model={"hidden_units": [], "activation": "selu"}, dropout={"name": "none"})


@pytest.mark.parametrize("name", ["masksembles", "targeted_units"])
def test_a_dropout_of_hidden_units_needs_a_hidden_layer(name):
    """One that would act nowhere is no dropout, whatever its name says."""
    said = (
        rf"dropout={name}: acts on hidden layers, and this net has none; give it some, as in model.hidden_u"
    )
    with pytest.raises(ConfigError, match=said):
        make_recipe(model={"hidden_units": []}, dropout={"name": name})
