import contextlib
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from dropout_lab import campaign, files, results
from dropout_lab.cli import plan_words
from dropout_lab.config_files import experiment_files
from dropout_lab.engines import environment
from dropout_lab.errors import ClusterError
from dropout_lab.language import headline
from dropout_lab.recipe import engine_choice
from dropout_lab.results_folder import PROVENANCE, read_provenance, with_digests
from dropout_lab.results_folder.encoding import as_json
from dropout_lab.runner import cluster
from dropout_lab.runner.starting import Starting

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.slow  # whole campaigns, if with pretended training: 30 seconds together

LEDGER = {"planned": 6, "done": 6, "diverged": 0, "failed": 0, "missing": 0}
QUICK = ("run", "experiment=quickstart", "training.epochs=2", "name=quick")


def shape(value):
    """The keys and types of a JSON document; a list by its first entry."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def run_ids(folder):
    runs = (folder / "results" / "local" / "quick" / "runs.csv").read_text().splitlines()
    place = runs[0].split(",").index("run_id")
    return [line.split(",")[place] for line in runs[1:]]


def test_a_dry_run_shows_the_plan_and_writes_nothing(lab, folder):
    """What these seeds can show, how many trainings, how long, and where it would be kept."""
    said = lab("run", "experiment=quickstart", "--dry-run")
    assert said.code == 0
    lines = said.err.splitlines()
    assert lines[0].startswith("quickstart: Does dropout raise")
    assert "dropout [rate 0.2 (keeps 0.8)]" in said.err
    assert "points up (a guess: the spread usual for scikit-learn's digits)" in said.err
    assert "20 runs on" in said.err
    assert "(store: results/store.sqlite)" in said.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["seeds=1"], "nothing is compared"),
        (["-m", "dropout.rate=0,0.5", "seeds=2"], "2 pairs can decide nothing; give 3 seeds or more"),
        (["dropout.rate=[0.1,0.5]"], "rates 0.1, 0.5"),
        (["dropout.input_rate=0.1", "dropout.rate=0"], "input rate 0.1"),
        (["-m", "dropout.rate=range(0,0.9,0.1)"], "and 3 more"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_plan_says_what_its_seeds_can_show(lab, words, said):
    """A plan is honest about a level, about too few pairs, and about every rate."""
    assert said in lab("run", "--dry-run", *words).err


def test_a_plan_says_how_small_a_difference_it_sees_and_what_would_settle_it(lab):
    """In points, with what it is guessed by; nothing is printed of what is not known."""
    lines = lab("run", "experiment=tutorial_claim", "seeds=10", "--dry-run").err.splitlines()
    assert "  can see    differences from about 0.19 points up (a guess: the spread usual for MNIST)" in lines
    assert "  to settle  0.1 points: about 29 seeds" in lines
    assert not re.search("stored pairs|standard deviation", "".join(lines))
    said = lab("run", "-m", "dataset=fashion_mnist", "dropout.rate=0,0.5", "--dry-run").err
    assert not re.search("can see|to settle", said)


def test_a_plan_says_what_a_margin_of_many_points_means(lab, folder):
    """It may be meant in percent; one of 5 points is nobody's slip."""
    text = experiment_files()["quickstart"].read_text(encoding="utf-8")
    (folder / "experiments").mkdir()
    said = {}
    for margin in ("0.5", "0.05"):
        changed = re.sub(r"test_accuracy: 0\.005", f"test_accuracy: {margin}", text)
        (folder / "experiments" / "mine.yaml").write_text(changed, encoding="utf-8")
        said[margin] = lab("run", "experiment=mine", "--dry-run").err
    assert "margin 50 points of test accuracy: everything nearer counts as no difference" in said["0.5"]
    assert "  to settle  " in said["0.05"]
    assert "counts as no difference" not in said["0.05"]


def test_a_plan_says_that_a_margin_is_below_one_test_image(lab):
    """Nobody gave 0.1 points on 360 images; of 10,000 it is ten, and the quickstart gives a larger one."""
    sweep = ("run", "-m", "dropout.rate=0,0.2", "seeds=2", "--dry-run")
    said = {name: lab(*sweep, f"dataset={name}").err for name in ("digits", "mnist")}
    below = "margin 0.1 points of test accuracy: less than one of 360 test images (0.28 points)"
    assert (below in said["digits"], "less than one" in said["mnist"]) == (True, False)
    assert "less than one" not in lab("run", "experiment=quickstart", "--dry-run").err


def test_a_plan_warns_of_alpha_dropout_without_selu(lab):
    """It trains all the same: the line says what would suit it."""
    words = ("run", "dropout=alpha", "dataset=digits", "seeds=3", "--dry-run")
    assert "  warns      alpha: alpha dropout keeps mean and variance of selu units alone" in lab(*words).err
    assert "warns" not in lab(*words, "model.activation=selu").err


