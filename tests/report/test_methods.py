"""What was run in words and as plain Keras, how it was judged, how to cite it."""

import math
import re
import subprocess
import sys

import keras
import pytest

from dropout_lab.evidence import analyse, plans_of
from dropout_lab.experiment import Experiment
from dropout_lab.language import LANGUAGES, Words
from dropout_lab.recipe import Dataset, Recipe
from dropout_lab.report.keras_listing import keras_layers, keras_listing, keras_summary, listing_notes
from dropout_lab.report.methods import citation, methods_paragraph
from dropout_lab.report.recipes_text import parts_said, what_was_run
from dropout_lab.results_folder import provenance_of
from dropout_lab.training import models
from tests.evidence.synthetic import diverge, make_experiment, make_records
from tests.over import over

ENGLISH, CHINESE = map(Words, LANGUAGES)
GIVEN = {"commit": "c" * 40, "dirty": False, "planned_at": "2026-11-23T09:00:00+00:00"}
TUTORIAL = {
    "dataset": {"name": "mnist"},
    "model": {"hidden_units": [512, 512]},
    "dropout": {"name": "standard", "rate": 0.2},
    "optimizer": {"name": "rmsprop"},
}


def recipe_of(**changes):
    """The tutorial's recipe with some parts in place of its own."""
    return Recipe.parse({**TUTORIAL, **changes})


RECIPES = {
    "tutorial": recipe_of(),
    "none": recipe_of(dropout={"name": "none"}),
    "linear": recipe_of(model={"hidden_units": []}, dropout={"name": "none"}),
    "input_and_uneven": recipe_of(
        dropout={"name": "standard", "rate": [0.5, 0.0], "input_rate": 0.2},
        optimizer={"name": "adam", "beta_1": 0.8, "learning_rate": 0.01},
    ),
    "digits": recipe_of(
        dataset={"name": "digits", "train_size": 500},
        model={"hidden_units": [16]},
        optimizer={"name": "sgd", "nesterov": True},
    ),
    "cnn": recipe_of(
        model={"name": "cnn", "channels": [4, 6]}, dropout={"name": "channels", "rate": [0.1, 0.2]}
    ),
    "resmlp": recipe_of(
        model={"name": "resmlp", "units": 8, "blocks": 2}, dropout={"name": "drop_path", "rate": 0.3}
    ),
    "gaussian": recipe_of(dropout={"name": "gaussian", "rate": [0.5, 0.2], "input_rate": 0.1}),
    "selu": recipe_of(
        model={"hidden_units": [32, 16], "activation": "selu"}, dropout={"name": "alpha", "rate": 0.1}
    ),
}
NOISES = (keras.layers.Dropout, keras.layers.GaussianDropout, keras.layers.AlphaDropout)
FAKE_DATA = """
import keras, numpy
images = numpy.random.default_rng(0).integers(0, 256, (300, 28, 28)).astype("uint8")
labels = numpy.arange(300) % 10
for name in ("mnist", "fashion_mnist"):
    getattr(keras.datasets, name).load_data = lambda: ((images, labels), (images[:50], labels[:50]))
"""


def model_lines(source):
    """The lines of a listing that build the model."""
    return source[source.index("\n\n", source.index("x_test")) : source.index("optimizer = ")]


@pytest.mark.slow
@pytest.mark.parametrize("name", RECIPES)
def test_the_summary_is_the_one_that_keras_makes_of_the_listing(name):
    """Layers, shapes and parameters are those of the model that the listing builds, read from Keras."""
    recipe = RECIPES[name]
    source = keras_listing(recipe)
    keras.backend.clear_session()
    scope = {"keras": keras}
    exec(model_lines(source), scope)
    real = [
        (layer.name, type(layer).__name__, layer.output.shape[1:], layer.count_params())
        for layer in scope["model"].layers
    ]
    assert [tuple(layer) for layer in keras_layers(recipe)] == real
    printed = []
    scope["model"].summary(print_fn=lambda line, **_: printed.append(line))
    (total,) = re.findall(r"Total params: .*", "\n".join(printed))
    assert keras_summary(recipe).endswith(total)


