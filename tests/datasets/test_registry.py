import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dropout_lab.datasets import also_in, dataset_names, facts_of
from dropout_lab.datasets.registry import FOLDER
from dropout_lab.errors import ConfigError
from tests.over import over

EXAMPLES = Path(__file__).with_name("examples")


def test_each_data_set_is_found_by_its_file():
    """A name needs no list: it is the name of a file that states the facts."""
    assert {"digits", "fashion_mnist", "mnist"} <= set(dataset_names())
    assert not {"base", "registry", "origins"} & set(dataset_names())
    assert facts_of("mnist").inputs == 784


@over("name", ["mnits", "base", "registry", "../mnist", "waves", ""])
def test_an_unknown_name_is_answered_with_those_that_exist(name):
    """Only a data set's own file is one; a path, a helper of the room or a stranger's name is none."""
    with pytest.raises(ConfigError, match=r"no such data set; choose digits, "):
        facts_of(name)


def test_the_nearest_name_is_offered():
    """A misspelt name is answered with what was probably meant."""
    with pytest.raises(ConfigError, match=r"^dataset=mnits: .*; nearest: mnist"):
        facts_of("mnits")


def test_the_registry_looks_where_it_is_told():
    """A folder given as an argument is looked in for this call alone."""
    assert dataset_names([EXAMPLES]) == ["waves"]
    assert facts_of("waves", [FOLDER, EXAMPLES]).shape == (1, 40)
    assert "waves" not in dataset_names()


def test_another_folder_joins_for_a_while():
    """Inside the block a data set of the tests is one like all others, afterwards it is unknown again."""
    with also_in(EXAMPLES):
        assert {"digits", "mnist", "waves"} <= set(dataset_names())
        assert facts_of("waves").classes == 3
    with pytest.raises(ConfigError, match="no such data set"):
        facts_of("waves")


@pytest.mark.slow
def test_facts_are_read_without_arrays():
    """Names and facts of all data sets are there without NumPy, Keras or a network library."""
    heavy = ("numpy", "sklearn", "keras", "tensorflow", "pooch", "requests")
    code = (
        "import sys\n"
        "from dropout_lab.datasets import dataset_names, facts_of\n"
        "print([facts_of(name).title for name in dataset_names()])\n"
        f"print([name for name in {heavy!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    titles, loaded = done.stdout.splitlines()
    assert "MNIST" in titles
    assert loaded == "[]"


SOUND = facts_of("mnist")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"classes": 257, "class_names": ()}, "MNIST: classes=257: should be 2 to 256, or None"),
        ({"classes": 1, "class_names": ()}, "MNIST: classes=1: should be 2 to 256, or None"),
        ({"test_examples": 65_537}, "MNIST: test_examples=65537: should be 1 to 65536"),
        ({"class_names": ("cat", "dog")}, "MNIST: class_names has 2 names for 10 classes"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_facts_that_a_run_cannot_keep_are_refused(change, problem):
    """Labels are kept in 8 bits and places of test examples in 16; more would be cut off in silence."""
    with pytest.raises(ConfigError, match=problem):
        replace(SOUND, **change)


def test_a_task_without_classes_has_no_logits():
    """A data set may be no classification; what needs classes then says so in one line."""
    facts = replace(SOUND, classes=None, class_names=())
    with pytest.raises(ConfigError, match=r"^MNIST is no classification"):
        _ = facts.outputs
