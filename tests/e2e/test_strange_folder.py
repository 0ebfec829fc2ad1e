"""A folder with modules and settings of somebody else: a run in it imports none of them (law 12)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import HANG, UNDRAWN, records

pytestmark = pytest.mark.slow

STRANGE = (
    *("sitecustomize", "usercustomize", "signal", "types", "pickle", "socket", "operator", "math", "runpy"),
    *("multiprocessing", "threading", "ssl", "selectors", "dask", "numpy", "tensorflow", "hydra_plugins"),
)
WORDS = (
    "run", "dataset=digits", "dataset.train_size=1408", "model.hidden_units=[16]", "training.epochs=1",
    "seeds=1", "executor.workers=1",
)  # fmt: skip


@pytest.fixture
def strange(tmp_path) -> Path:
    """Each module says that it was imported, and stops whoever imports it."""
    for name in STRANGE:
        text = (
            f"open({str(tmp_path / 'imported.txt')!r}, 'a').write({name!r})\nraise SystemExit('imported')\n"
        )
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "matplotlibrc").write_text("backend: module://operator\n")
    return tmp_path


def test_nothing_of_the_current_folder_is_imported_by_main_or_workers(strange):
    """Modules named as those of Python and of packages change nothing: the run ends well."""
    said = subprocess.run(
        [sys.executable, *UNDRAWN, *WORDS],
        cwd=strange,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "Traceback" not in said.stderr
    assert len(records(strange)) == 1
    assert not (strange / "imported.txt").exists()
    assert not any("Traceback" in log.read_text() for log in strange.glob("results/logs/*.log"))


@pytest.mark.parametrize(
    "command",
    [
        [str(Path(sys.executable).with_name("dropout-lab"))],
        [sys.executable, "-P", "-m", "dropout_lab"],
    ],
    ids=["script", "python -P -m"],
)
def test_the_script_and_the_module_import_nothing_of_the_current_folder(strange, command):
    """Both ways that the Makefile, the documents and this project type it."""
    said = subprocess.run(
        [*command, "run", "dataset=digits", "--dry-run"],
        cwd=strange,
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    assert (said.returncode, (strange / "imported.txt").exists()) == (0, False), said.stderr


def test_no_command_of_ours_puts_the_current_folder_first():
    """`python -m dropout_lab` would take a module of the current folder for one of Python's."""
    root = Path(__file__).parents[2]
    typed = [
        root / name for name in ("Makefile", ".ci/run", "README.md", "README.zh-CN.md", "CONTRIBUTING.md")
    ]
    for file in [*typed, *root.glob("docs/**/*.md")]:
        assert "python -m dropout_lab" not in file.read_text(encoding="utf-8"), file
        assert "python) -m dropout_lab" not in file.read_text(encoding="utf-8"), file
