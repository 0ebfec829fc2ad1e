import pytest


@pytest.fixture
def path(tmp_path):
    """Where a store may be made."""
    return tmp_path / "results" / "store.sqlite"
