"""Doctests: a file is searched for them where it has one, not each of 900 in each worker."""

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path):
    """Leave out the doctests of a file without any; its tests, if it has some, stay."""
    found = yield
    if file_path.suffix == ".py" and b">>> " not in file_path.read_bytes():
        return [node for node in found if type(node) is pytest.Module]
    return found
