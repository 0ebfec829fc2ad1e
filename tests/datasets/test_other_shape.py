"""A data set of another shape and other classes goes all the way: only its file and its YAML are new."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dropout_lab.config import read_command
from dropout_lab.data import load, load_what_is_here
from dropout_lab.datasets import also_in
from dropout_lab.errors import ConfigError
from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.figures import NO_PICTURES
from dropout_lab.gallery import gallery_places, make_gallery, pixels_of
from dropout_lab.plan import epoch_flops, plan_cells, run_bytes
from dropout_lab.recipe import Recipe, engine_choice
from dropout_lab.report.page.experiment import experiment_page
from dropout_lab.results_folder import provenance_of
from tests.evidence.synthetic import make_run
from tests.publication.test_check import GIVEN

EXAMPLES = Path(__file__).with_name("examples")
DATASET = {"name": "waves", "validation_size": 30}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def waves():
    """The registry knows the tests' own data set: signals of 1 x 40 numbers in 3 classes."""
    with also_in(EXAMPLES):
        yield


def recipe(rate=0.2, **dataset):
    """A small net on the signals."""
    return Recipe.parse(
        {
            "dataset": {**DATASET, **dataset},
            "model": {"hidden_units": [16]},
            "dropout": {"name": "standard", "rate": rate},
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "training": {"batch_size": 16, "epochs": 20},
        }
    )


def test_it_is_no_choice_of_users():
    """What the tests hand to the registry is unknown outside of them."""
    with pytest.raises(ConfigError, match=r"waves.*(no such|should be)"):
        recipe()


def test_a_command_chooses_it_by_its_file_in_conf(waves):
    """A file in conf/dataset is all that the command line needs."""
    command = read_command(
        ["dataset=waves", "training.batch_size=16", "seeds=2"], config_dir=EXAMPLES / "conf"
    )
    (variant,) = command.experiment.variants
    assert variant.recipe.dataset.name == "waves"
    assert len(plan_cells(command.experiment, [0, 1])) == 2


def test_its_sizes_are_checked_like_any_others(waves):
    """A split that does not fit is refused with the size and the noun of this data set."""
    with pytest.raises(ConfigError, match="do not fit in the 120 training signals of waves"):
        recipe(train_size=100)


def test_it_is_split_by_its_labels(waves):
    """Training, validation and test parts hold its three classes evenly, in flattened examples."""
    arrays = load(recipe().dataset)
    sizes = [arrays.train_images.shape, arrays.validation_images.shape, arrays.test_images.shape]
    assert sizes == [(90, 40), (30, 40), (30, 40)]
    for labels in (arrays.train_labels, arrays.validation_labels, arrays.test_labels):
        assert np.ptp(np.bincount(labels, minlength=3)) == 0
    assert load_what_is_here("waves").train_images.shape == (120, 40)


def test_the_plan_counts_its_numbers_and_classes(waves):
    """Costs follow from 40 inputs and 3 logits: 2 x 40 x 16 and 2 x 16 x 3 operations an example."""
    first, last = 2 * 40 * 16, 2 * 16 * 3
    trained, evaluated = 90, 30 + 90 + 30
    assert epoch_flops(recipe()) == trained * (2 * first + 3 * last) + evaluated * (first + last)
    assert 0 < run_bytes(recipe(), "float32") < run_bytes(recipe(), "float64")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tensorflow", "keras_fit"])
def test_it_is_trained(waves, name):
    """A run learns the three classes: model, engine and metrics take shape and classes from the facts."""
    from dropout_lab.engines import load_engine, train

    *_, run = train(load_engine(engine_choice(name)), recipe(), 0, load(recipe().dataset))
    assert run.status == "done"
    assert run.curves["train_loss"][0] < 2 * np.log(3)
    assert run.curves["test_accuracy"][-1] > 0.8
    assert set(run.error_labels) <= {0, 1, 2}


def experiment_of(rates=(0.0, 0.2)):
    """An experiment on the signals: does dropout help?"""
    names = ("none", "dropout")
    variants = [
        {"name": name, "recipe": recipe(rate).canonical(), "engine": {"name": "tensorflow"}}
        for name, rate in zip(names, rates, strict=True)
    ]
    comparison = {"treatment": "dropout", "control": "none"}
    return Experiment.parse(
        {
            "name": "waves",
            "question": "Does dropout help?",
            "variants": variants,
            "planned_seeds": list(range(10)),
            "comparisons": [comparison],
        }
    )


def records_of(experiment):
    """A run of each cell in which `none` takes signals 0 and 1 for the last class, and `dropout` none."""
    runs = []
    for cell in plan_cells(experiment, range(10)):
        wrong = 2 if cell.variant.name == "none" else 0
        run = make_run(cell.run_id, cell.seed, cell.variant, 0.98, 0.001)
        accuracy = 1 - wrong / 30
        curves = {**run.curves, "test_accuracy": np.full(20, accuracy)}
        places, labels = np.arange(wrong, dtype=np.uint16), np.full(wrong, 2, np.uint8)
        changes = {"metrics": {**run.metrics, "test_accuracy": accuracy}, "curves": curves}
        runs.append(replace(run, error_images=places, error_labels=labels, **changes))
    return runs


@pytest.mark.slow
def test_its_page_shows_it(waves):
    """Pictures are 1 x 40, classes have their names, and no listing claims that Keras brings the data."""
    experiment = experiment_of()
    analysis = analyse(experiment, records_of(experiment), range(10))
    gallery = make_gallery(
        analysis, pixels_of(gallery_places(analysis), {"waves": load_what_is_here("waves")})
    )
    assert gallery.moved[0].picture.image.gray.shape == (1, 40)
    assert gallery.moved[0].picture.image.gray.max() == 255
    page = experiment_page(analysis, provenance_of(analysis, GIVEN) | {"files": []}, NO_PICTURES, gallery)
    assert "label one period" in page
    assert "keras.datasets" not in page
