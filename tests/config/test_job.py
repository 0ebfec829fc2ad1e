"""What `--cfg job` shows is what is trained, variant by variant."""

import yaml

from dropout_lab.config import job_text, read_command
from dropout_lab.config.seeds import parse_seeds
from dropout_lab.recipe import Recipe, parse_engine
from tests.config.test_experiments import own_experiment
from tests.over import over

COMMANDS = [
    [],
    ["dropout.rate=0.5"],
    ["dropout.rate=0"],
    ["++dropout.source=keras"],
    ["experiment=quickstart"],
    ["experiment=variance", "seeds=[3,5]"],
    ["experiment=tutorial_claim", "training.epochs=3", "variants.dropout.dropout.rate=0.5"],
    ["-m", "dropout.rate=0,0.12345678901234567", "schedule=piecewise"],
    ["-m", "experiment=quickstart", "training.epochs=1,2"],
    ["-m", "dropout=none,standard", "regularizer=[l2,label_smoothing]", "seeds=auto:20"],
    ["debug=smoke", "experiment=quickstart"],
    ["engine=jax", "engine.precision=bfloat16", "dataset.cache_dir=x"],
]


def shown(words):
    command = read_command([word for word in words if word != "-m"], multirun="-m" in words)
    return command, list(yaml.safe_load_all(job_text(command)))


@over("words", COMMANDS, ids=" ".join)
def test_each_document_is_what_its_variant_trains(words):
    """Read as a recipe, a document gives the very run of its variant."""
    command, documents = shown(words)
    assert len(documents) == len(command.experiment.variants)
    for document, variant in zip(documents, command.experiment.variants, strict=True):
        parts = {part: document[part] for part in Recipe.model_fields}
        parts["dataset"] = {key: value for key, value in parts["dataset"].items() if key != "cache_dir"}
        assert Recipe.parse(parts) == variant.recipe
        assert parse_engine(document["engine"]) == variant.engine
        assert document["name"] == command.experiment.name
        if not command.experiment.auto:
            assert parse_seeds(document["seeds"]) == command.seeds


def test_variants_are_named_where_there_are_several():
    """A comment before each document says whose it is."""
    command = read_command(["experiment=quickstart"])
    assert [line for line in job_text(command).splitlines() if line.startswith("#")] == [
        "# variant none",
        "# variant dropout",
    ]


def test_lists_are_shown_as_they_are_typed():
    """A list can be copied to a command line."""
    assert "hidden_units: [512, 512]\n" in job_text(read_command([]))


def test_an_experiment_of_the_users_own_is_shown_too(folder):
    """The file's numbers are those of the documents."""
    word = own_experiment(folder, base={"dataset": "digits", "optimizer.learning_rate": 0.002})
    _, documents = shown([word])
    assert {document["optimizer"]["learning_rate"] for document in documents} == {0.002}
