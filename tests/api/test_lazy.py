"""The package is light until something is asked of it, and typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import dropout_lab
from tests.over import over

HEAVY = (
    "tensorflow",
    "keras",
    "jax",
    "pandas",
    "scipy",
    "sklearn",
    "dask",
    "distributed",
    "matplotlib",
    "hydra",
)
TRAINING = ("tensorflow", "keras", "jax", "dask", "distributed", "matplotlib", "hydra")
TABLE = "variant,seed,test_accuracy\n" + "".join(
    f"{name},{seed},{level + seed / 1000}\n" for name, level in (("a", 0.9), ("b", 0.91)) for seed in range(4)
)


def loaded(code, watched, folder):
    """Which of the watched modules a piece of Python loads."""
    tail = f"\nimport sys, json\nprint(json.dumps([m for m in {watched!r} if m in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail], cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_importing_the_package_loads_nothing_heavy(tmp_path):
    """A notebook's first cell costs nothing, and completion knows the names already."""
    assert loaded("import dropout_lab; dir(dropout_lab)", HEAVY, tmp_path) == []


@pytest.mark.slow
def test_reading_and_judging_load_no_backend_and_no_dask(tmp_path):
    """Neither from Python nor from the command line: what trains nothing waits for nothing that trains."""
    (tmp_path / "t.csv").write_text(TABLE)
    code = (
        "import sys, dropout_lab\nfrom dropout_lab.cli import main\n"
        "dropout_lab.results; dropout_lab.compare\n"
        "dropout_lab.judge('t.csv', treatment='b', control='a')\n"
        "sys.argv = 'dropout-lab judge t.csv --treatment b --control a --json'.split()\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert loaded(code, TRAINING, tmp_path) == []


@over("name", ["run", "results", "compare", "judge", "Results", "Judgement", "DropoutLabError"])
def test_every_name_is_there_and_in_completion(name):
    """What `dir` offers is what there is, and the stub types the same names."""
    assert name in dir(dropout_lab)
    assert getattr(dropout_lab, name).__name__ == name
    stub = Path(dropout_lab.__file__).with_suffix(".pyi").read_text()
    assert f" as {name}\n" in stub


def test_an_unknown_name_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        dropout_lab.trian  # noqa: B018


def test_the_package_says_that_it_is_typed():
    """PEP 561: a type checker reads the annotations of an installed package."""
    assert Path(dropout_lab.__file__).with_name("py.typed").is_file()
