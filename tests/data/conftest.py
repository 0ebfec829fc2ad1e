import numpy as np
import pytest

from dropout_lab.data import idx


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or writes the user's cache."""
    monkeypatch.setenv("DROPOUT_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def tiny(monkeypatch):
    """MNIST with 30 training and 10 test images, and the hashes to match: raw files by name."""
    draws = np.random.default_rng(0)
    files = idx.files(
        idx.Parts(
            train_images=draws.integers(0, 256, (30, 784), dtype=np.uint8),
            train_labels=np.arange(30, dtype=np.uint8) % 10,
            test_images=draws.integers(0, 256, (10, 784), dtype=np.uint8),
            test_labels=np.arange(10, dtype=np.uint8),
        )
    )
    monkeypatch.setitem(idx.SHA256, "mnist", {name: idx.digest(content) for name, content in files.items()})
    return files
