"""Laws of every data set: its choice in conf/ explains itself, and its arrays are as its facts say."""

from pathlib import Path

import numpy as np
import pytest

from dropout_lab.data import load
from dropout_lab.datasets import dataset_names, facts_of
from dropout_lab.datasets.origins import IdxFiles
from dropout_lab.recipe import Dataset

CONF = Path(__file__).parents[2] / "conf" / "dataset"
NAMES = dataset_names()
LOADED = [
    pytest.param(name, marks=[pytest.mark.network] * isinstance(facts_of(name).origin, IdxFiles))
    for name in NAMES
]


def test_each_data_set_is_a_choice():
    """`dataset=NAME` works for every data set, and names no other."""
    assert sorted(path.stem for path in CONF.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_key_of_a_choice_has_its_comment(name):
    """A reader of conf/ is told what each key means, and how large the data set is."""
    head, editor, about, *keys = (CONF / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    facts = facts_of(name)
    assert head == "# @package dataset"
    assert editor.startswith("# yaml-language-server: ")
    for fact in (
        f"{facts.train_examples:,} training",
        f"{facts.test_examples:,} test {facts.nouns.examples.en}",
    ):
        assert fact in about
    assert "x".join(map(str, facts.shape)) in about
    assert [line for line in keys if "#" not in line] == []


@pytest.mark.parametrize("name", LOADED)
def test_arrays_are_as_the_facts_say(name):
    """Sizes, scale and classes hold of what is loaded, so that nobody need look at the arrays."""
    facts, arrays = facts_of(name), load(Dataset.model_validate({"name": name}))
    assert arrays.train_images.shape == (facts.train_examples, facts.inputs)
    assert arrays.test_images.shape == (facts.test_examples, facts.inputs)
    assert (arrays.train_images.dtype, arrays.train_labels.dtype) == (np.uint8, np.uint8)
    assert arrays.train_images.max() == facts.scale
    assert set(arrays.train_labels) == set(arrays.test_labels) == set(range(facts.outputs))
