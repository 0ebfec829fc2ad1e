import subprocess

import pytest

from dropout_lab import code_state


def git(folder, *words):
    subprocess.run(["git", "-C", folder, "-c", "user.name=n", "-c", "user.email=e", *words], check=True)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one commit, in which the package seems to stand."""
    package = tmp_path / "src" / "dropout_lab"
    package.mkdir(parents=True)
    (package / "code_state.py").write_text("")
    for name in ("experiments/poke.yaml", "conf/config.yaml", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    monkeypatch.setattr(code_state, "__file__", str(package / "code_state.py"))
    code_state.code_state.cache_clear()
    yield tmp_path
    code_state.code_state.cache_clear()


def test_a_clean_checkout_is_its_commit(checkout):
    """The commit's 40 digits, and nothing changed; results and prose make nothing dirty."""
    (checkout / "README.md").write_text("prose")
    (checkout / "results").mkdir()
    (checkout / "results" / "runs.csv").write_text("a,b")
    state = code_state.code_state()
    assert len(str(state["commit"])) == 40
    assert state["dirty"] is False


@pytest.mark.parametrize(
    "path",
    [
        "src/new.py",
        "conf/dropout/new.yaml",
        "src/dropout_lab/code_state.py",
        "experiments/poke.yaml",
        "pyproject.toml",
    ],
)
def test_changed_code_is_dirty(checkout, path):
    """A new file in `src/` or `conf/` shows, and a changed one among all that a run depends on."""
    (checkout / path).parent.mkdir(exist_ok=True)
    (checkout / path).write_text("changed")
    assert code_state.code_state()["dirty"] is True


@pytest.mark.parametrize("path", ["my_layer.py", "experiments/my_layer.yaml", "results/local/x/runs.csv"])
def test_a_new_file_of_the_users_own_changes_no_code_of_ours(checkout, path):
    """A layer is known by its digest and an experiment by its plan: two runs beside them are of one code."""
    (checkout / path).parent.mkdir(parents=True, exist_ok=True)
    (checkout / path).write_text("mine")
    assert code_state.code_state()["dirty"] is False


def test_outside_a_checkout_nothing_is_claimed(tmp_path, monkeypatch):
    """An installed package has no commit."""
    monkeypatch.setattr(code_state, "__file__", str(tmp_path / "site" / "dropout_lab" / "code_state.py"))
    code_state.code_state.cache_clear()
    assert code_state.code_state() == {"commit": None, "dirty": None}
    code_state.code_state.cache_clear()


def test_without_git_nothing_is_claimed(checkout, monkeypatch):
    """A machine without git trains all the same."""
    monkeypatch.setenv("PATH", "")
    code_state.code_state.cache_clear()
    assert code_state.code_state() == {"commit": None, "dirty": None}
