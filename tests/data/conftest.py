from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.data import idx, sources
from dropout_lab.datasets import facts_of
from dropout_lab.datasets.origins import File


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or writes the user's cache, nor reads Keras's."""
    monkeypatch.setenv("DROPOUT_LAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "cache"


@pytest.fixture
def tiny():
    """MNIST with 30 training and 10 test images: raw files by name."""
    draws, facts = np.random.default_rng(0), facts_of("mnist")
    return idx.encode(
        idx.Parts(
            train_examples=draws.integers(0, 256, (30, 784), dtype=np.uint8),
            train_labels=np.arange(30, dtype=np.uint8) % 10,
            test_examples=draws.integers(0, 256, (10, 784), dtype=np.uint8),
            test_labels=np.arange(10, dtype=np.uint8),
        ),
        facts,
        facts.origin,
    )


@pytest.fixture
def tiny_facts(tiny, monkeypatch):
    """The facts of MNIST with the hashes of the tiny files, which loading `mnist` is held to."""
    facts = facts_of("mnist")
    named = {
        field: File(file.name, idx.digest(tiny[file.name]))
        for field, file in vars(facts.origin).items()
        if isinstance(file, File)
    }
    facts = replace(facts, origin=replace(facts.origin, **named))
    monkeypatch.setattr(sources, "facts_of", lambda name: facts if name == "mnist" else facts_of(name))
    return facts
