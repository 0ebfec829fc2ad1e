import json
import os
import socket
import sqlite3

import pytest

from dropout_lab import campaign
from dropout_lab.store import Store
from tests.over import over

pytestmark = pytest.mark.usefixtures("unwritten")

DIGITS = "dataset=digits"


@over(
    ("words", "said"),
    [
        (["experiment=tutorial_clam"], "no such experiment; nearest: tutorial_claim, "),
        (["training.epoch=3"], "no such key; type training.epochs"),
        (["+foo=1"], "foo=1: no such key"),
        (["dropout.rate=1.0"], "dropout.rate=1.0: should be a rate"),
        (["dropout.rate=-0.1"], "dropout.rate=-0.1: should be a rate"),
        (['dropout.rate="abc"'], "dropout.rate=abc: should be a rate"),
        (["dropout.rate=[0.1,0.2,0.3]"], "3 rates for 2 hidden layers"),
        (["seeds=0"], "no seed at all"),
        (["seeds=[1,1]"], "seed 1 is given twice"),
        (["training.epochs=0"], "training.epochs=0: should be greater than or equal to 1"),
        ([DIGITS, "training.batch_size=2000"], "larger than the 1437 training images"),
        (["dropout.rate=0,0.5"], "several values"),
        (["keep_prob=0.8"], "type dropout.rate=0.2"),
        (["--config-dir", "nowhere", DIGITS], "--config-dir nowhere: no such folder"),
        (["--experimental-rerun", "job.pickle"], "refused, since it runs what a pickle file says"),
        (["--experimental-rerun=job.pickle"], "refused"),
        (["--nonsense"], "--nonsense: no such option"),
        (["--cfg", "everything"], "--cfg everything: choose job"),
        (["--cfg", "job", "--exp=job.pickle"], "--exp=job.pickle: no such option"),
        (
            ["--cfg", "job", "--experimental-reru=job.pickle"],
            "--experimental-reru=job.pickle: no such option",
        ),
        (["--cfg", "job", "--", "--experimental-rerun=job.pickle"], "no such option"),
        (["--info", "config", "-e"], "-e: no such option"),
        (["--hydra-help", "-c", "job", "--multirun", "--", "--run"], "--run: no such option"),
        (["--cfg"], "requires an argument"),
        (["name=a/b"], "name=a/b"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_cannot_be_are_refused_before_anything_happens(refusal, words, said):
    """One line, exit code 2, no traceback, nothing written."""
    assert said in refusal("run", *words)


@over(
    ("words", "said"),
    [
        ("report poke --pdf", "type --pdf page.pdf; see dropout-lab report --help"),
        ("report poke --language", "type --language en; see dropout-lab report --help"),
        ("run -c", "type -c job; see dropout-lab run --help"),
        ("judge t.csv --treatment", "type --treatment dropout; see dropout-lab judge --help"),
        ("judge t.csv --seed", "type --seed COLUMN; see dropout-lab judge --help"),
        ("judge t.csv --better", "type --better higher; see dropout-lab judge --help"),
        ("compare a --store", "type --store results/store.sqlite; see dropout-lab compare --help"),
    ],
)
def test_an_option_without_its_value_is_answered_with_one(refusal, words, said):
    """And with the help of the verb, not of the program."""
    assert refusal(*words.split()).rstrip().endswith(f"requires an argument; {said}")


@over(
    ("words", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["status", "--nonsense"], "No such option"),
        (["list", "dropuot"], "nearest: dropout"),
        (["show", "quickstart/dropout"], "should be EXPERIMENT/VARIANT/SEED"),
        (["show", "quickstart/dropout/x"], "should be EXPERIMENT/VARIANT/SEED"),
        (["show", "quickstart/dropout/3"], "no experiment or sweep quickstart"),
        (["show", "abc"], "0 runs"),
        (["report"], "name one campaign, or give --all"),
        (["report", "quickstart", "--all"], "name one campaign, or give --all"),
        (["report", "quickstart"], "no such experiment or sweep"),
        (["data", "fetch", "cifar"], "no such data set; choose digits, "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_other_verbs_refuse_in_the_same_way(refusal, words, said):
    """Whatever is asked for and is not there: one line, and what would do."""
    assert said in refusal(*words)


@pytest.mark.parametrize(
    "words", [["run", "--dry-run"], ["run"], ["run", "-m", "--dry-run", "--json"]], ids=str
)
def test_a_plan_refuses_what_its_engine_can_train_nowhere(refusal, words):
    """Plain `fit` has no place for two passes a step: the plan says so as the run itself does."""
    engines = "engine=keras_fit,tensorflow" if "-m" in words else "engine=keras_fit"
    said = refusal(*words, engines, "dropout=r_drop", "dataset=digits")
    assert said.startswith("dropout=r_drop: has several passes a step, which engine=keras_fit cannot train")


def test_a_plan_refuses_a_layer_of_the_users_own_in_the_same_way(refusal, folder):
    """Its class is asked where its engine lacks something, from its file."""
    (folder / "two_passes.py").write_text(
        "from dropout_lab.dropout.layers.r_drop import RDrop\n\n\n"
        "class Mine(RDrop):\n    name: str = 'mine'\n"
    )
    words = ("run", "--dry-run", "dropout.layer=two_passes:Mine", "dataset=digits")
    assert "which engine=keras_fit cannot train" in refusal(*words, "engine=keras_fit")


def test_a_store_below_a_file_is_refused(refusal, folder):
    """A place where no store can be: named, before a worker starts."""
    (folder / "file").write_text("")
    assert "file/store.sqlite" in refusal("run", DIGITS, "store.path=file/store.sqlite")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_to_write_is_refused(refusal, folder):
    """The place is named, and how to choose another."""
    (folder / "closed").mkdir(mode=0o500)
    assert "store.path" in refusal("run", DIGITS, "store.path=closed/store.sqlite")


@pytest.mark.parametrize(
    "text", [b"", b"not a database, but long enough to look like a file" * 40], ids=["empty", "text"]
)
@pytest.mark.parametrize("verb", ["run", "status"])
def test_what_is_no_store_is_left_alone(lab, folder, verb, text):
    """A file of somebody else is refused, never overwritten; an empty one is an empty store."""
    (folder / "mine.sqlite").write_bytes(text)
    words = [DIGITS, "store.path=mine.sqlite", "--dry-run"] if verb == "run" else ["--store", "mine.sqlite"]
    said = lab(verb, *words)
    assert (folder / "mine.sqlite").read_bytes() == text
    if text:
        assert said.code == 2
        assert "not a store of dropout-lab" in said.err


@pytest.mark.parametrize(
    "words", [["run", DIGITS], ["status"], ["report", "quickstart"], ["show", "ab"]], ids=" ".join
)
def test_a_store_from_a_newer_version_is_refused(refusal, folder, words):
    """Nothing is read into it or written over it."""
    path = folder / "results" / "store.sqlite"
    with Store.open(path, write=True):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    (folder / "results" / "store.sqlite.lock").unlink(missing_ok=True)
    said = refusal(*words)
    assert "is of version 99" in said
    assert "install a newer dropout-lab" in said


def test_a_second_main_on_the_same_store_is_refused(lab, folder, trainer):
    """It is told who writes, since when; nothing is trained and no log is begun."""
    with Store.open(folder / "results" / "store.sqlite", write=True):
        before = sorted(folder.rglob("*"))
        said = lab("run", DIGITS, "training.epochs=1")
        assert said.code == 2
        assert f"another run writes it: process {os.getpid()}" in said.err
        assert "Traceback" not in said.err
        assert sorted(folder.rglob("*")) == before
        assert lab("status").code == 0
        assert lab("run", DIGITS, "--dry-run").code == 0
    assert trainer.asked == []


@pytest.mark.timeout(60)  # a knock that waits forever would hang here
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786", "127.0.0.1:8786", "tcp://x"]
)
def test_an_address_that_cannot_be_reached_is_refused(refusal, address):
    """With the address, and before the store is made."""
    assert f"executor.address={address}" in refusal("run", DIGITS, f"executor.address={address}")


def test_an_address_is_not_needed_where_nothing_is_missing(lab, trainer):
    """What is stored is reported whether the cluster is there or not."""
    words = ("run", DIGITS, "training.epochs=2", "seeds=3")
    assert lab(*words).code == 0
    assert lab(*words, "executor.address=tcp://127.0.0.1:1").code == 0
    assert len(trainer.asked) == 3


@pytest.mark.parametrize(("there", "shown"), [(0, "no worker"), (1, "1 worker"), (2, "2 workers")])
def test_the_workers_of_a_scheduler_stand_in_the_plan(lab, trainer, monkeypatch, there, shown):
    """Counted before anything trains; none yet is a line of its own, with what to do."""
    address = "tls://127.0.0.1:8786"
    monkeypatch.setattr(campaign, "check_address", lambda _address: there)
    said = lab("run", DIGITS, "training.epochs=1", "seeds=3", f"executor.address={address}")
    assert said.code == 0
    assert f"3 runs on {address} ({shown} there);" in " ".join(said.err.split())
    assert (f"dropout-lab: executor.address={address}: has no workers yet" in said.err) == (not there)


@pytest.mark.slow
def test_a_scheduler_that_is_none_is_refused(refusal, monkeypatch):
    """Another service on that port is named once the wait for its answer is over."""
    from dropout_lab.runner import address

    monkeypatch.setattr(address, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert "no Dask scheduler" in refusal("run", DIGITS, f"executor.address={there}")


def test_a_log_that_cannot_be_written_is_refused(lab, folder, trainer):
    """A file where the logs' folder should be: one line, and no run is lost."""
    (folder / "results").mkdir()
    (folder / "results" / "logs").write_text("")
    said = lab("run", DIGITS, "training.epochs=1", "seeds=1")
    assert said.code == 2
    assert "cannot be written" in said.err.splitlines()[-1]
    assert "Traceback" not in said.err


def test_a_results_folder_that_cannot_be_written_is_refused_before_anything_trains(lab, folder, trainer):
    """The line names the folder, and the key that moves it; which moves the store too."""
    (folder / "results").mkdir()
    (folder / "results" / "local").write_text("")
    said = lab("run", DIGITS, "training.epochs=1", "seeds=2")
    assert said.code == 2
    assert "results/local" in said.err.splitlines()[-1]
    assert "Traceback" not in said.err
    assert "results.path=..." in said.err
    assert trainer.asked == []
    assert lab("run", DIGITS, "training.epochs=1", "seeds=2", "results.path=moved", "name=mine").code == 0
    assert (folder / "moved" / "local" / "mine" / "report.html").is_file()
    assert (folder / "moved" / "store.sqlite").is_file()
    assert sorted(path.name for path in (folder / "results").iterdir()) == ["local"]
    assert json.loads(lab("status", "--results", "moved", "--json").out)["campaigns"][0]["done"] == 2
    assert lab("report", "mine", "--results", "moved").code == 0


def test_run_without_a_word_trains_nothing_and_shows_three_examples(lab, trainer):
    """It would be five trainings on MNIST, which nobody has asked for."""
    said = lab("run")
    assert (said.code, said.out, trainer.asked) == (2, "", [])
    assert [line.split("#")[0].strip() for line in said.err.splitlines()[1:]] == [
        "dropout-lab run experiment=quickstart",
        "dropout-lab run -m dropout.rate=0,0.2,0.5",
        "dropout-lab run dataset=digits seeds=4",
    ]


def test_an_engine_that_is_not_installed_says_what_to_do(refusal, monkeypatch):
    """Before anything is written or trained."""
    monkeypatch.setattr("dropout_lab.engines.registry.find_spec", lambda _name: None)
    said = refusal("run", "dataset=digits", "engine=jax", "seeds=2")
    assert said == (
        "engine=jax: JAX is not installed; pip install jax (for an NVIDIA GPU 'jax[cuda13]'), "
        "or choose engine=tensorflow"
    )


def test_a_gpu_that_is_not_there_says_what_to_do(refusal, monkeypatch):
    """A GPU engine without a GPU, refused before anything is written."""
    monkeypatch.setattr("dropout_lab.engines.registry.sees_gpu", lambda: False)
    said = refusal("run", "dataset=digits", "engine=jax", "engine.device=gpu", "seeds=2")
    assert said.startswith("engine.device=gpu: no GPU that JAX could use")
    assert "'jax[cuda13]'" in said


@pytest.mark.parametrize(
    "word", ["engine.precision=tf32", "+engine.stack=4", "+engine.device=gpu", "+engine.checkpoint_epochs=2"]
)
def test_what_only_the_engine_of_stacks_has_is_refused_elsewhere(refusal, word):
    """The key, the value, and the engine that it needs."""
    said = refusal("run", "dataset=digits", word, "seeds=2")
    assert said.startswith(word.lstrip("+"))
    assert "need" in said
    assert said.endswith("engine=jax")


@pytest.mark.parametrize("stack", ["0", "-3", "many", "2.5"])
def test_a_stack_is_a_number_or_auto(refusal, stack):
    """One line that names the key and what it takes."""
    said = refusal("run", "dataset=digits", "engine=jax", f"engine.stack={stack}", "seeds=2")
    assert said == f"engine.stack={stack}: should be auto, or how many runs train at once, 1 or more"
