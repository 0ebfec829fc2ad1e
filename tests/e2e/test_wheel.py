"""The package works where there is no checkout: the wheel carries its configuration and experiments."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("dropout_lab", "dropout-lab", "_dropout_lab")

pytestmark = pytest.mark.slow


def run(*words, cwd):
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with the locked back end and no network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel in an environment of its own that sees the locked packages, but not the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    locked = folder / "locked"
    locked.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS) and entry.suffix != ".pth":
            (locked / entry.name).symlink_to(entry)
    python = folder / "env" / "bin" / "python"
    purelib = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    )
    (purelib / "locked.pth").write_text(f"{locked}\n")
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", "--no-compile", wheel, cwd=folder)
    return python


def test_the_wheel_carries_configuration_and_experiments(wheel):
    """Every file of `conf/`, `experiments/` and `schema/` travels, and nothing of tests or results does."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"dropout_lab/{path.relative_to(ROOT)}"
        for room, kind in (("conf", "yaml"), ("experiments", "yaml"), ("schema", "json"))
        for path in (ROOT / room).rglob(f"*.{kind}")
    }
    assert wanted
    assert wanted <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"dropout_lab"}


def test_an_installed_package_is_typed(wheel, installed, tmp_path):
    """`py.typed` and the stub of the lazy names travel; `judge` answers outside a checkout."""
    assert {"dropout_lab/py.typed", "dropout_lab/__init__.pyi"} <= set(zipfile.ZipFile(wheel).namelist())
    said = run(installed, "-c", "import dropout_lab; print(dropout_lab.judge.__module__)", cwd=tmp_path)
    assert "dropout_lab.api.judging" in said


def test_an_installed_package_lists_its_experiments_from_an_empty_folder(installed, tmp_path):
    """`dropout-lab list` needs no checkout and leaves nothing behind."""
    said = run(installed.with_name("dropout-lab"), "list", cwd=tmp_path)
    assert "tutorial_claim" in said
    assert "quickstart" in said
    assert list(tmp_path.iterdir()) == []


def test_an_installed_package_plans_an_experiment(installed, tmp_path):
    """The whole configuration composes outside a checkout, by `python -m dropout_lab` as well."""
    said = run(installed, "-m", "dropout_lab", "run", "experiment=quickstart", "--dry-run", cwd=tmp_path)
    assert "quickstart" in said


def test_an_installed_package_writes_a_new_experiment_and_plans_it(installed, tmp_path):
    """The file that a question begins with travels too, and names no place of a machine."""
    lab = installed.with_name("dropout-lab")
    assert "wrote experiments/mine.yaml" in run(lab, "new", "experiment", "mine", cwd=tmp_path)
    assert "$schema" not in (tmp_path / "experiments" / "mine.yaml").read_text(encoding="utf-8")
    assert '"planned": 20' in run(lab, "run", "experiment=mine", "--dry-run", "--json", cwd=tmp_path)