def as_product(shape):
    """The shape of a kernel as a matrix: a convolution's is one over its patches."""
    return math.prod(shape[:-1]), shape[-1]


@over("name", RECIPES)
def test_the_listing_has_the_weights_and_rates_of_our_own_model(name):
    """Same kernels and biases in the same order, same optimizer, same rate at the same place."""
    recipe = RECIPES[name]
    source, scope = keras_listing(recipe), {"keras": keras}
    exec(model_lines(source) + source[source.index("optimizer = ") : source.index("model.compile")], scope)
    ours = models.Net(recipe)
    shapes = [as_product(variable.shape) for variable in scope["model"].trainable_variables]
    assert shapes == [as_product(variable.shape) for variable in ours.trainable_variables]
    weighted = (keras.layers.Dense, keras.layers.Conv2D)
    hidden = [layer for layer in scope["model"].layers if isinstance(layer, weighted)][:-1]
    wanted = [layer.activation for layer in recipe.model.layers(recipe.dataset.facts)[:-1]]
    assert [layer.activation.__name__ for layer in hidden] == wanted
    dropped = [layer.rate for layer in scope["model"].layers if isinstance(layer, NOISES)]
    assert dropped == [rate for rate in recipe.dropout.site_rates if rate]
    config = scope["optimizer"].get_config()
    for setting, value in recipe.optimizer.model_dump(exclude={"name"}).items():
        assert config[setting] == pytest.approx(value)


