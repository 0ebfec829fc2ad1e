"""Open files that a shell allows, looked at before workers are started."""

import resource

import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.runner import allow_open_files

MANY = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "workers", "set_to"),
    [(1024, 4096, 2, None), (MANY, MANY, 99, None), (40, 4096, 2, 96), (256, MANY, 64, 1088)],
)
def test_as_many_as_are_needed_are_allowed_where_the_shell_lets_us(monkeypatch, soft, hard, workers, set_to):
    """`ulimit -S` is raised by ourselves, and no further than needed; macOS begins with 256."""
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    allow_open_files(workers)
    assert asked == ([] if set_to is None else [(set_to, hard)])


@pytest.mark.parametrize("allowed", [20, 40])
def test_too_few_are_refused_with_what_to_type(monkeypatch, allowed):
    """Else the 21st file is a traceback from anywhere."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    with pytest.raises(ConfigError, match=rf"allows {allowed}; type `ulimit -n 1024` first"):
        allow_open_files(1)