@pytest.mark.parametrize(
    ("words", "workers"),
    [
        (["experiment=quickstart"], "1 worker;"),
        (["experiment=quickstart", "executor.workers=3"], "3 workers;"),
        (["experiment=quickstart", "engine=keras_fit"], "4 workers;"),
        (["experiment=quickstart", "seeds=auto:100"], "4 workers in the first round;"),
        (["experiment=tutorial_claim", "seeds=3"], "4 workers;"),
    ],
    ids=str,
)
def test_a_small_plan_has_one_worker_unless_more_are_asked_for(lab, monkeypatch, words, workers):
    """One that is done before another worker would have started; rounds to come count too."""
    monkeypatch.setattr(cluster, "CPU_COUNT", 4)
    monkeypatch.setattr(cluster, "MEMORY_LIMIT", 64 * 2**30)
    assert f"runs on {workers}" in lab("run", "--dry-run", *words).err


@pytest.mark.parametrize("said", ["multiplied by this processor", "does not multiply it"])
def test_a_plan_says_who_multiplies_bfloat16(lab, monkeypatch, said):
    """It is another time, with the same meaning; a run in float32 has no such line."""
    monkeypatch.setattr(plan_words, "multiplies_bfloat16", lambda: said.startswith("multiplied"))
    words = ("dataset=digits", "seeds=3", "engine=jax", "--dry-run")
    assert said in lab("run", *words, "engine.precision=bfloat16").err
    assert "bfloat16" not in lab("run", *words).err


@pytest.mark.parametrize(
    ("full", "said"),
    [
        ("store.sqlite", "results/store.sqlite: 1 MiB may be written"),
        ("results", "results: 8 MiB may be written"),
    ],
)
def test_a_disk_without_room_is_seen_before_anything_trains(lab, trainer, monkeypatch, full, said):
    """The store's or that of the results, with what to do."""
    place = files.nearest
    tiny = SimpleNamespace(free=1_000)
    monkeypatch.setattr(files, "nearest", lambda path: path if path.name == full else place(path))
    usage = files.shutil.disk_usage
    monkeypatch.setattr(
        files.shutil, "disk_usage", lambda path: tiny if Path(path).name == full else usage(path)
    )
    answer = lab(*QUICK, "seeds=3")
    assert answer.code == 2
    assert said in answer.err
    assert "has 0 MiB free; make room, or choose another disk by" in answer.err
    assert not Path("results").exists()


@pytest.fixture
def quick(lab, trainer):
    """A small experiment, run to its end with three seeds."""
    trainer.said = lab(*QUICK, "seeds=3")
    return trainer


def test_a_run_ends_with_its_answer_and_what_to_type_next(quick, folder):
    """Table, paired difference, ledger, one sentence, the results' path."""
    said = quick.said
    assert said.code == 0, said.err
    assert "dropout - none" in said.out
    assert "6 planned" in said.out
    assert "page: results/local/quick/report.html  (to see it: dropout-lab report quick --open)" in said.out
    typed = "dropout-lab run experiment=quickstart training.epochs=2"
    assert f"next: change one key: {typed} optimizer=sgd" in said.out
    assert (folder / "results" / "local" / "quick" / "README.md").is_file()
    assert [seed for _, seed in quick.asked] == [0, 0, 1, 1, 2, 2]


def test_the_same_command_again_trains_nothing_and_changes_no_byte(quick, lab, folder):
    """Nothing is computed twice (law 5), and the tables are made of what is stored alone."""
    files = ("runs.csv", "curves.csv", "summary.csv", "README.md")
    texts = {name: (folder / "results" / "local" / "quick" / name).read_bytes() for name in files}
    again = lab(*QUICK, "seeds=3")
    assert again.code == 0
    assert "seconds: nothing is missing" in again.err
    assert len(quick.asked) == 6
    assert {n: (folder / "results" / "local" / "quick" / n).read_bytes() for n in files} == texts


def test_more_seeds_train_only_what_is_missing(quick, lab, folder):
    """Seeds extend what is there."""
    before = run_ids(folder)
    lab(*QUICK, "seeds=4")
    assert quick.asked[6:] == [("none", 3), ("standard", 3)]
    assert set(before) < set(run_ids(folder))


def test_fewer_seeds_than_are_stored_are_said(quick, lab):
    """What is stored is shown whole, and the line says that it is more than was asked for."""
    assert "note: 1 seed asked for; all 3 that are stored are shown" in lab(*QUICK, "seeds=1").err
    assert "asked for" not in lab(*QUICK, "seeds=3").err