@pytest.mark.slow
def test_listings_run_when_pasted(tmp_path):
    """As programs, on few images and for one epoch; each prints accuracy and NLL. Keras is imported once."""
    for name in ("tutorial", "digits"):
        source = keras_listing(RECIPES[name]).replace("epochs=20", "epochs=1")
        (tmp_path / f"{name}.py").write_text(FAKE_DATA + source)
    both = "import runpy; runpy.run_path('tutorial.py'); runpy.run_path('digits.py')"
    done = subprocess.run(
        [sys.executable, "-c", both], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr[-2000:]
    line = r"test accuracy \d+\.\d\d%, test NLL \d+\.\d{4} nats\n"
    assert len(re.findall(line, done.stdout)) == 2
    assert re.search(rf"{line}$", done.stdout)


@over("name", RECIPES)
def test_the_listing_is_short_and_fits_a_page(name):
    """About twenty lines, none wider than 100 letters."""
    lines = keras_listing(RECIPES[name]).splitlines()
    assert len(lines) <= 26
    assert max(map(len, lines)) <= 100


def test_what_plain_keras_has_no_layer_for_has_no_listing():
    """A dropout of the user's own, and a moving rate, are not passed off as Keras's."""
    own = {"name": "custom", "layer": "my_layers:Mine", "rate": 0.2}
    moving = {"dropout.rate": {"name": "piecewise", "factors": [0.0, 1.0], "starts": [0, 2]}}
    assert keras_listing(recipe_of(dropout=own)) is None
    assert keras_listing(recipe_of(schedule=moving)) is None


@pytest.mark.parametrize(
    "name", ["concrete", "variational_a2", "variational_b", "sparse_variational", "information"]
)
def test_the_summary_counts_what_a_dropout_trains_itself(name):
    """All numbers that our own model trains, under the name of the dropout's layer."""
    recipe = recipe_of(dropout={"name": name})
    total = sum(math.prod(variable.shape) for variable in models.Net(recipe).trainable_variables)
    assert sum(layer.parameters for layer in keras_layers(recipe)) == total
    assert type(recipe.dropout).__name__ in {layer.kind for layer in keras_layers(recipe)}


def test_noise_on_weights_is_no_layer_of_the_summary():
    """It stands between no two layers: the summary is that of the net without it."""
    noisy = recipe_of(dropout={"name": "weight_noise"})
    assert keras_listing(noisy) is None
    assert keras_summary(noisy) == keras_summary(recipe_of(dropout={"name": "none"}))


def test_what_the_listing_leaves_out_is_said():
    """Frozen streams and subsets; of the tutorial's experiment, what its own listing lacks."""
    claim = {
        "id": "direction",
        "says": {"en": "better", "zh": "更好"},
        "source": {"text": "Chinese dropout tutorial", "section": "4"},
        "kind": "direction",
        "treatment": "dropout",
        "control": "none",
    }
    frozen = recipe_of(randomness={"init": 3}, dataset={"name": "mnist", "train_size": 600})
    experiment = make_experiment(claims=[claim])
    notes = " ".join(listing_notes(experiment, frozen))
    for part in ("NameError", "stratified", "frozen", "One run decides nothing"):
        assert part.lower() in notes.lower()
    assert "NameError" not in " ".join(listing_notes(make_experiment(), RECIPES["tutorial"]))
    assert len(listing_notes(experiment, frozen, CHINESE)) == len(listing_notes(experiment, frozen))


def test_what_is_common_is_said_once_and_what_differs_with_its_variant():
    """Data, optimizer, training and engine are shared; network and dropout are each variant's own."""
    run = what_was_run(make_experiment())
    assert run.shared[0].startswith("MNIST: 60,000 training images and 10,000 test images of 28 × 28")
    assert "RMSprop, learning rate 0.001" in run.shared
    assert run.by_variant["none"] == (
        "784 inputs, hidden layers of 512 and 512 ReLU units, softmax over 10 digits",
        "no dropout",
    )
    assert run.by_variant["dropout"][1] == "dropout at rate 0.3 (keeps 0.7) after each of 2 hidden layers"
    assert run.by_variant["linear"][0].endswith("no hidden layer")


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=LANGUAGES)
def test_every_choice_of_a_recipe_has_words(words):
    """Validation images, uneven rates, other optimizers, frozen, salted and poked streams, another engine."""
    document = make_experiment().model_dump(mode="json")
    odd = {
        "dataset": {"name": "fashion_mnist", "validation_size": 5000},
        "model": {"hidden_units": [100]},
        "dropout": {"name": "standard", "rate": [0.5], "source": "keras"},
        "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True},
        "training": {"epochs": 3, "order": "replayed"},
        "randomness": {"init": 7, "salt": 2, "salted": ["order", "mask"], "poke": 0.001},
    }
    document["variants"][1] |= {"recipe": odd, "engine": {"name": "keras_fit", "shuffle": "keras"}}
    own = " ".join(what_was_run(Experiment.parse(document), words).by_variant["dropout"])
    for part in ("Fashion-MNIST", "5,000", "100", "0.5", "SGD", "nesterov", "7", "0.1 %"):
        assert part in own
    assert ("动量 0.9" if words.language == "zh" else "momentum 0.9") in own
    assert "{" not in own


def analysed(n=4, planned=4, **more):
    """A synthetic experiment and what its provenance.json holds."""
    experiment = make_experiment(planned=planned, **more)
    records = make_records(experiment, range(n))
    analysis = analyse(experiment, records, range(n), plans=plans_of(experiment, GIVEN["planned_at"]))
    return analysis, provenance_of(analysis, GIVEN)


def test_the_paragraph_says_what_was_planned_and_how_it_is_judged():
    """Variants, seeds, pairing, plan, level, margin and software, each once."""
    analysis, provenance = analysed()
    said = methods_paragraph(analysis, provenance)
    for part in (
        "3 variants (none, dropout, linear) on 4 seeds",
        "were fixed before the first of these runs",
        analysis.experiment.plan_hash[:12],
        "Student's t intervals",
        "95 %",
        "0.10 pp either way (two one-sided tests at 2.5 % a side)",
        "python 3.11, tensorflow 2.21.0",
    ):
        assert said.count(part) == 1
    assert "diverged" not in said


