"""Each choice that is a file of the code has its file of configuration, and the other way round."""

import pytest

from dropout_lab.config import read_command
from dropout_lab.config_files import groups
from dropout_lab.dropout import LAYERS
from dropout_lab.evaluations import EVALUATIONS
from dropout_lab.models import MODELS
from dropout_lab.recipe import ENGINES, OPTIMIZERS
from dropout_lab.regularizers import REGULARIZERS
from dropout_lab.schedules import SCHEDULES
from tests.over import over

FILES = {
    "model": ({"linear"}, MODELS),  # dense layers alone, none of them hidden
    "dropout": ({"custom"}, LAYERS),  # a class of the user's own
    "optimizer": (set(), OPTIMIZERS),
    "engine": (set(), ENGINES),
    "regularizer": ({"none"}, REGULARIZERS),
    "schedule": ({"none"}, SCHEDULES),
    "evaluation": ({"none"}, EVALUATIONS),
}


@over("group", FILES)
def test_each_choice_has_its_two_files(group):
    """A choice without a YAML could not be asked for, a YAML without a choice would only fail."""
    beside, choices = FILES[group]
    assert set(groups()[group]) == {*choices.names(), *beside}


@over("name", LAYERS.names())
def test_each_dropout_is_composed_from_its_file(name):
    """The YAML of a dropout names it, and holds every parameter at its default."""
    acts_on = LAYERS.get(name).acts_on
    model = next(model for model in ("mlp", *MODELS.names()) if acts_on in MODELS.get(model).has)
    words = [f"dropout={name}", f"model={model}", "dataset=digits"]
    (variant,) = read_command(words).experiment.variants
    assert variant.recipe.dropout.name == name


@pytest.mark.parametrize("name", MODELS.names())
def test_each_model_is_composed_from_its_file(name):
    """The YAML of a net names it, and holds every parameter at its default but the sizes of ours."""
    (variant,) = read_command([f"model={name}", "dataset=digits"]).experiment.variants
    model = variant.recipe.model
    assert model.name == name
    assert name == "mlp" or model == MODELS.get(name)(name=name)


@pytest.mark.parametrize("name", REGULARIZERS.names())
def test_each_regularizer_is_composed_from_its_file(name):
    """The YAML of a regularizer writes under its own name, so that several stand side by side."""
    (variant,) = read_command([f"regularizer={name}", "dataset=digits"]).experiment.variants
    assert list(variant.recipe.regularizer) == [name]


@over("name", SCHEDULES.names())
def test_each_schedule_is_composed_from_its_file(name):
    """The YAML of a schedule moves the rate of the hidden layers."""
    words = [f"schedule={name}", "dropout.rate=0.2", "dataset=digits"]
    (variant,) = read_command(words).experiment.variants
    assert variant.recipe.schedule["dropout.rate"].name == name


@pytest.mark.parametrize("name", EVALUATIONS.names())
def test_each_evaluation_is_composed_from_its_file(name):
    """The YAML of an evaluation names it, and holds every parameter at its default."""
    words = [f"evaluation={name}", "dropout=classic", "dataset=digits"]
    (variant,) = read_command(words).experiment.variants
    assert variant.recipe.evaluation.name == name