def test_a_run_that_gets_no_worker_leaves_no_plan_behind(lab, trainer, monkeypatch):
    """What is refused is no campaign whose runs are missing for no reason that anybody could read."""

    @contextlib.contextmanager
    def no_worker():
        raise ClusterError("no worker could start")
        yield

    monkeypatch.setattr(campaign, "connect", lambda *_words: Starting(no_worker()))
    said = lab(*QUICK, "seeds=2")
    assert said.code == 2
    assert "no worker could start" in said.err
    assert lab("status").out.startswith("No run of your own in results/store.sqlite.")


def test_runs_are_shared_by_other_experiments(quick, lab):
    """The same recipe and seed under another name is the same run."""
    lab("run", "experiment=quickstart", "training.epochs=2", "name=other", "seeds=3")
    assert len(quick.asked) == 6


def test_a_failed_run_is_named_with_its_log_and_tried_again(lab, trainer, folder):
    """Exit code 1, what to do, where the messages are; the same command retries it and no other."""
    trainer.fail = {1}
    said = lab(*QUICK, "seeds=3")
    assert said.code == 1
    *_, cause, last = said.err.splitlines()
    assert cause == "dropout-lab: 2 failed: RuntimeError: no such unit"
    assert last.startswith("dropout-lab: 2 runs failed twice; the same command tries them again")
    assert "quick: 2 failed: RuntimeError: no such unit" in lab("status").out
    assert "RuntimeError: no such unit" in lab("show", "quick/none/1").out
    assert Path(last.rpartition(" ")[2]).is_file()
    assert "2 failed" in said.out
    trainer.fail = set()
    asked = len(trainer.asked)
    assert lab(*QUICK, "seeds=3").code == 0
    assert trainer.asked[asked:] == [("none", 1), ("standard", 1)]


def test_a_run_says_how_its_environment_differs(lab, trainer):
    """From this machine's, and from its experiment's other runs': one line beside what is shown."""
    trainer.environment = here = environment(engine_choice())
    assert lab(*QUICK, "seeds=2").code == 0
    assert lab("show", "quick/none/1").err == ""
    trainer.environment = here | {"keras": "1.0", "cpu": "another"}
    assert lab(*QUICK, "seeds=3").code == 0
    beside = "2 of the 5 other runs of quick were trained under another environment than this one: "
    assert lab("show", "quick/none/1").err == f"note: {beside}versions of keras, 2 processors.\n"
    said = lab("show", "quick/none/2", "--json")
    assert said.err.startswith(
        "note: Trained under another environment than this machine has now: versions of keras, 2 processors. "
        "4 of the 5 other runs of quick"
    )
    assert json.loads(said.out)["seed"] == 2


def test_a_diverged_run_is_shown_and_never_tried_again(lab, trainer):
    """It is data (law 6): in the ledger, with its epoch, and the exit code is 0."""
    trainer.diverge = {1}
    said = lab(*QUICK, "seeds=4")
    assert said.code == 0
    assert "2 diverged" in said.out
    asked = len(trainer.asked)
    assert lab(*QUICK, "seeds=4").code == 0
    assert len(trainer.asked) == asked
    shown = json.loads(lab("show", "quick/none/1", "--json").out)
    assert (shown["status"], shown["epochs"], shown["test_errors"]) == ("diverged", 2, None)
    assert shown["test_accuracy"] is None


def test_smoke_stores_nothing(lab, trainer, folder):
    """One seed, one epoch, no store, no results."""
    said = lab("run", "experiment=quickstart", "debug=smoke")
    assert said.code == 0
    assert "nothing is stored" in said.out
    assert trainer.asked == [("none", 0), ("standard", 0)]
    assert list(folder.iterdir()) == []


def test_a_smoke_run_that_fails_names_its_log_in_a_folder_of_the_users_own(
    lab, trainer, folder, monkeypatch, tmp_path_factory
):
    """Not in one that others can write, nor beside a store that is not used."""
    passing = tmp_path_factory.mktemp("passing")
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    trainer.fail = {0}
    said = lab("run", "dataset=digits", "debug=smoke")
    assert said.code == 1
    assert f"their messages: {passing}/dropout-lab-{os.getuid()}/single-" in said.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["logs", "checkpoints"])
def test_a_folder_beside_the_store_that_leads_elsewhere_is_refused(refusal, folder, name):
    """A clone may carry such a link; nothing is written or deleted where it leads."""
    (folder / "mine").mkdir()
    (folder / "results").mkdir()
    (folder / "results" / name).symlink_to(folder / "mine")
    assert f"{name}: is a link to" in refusal("run", "dataset=digits", "training.epochs=1", "seeds=1")