def test_the_paragraph_hides_nothing():
    """Looks, lost runs, missing ones and runs older than the plan stand in it."""
    experiment = make_experiment(planned=4)
    first, *records = make_records(experiment, range(5))
    plans = plans_of(experiment, "2026-11-23T10:03:30+00:00")
    analysis = analyse(experiment, [diverge(first), *records[:-1]], range(5), plans=plans)
    said = methods_paragraph(analysis, provenance_of(analysis, GIVEN))
    for part in ("looked at on the way", "1 run that diverged", "1 planned run is still missing"):
        assert part in said
    assert "one-sided" not in said
    assert re.search(r"[1-9] of the 14 runs had been seen before the plan was recorded, in 1 of 1", said)


def test_several_intervals_make_each_test_of_equivalence_stricter():
    """Two comparisons hold together at 95 %, so each is tested at 1.25 % a side; in both languages."""
    pairs = [{"treatment": name, "control": "none"} for name in ("dropout", "linear")]
    analysis, provenance = analysed(comparisons=pairs)
    assert "at 1.25 % a side" in methods_paragraph(analysis, provenance)
    assert "每侧 1.25 %" in methods_paragraph(analysis, provenance, CHINESE)


@pytest.mark.parametrize("comparisons", [[], [{"treatment": "dropout", "control": "none"}]])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=LANGUAGES)
def test_the_paragraph_stands_in_both_languages(words, comparisons):
    """Also where nothing is compared; no field is left open."""
    analysis, provenance = analysed(comparisons=comparisons)
    said = methods_paragraph(analysis, provenance, words)
    assert "{" not in said
    assert ("  " in said) is False
    assert bool(re.search("[\u4e00-\u9fff]", said)) == (words is CHINESE)


@pytest.mark.parametrize(
    ("part", "own", "told"),
    [("randomness", {"salt": 3}, "salt 3"), ("training", {"order": "replayed"}, "in the same order in each")],
)
def test_streams_of_ones_own_are_not_called_shared(part, own, told):
    """Where one is salted or repeats its order, the paragraph says not that all share weights and orders."""
    document = make_experiment().model_dump(mode="json")
    document["variants"][1]["recipe"][part] |= own
    experiment = Experiment.parse(document)
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
    said = methods_paragraph(analysis, provenance_of(analysis, {}))
    assert "unless said otherwise above" in said
    assert told in said
    assert "are those of plan" in said


def test_the_citation_names_version_year_plan_and_commit():
    """As text, and as BibTeX that no name can break: the tool is cited, and nobody named as who ran it."""
    analysis, provenance = analysed(name="my_question")
    cited = citation(analysis, provenance)
    plan = analysis.experiment.plan_hash[:12]
    assert "(2026), commit cccccccccccc" in cited.text
    assert f"my_question: 12 runs, plan {plan}." in cited.text
    assert cited.text.endswith("the authors of an experiment are those who ran it.")
    assert cited.bibtex.startswith("@software{dropout_lab_my_question,\n  title = {{dropout-lab}}")
    assert analysis.experiment.question in cited.bibtex
    assert r"Experiment my\_question: " in cited.bibtex
    assert cited.bibtex.count("{") == cited.bibtex.count("}")


def test_digits_of_0_to_16_are_not_said_to_be_divided_by_255():
    """Their numbers are divided by 16 and kept in bytes; those of MNIST are divided by 255."""
    variant = make_experiment().variants[0]
    for name, en, zh in (
        ("digits", "divided by 16 and rounded to steps of 1/255", "除以 16 并取整到 1/255"),
        ("mnist", "divided by 255", "除以 255"),
    ):
        recipe = variant.recipe.model_copy(update={"dataset": Dataset(name=name)})
        made = variant.model_copy(update={"recipe": recipe})
        assert parts_said(made, ENGLISH)["dataset"].endswith(en)
        assert parts_said(made, CHINESE)["dataset"].endswith(zh)
