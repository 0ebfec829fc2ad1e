"""`dropout_lab.run` and what it gives back, with `Trainer` in the place of the workers."""

import multiprocessing
import subprocess
import sys

import pytest

import dropout_lab
from dropout_lab.api import main_guard
from dropout_lab.errors import ConfigError, DropoutLabError
from tests.cli.conftest import Trainer, folder, trainer  # noqa: F401

WORDS = ("experiment=quickstart", "training.epochs=2", "name=first", "seeds=4")


def test_a_run_gives_its_results(folder, trainer):  # noqa: F811
    """Tidy frames, the answer in words, and somebody told after each run."""
    heard = []
    found = dropout_lab.run(*WORDS, on_run=lambda done, total: heard.append((done, total)))
    assert heard == [(n, 8) for n in range(1, 9)]
    assert len(found.runs) == 8
    assert len(found.curves) == 16
    assert list(found.curves)[:4] == ["variant", "seed", "run_id", "epoch"]
    assert list(found.comparisons["decision"]) == ["better"]
    assert len(found.pairs) >= 4
    assert not found.by_epoch.empty
    assert not found.summary.empty
    assert found.answer in repr(found)
    assert found.answer.startswith("Slightly. With dropout the net is slightly better: ")
    assert (found.word, found.exact) == ("Slightly", found.sentences[0])
    assert (folder / "results" / "store.sqlite").is_file()


def test_the_same_again_trains_nothing_and_reads_the_same(folder, trainer):  # noqa: F811
    """The store is the command line's; `results` finds what `run` left."""
    first = dropout_lab.run(*WORDS)
    asked = len(trainer.asked)
    again = dropout_lab.run(*WORDS)
    assert len(trainer.asked) == asked
    assert again.runs.equals(first.runs)
    assert dropout_lab.results("first").comparisons.equals(first.comparisons)


def test_a_frame_is_the_readers_own(folder, trainer):  # noqa: F811
    """Changing a frame changes no later one."""
    found = dropout_lab.run(*WORDS)
    mine = found.runs
    mine["seed"] = -1
    assert (found.runs["seed"] >= 0).all()


def test_a_store_elsewhere_is_used_by_all(folder, trainer):  # noqa: F811
    """Whatever its name holds."""
    place = folder / "my runs, (1) it's.sqlite"
    dropout_lab.run(*WORDS, store=place)
    assert place.is_file()
    assert not (folder / "results" / "store.sqlite").exists()
    assert len(dropout_lab.results("first", store=place).runs) == 8
    assert dropout_lab.compare("first", store=place)["n_pairs"].tolist() == [4]


def test_a_comparison_is_a_frame_with_its_sentence(folder, trainer):  # noqa: F811
    """Planned rows decide; others are exploratory and say so."""
    dropout_lab.run(*WORDS)
    planned = dropout_lab.compare("first/dropout", "first/none")
    other = dropout_lab.compare("first/none", "first/dropout")
    assert planned["decision"].tolist() == ["better"]
    assert other["decision"].tolist() == ["exploratory"]
    assert "no plan named this comparison" in other["sentence"][0]


def test_a_sweep_runs_with_several_values(folder, trainer):  # noqa: F811
    """`multirun=True` is `-m`."""
    words = ("dataset=digits", "dropout.rate=0,0.5", "name=rates", "seeds=3")
    assert len(dropout_lab.run(*words, multirun=True).comparisons) == 1
    with pytest.raises(ConfigError, match=r"several values; .* multirun=True from Python"):
        dropout_lab.run(*words)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: dropout_lab.run("training.epoch=3"), "no such key; type training.epochs=3"),
        (lambda: dropout_lab.run("experiment=quickstart", "debug=smoke"), "stores nothing"),
        (lambda: dropout_lab.run("experiment=quickstart", seeds=3), 'texts; write "seeds=3"'),
        (lambda: dropout_lab.run(experiment="quickstart"), 'texts; write "experiment=quickstart"'),
        (lambda: dropout_lab.run("experiment=quickstart", 3), "write keys as texts"),
        (lambda: dropout_lab.run("-m", "dropout.rate=0,0.5"), "by multirun=True"),
        (lambda: dropout_lab.results("quack"), "no such experiment or sweep"),
        (lambda: dropout_lab.results("no/such/folder"), "no such results folder"),
        (lambda: dropout_lab.compare("a/b", "c/d"), "no such experiment or sweep"),
        (lambda: dropout_lab.judge("no.csv", treatment="a", control="b"), "no such file"),
    ],
)
def test_what_cannot_be_is_an_error_of_ours(folder, call, said):  # noqa: F811
    """One base class, one line, nothing written."""
    with pytest.raises(DropoutLabError, match=said) as error:
        call()
    assert "\n" not in str(error.value)
    assert list(folder.iterdir()) == []


def test_a_worker_that_comes_to_the_call_is_refused(monkeypatch):
    """The last net: a spawned process that is still importing the script."""
    monkeypatch.setattr(multiprocessing, "parent_process", object)
    monkeypatch.setattr(multiprocessing.current_process(), "_inheriting", True, raising=False)
    with pytest.raises(ConfigError, match="worker process came to this call"):
        main_guard.refuse_unguarded()


def test_a_worker_of_a_pool_may_not_have_workers_of_its_own(monkeypatch):
    """Python would say so in a traceback from deep inside."""
    monkeypatch.setattr(multiprocessing.current_process(), "_config", {"daemon": True})
    with pytest.raises(ConfigError, match=r"a worker of multiprocessing\.Pool .*ProcessPoolExecutor"):
        main_guard.refuse_unguarded()


CALL = "dropout_lab.run('dataset=digits', 'training.epochs=1', 'seeds=2', 'name=x')"
UNGUARDED = {
    "bare": f"import dropout_lab\n{CALL}\n",
    "in a function": f"import dropout_lab\ndef main():\n    {CALL}\nmain()\n",
    "by an import": "import helper\n",
    "under another condition": f"import dropout_lab\nif __name__:\n    {CALL}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNGUARDED)
def test_a_script_without_its_guard_gets_one_clear_error(tmp_path, name):
    """No worker is started, nothing is written, and the error comes once."""
    (tmp_path / "script.py").write_text(UNGUARDED[name])
    (tmp_path / "helper.py").write_text(UNGUARDED["bare"])
    done = subprocess.run(
        [sys.executable, "-B", "script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("dropout_lab.errors.ConfigError: run: script.py, line ")
    assert 'if __name__ == "__main__":' in last
    assert done.stderr.count("Traceback") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["helper.py", "script.py"]