def test_what_a_killed_report_left_is_swept_at_the_next_start(lab, trainer, folder):
    """In the folder of any experiment, by our name alone."""
    left = folder / "results" / "local" / "other" / ".dropout-lab-new.abcdefgh"
    left.mkdir(parents=True)
    (left / "report.html").write_text("half")
    assert lab("run", "dataset=digits", "training.epochs=1", "seeds=1").code == 0
    assert not left.exists()


def test_a_smoke_run_that_fails_says_why(lab, trainer, folder):
    """It is there to find this: the first error and its log, exit code 1."""
    trainer.fail = {0}
    said = lab("run", "experiment=quickstart", "debug=smoke")
    assert said.code == 1
    assert "RuntimeError: no such unit" in said.err
    assert list(folder.iterdir()) == []


def test_a_sweep_is_one_plan_and_one_folder(lab, trainer, folder):
    """Every value against the first, in one results folder; the index of all stands beside it."""
    said = lab("run", "-m", "dropout.rate=0,0.2", "dataset=digits", "training.epochs=1", "seeds=3")
    assert said.code == 0, said.err
    (results,) = (path for path in (folder / "results" / "local").iterdir() if path.is_dir())
    assert results.name.startswith("sweep-")
    assert results.name in (results.parent / "index.html").read_text(encoding="utf-8")
    assert "rate=0.2 - rate=0" in said.out


def test_an_experiment_is_published_whole_or_not_at_all(lab, trainer, folder):
    """An altered one, or one with seeds missing, never reaches `results/NAME`."""
    altered = lab(*QUICK, "seeds=3", "--publish")
    assert altered.code == 2
    assert trainer.asked == []
    assert "no unaltered experiment" in altered.err.splitlines()[-1]
    few = lab("run", "experiment=quickstart", "seeds=3", "--publish")
    assert few.code == 2
    assert "7 of its planned seeds were not asked for" in few.err.splitlines()[-1]
    assert trainer.asked == []
    assert not (folder / "results" / "quickstart").exists()
    whole = lab("run", "experiment=quickstart", "--publish")
    assert whole.code == 0
    assert "published: results/quickstart/report.html" in whole.out
    assert (folder / "results" / "quickstart" / "runs.csv").is_file()


def test_a_half_finished_campaign_is_reported_as_such(lab, trainer, folder, monkeypatch):
    """`report` shows what is there, and that it is not all."""
    original = type(trainer).__call__
    monkeypatch.setattr(
        "dropout_lab.campaign.run_tasks", lambda c, tasks, *rest: original(trainer, c, tasks[:2], *rest)
    )
    lab(*QUICK, "seeds=3")
    said = lab("report", "quick")
    assert said.code == 0
    assert "Half-finished: 4 of 6 runs are still missing" in said.out
    typed = "dropout-lab run experiment=quickstart training.epochs=2 name=quick seeds=3"
    said = lab("status").out
    told = headline(results("quick").analysis).text
    assert f"quick: {told}\nquick: {typed}\n" in said
    assert f"quick: {typed}\n" in said
    assert f"next: {typed}  (it trains only what is missing)" in said


def test_a_report_of_other_runs_is_no_answer_of_a_campaign(lab, trainer, folder):
    """Where the store has more runs than the report was made of, `status` waits for a new report."""
    lab(*QUICK, "seeds=3")
    kept = folder / "results" / "local" / "quick" / PROVENANCE
    assert json.loads(lab("status", "--json").out)["campaigns"][0]["word"] == "Slightly"
    known = {**read_provenance(kept.parent), "ledger": {**LEDGER, "planned": 4}}
    kept.write_text(as_json(with_digests(known, {})))
    assert json.loads(lab("status", "--json").out)["campaigns"][0]["word"] is None


def test_json_documents_have_the_golden_keys(lab, trainer, data_regression):
    """A program reads `--json`: one object on stdout, its keys and types are a promise."""
    documents = {
        "run --dry-run": lab(*QUICK, "seeds=3", "--dry-run", "--json"),
        "run": lab(*QUICK, "seeds=3", "--json"),
        "status": lab("status", "--json"),
        "show": lab("show", "quick/none/0", "--json"),
        "list": lab("list", "--json"),
    }
    assert {said.code for said in documents.values()} == {0}
    shapes = {verb: shape(json.loads(said.out)) for verb, said in documents.items()}
    del shapes["show"]["environment"]  # tells of the machine
    data_regression.check(shapes, fullpath=GOLDEN / "json.yml")
    assert json.loads(lab("report", "quick", "--json").out) == json.loads(documents["run"].out)
