import io
import threading

import pytest
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn

from dropout_lab.cli.progress import Bar, LiveWatch, WholePercent
from dropout_lab.engines import Outcome
from dropout_lab.experiment import Experiment
from dropout_lab.plan import plan_cells, plan_runs
from dropout_lab.progress import estimate, known_values
from dropout_lab.runner import Failure, Reply, Task
from tests.recipes import ENGINE, recipe_data

VARIANTS = {
    "none": recipe_data(dropout={"name": "none"}),
    "twin": recipe_data(dropout={"name": "none"}),
    "dropout": recipe_data(),
}


@pytest.fixture
def plan():
    """Three variants, two of one recipe, with four seeds; three epochs each."""
    experiment = Experiment.parse(
        {
            "name": "question",
            "question": "Does it help?",
            "variants": [{"name": n, "recipe": r, "engine": {}} for n, r in VARIANTS.items()],
            "planned_seeds": [0],
            "comparisons": [{"treatment": "dropout", "control": "none"}],
        }
    )
    seeds = (0, 1, 2, 3)
    return plan_runs(experiment, seeds, plan_cells(experiment, seeds), {})


def reply(accuracy, status="done"):
    return Reply(Outcome(status, {"test_accuracy": [0.1, accuracy]}, "", 1.0), {})


def task(cell):
    return Task(cell.run_id, cell.variant.recipe, ENGINE, cell.seed, None)


def watched(plan, known=()):
    """A watch that keeps what it was asked to describe."""
    told = []

    def describe(_experiment, accuracies):
        told.append(dict(accuracies))
        return f"{len(accuracies)} known"

    return LiveWatch(plan, dict(known), describe), told


@pytest.mark.parametrize(("width", "lines"), [(100, 2), (80, 2), (60, 4), (40, 5)])
def test_in_a_terminal_nothing_is_cut(width, lines):
    """Two lines where there is room, the bar with its counts and the estimate; no ellipsis at any width."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    bar = Bar(SpinnerColumn(), BarColumn(bar_width=24), WholePercent(), console=console)
    counted = "200 of 400 epochs, 10 of 20 runs, 52 min left"
    so_far = "input_dropout - none so far: +0.06 pp [-0.69, 0.80], 10 pairs"
    bar.add_task(counted, total=10, completed=5, estimate=so_far)
    console.print(*bar.get_renderables(), sep="\n")
    shown = console.file.getvalue().splitlines()
    assert "50%" in shown[0]
    assert len(shown) == lines
    assert " ".join(line.strip() for line in shown).endswith(f"{counted} {so_far}")
    assert any("[-0.69, 0.80]" in line for line in shown)
    assert all(len(line.rstrip()) <= width for line in shown)


@pytest.mark.parametrize(("done", "said"), [(799, " 99%"), (800, "100%"), (0, "  0%")])
def test_a_hundred_percent_are_all(done, said):
    """799 of 800 epochs are 99 %."""
    bar = Bar(WholePercent(), console=Console(file=io.StringIO()))
    bar.add_task("", total=800, completed=done)
    assert str(WholePercent().render(bar.tasks[0])) == said


def test_into_a_pipe_goes_a_plain_line_at_each_tenth(plan, capsys):
    """No control characters; how far, how many runs, the estimate; nothing on stdout."""
    watch, _ = watched(plan)
    with watch:
        for cell in plan.missing:
            for epoch in (1, 2, 3):
                watch.epoch([cell.run_id], epoch)
            watch.finished(task(cell), reply(0.9))
    out, err = capsys.readouterr()
    assert out == ""
    assert "\x1b" not in err
    lines = err.splitlines()
    assert [int(line.split(" %")[0]) for line in lines] == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert lines[0] == " 10 % | 3 of 24 epochs, 1 of 8 runs | 2 known"
    assert lines[-1] == "100 % | 24 of 24 epochs, 8 of 8 runs | 12 known"


def test_the_last_epoch_counts_when_its_run_is_recorded(plan, capsys):
    """A round ends at n of n: while a run is not stored, no line says that all is done."""
    watch, _ = watched(plan)
    for cell in plan.missing:
        watch.epoch([cell.run_id], 3)
    assert "16 of 24 epochs, 0 of 8 runs" in capsys.readouterr().err.splitlines()[-1]
    for cell in plan.missing:
        watch.finished(task(cell), reply(0.9))
    assert capsys.readouterr().err.splitlines()[-1].startswith("100 % | 24 of 24 epochs, 8 of 8 runs")


def test_a_shared_run_counts_for_each_of_its_variants(plan):
    """The estimate sees the accuracy under every name that needs the run."""
    watch, told = watched(plan)
    shared = next(cell for cell in plan.missing if cell.variant.name == "twin" and cell.seed == 2)
    watch.finished(task(shared), reply(0.9))
    assert told[-1] == {("none", 2): 0.9, ("twin", 2): 0.9}


def test_diverged_and_failed_runs_are_no_part_of_the_estimate(plan):
    """They count as ended; failures are kept for the end."""
    watch, told = watched(plan)
    first, second = plan.missing[:2]
    watch.finished(task(first), reply(0.9, "diverged"))
    watch.finished(task(second), Failure("OSError: no"))
    assert told == [{}]
    assert watch.failures == ["OSError: no"]


def test_epochs_told_late_or_twice_move_nothing_back(plan, capsys):
    """A second attempt begins at epoch 1 again; the bar does not go back."""
    watch, _ = watched(plan)
    for cell in plan.missing[:4]:
        watch.finished(task(cell), reply(0.9))
    before = capsys.readouterr().err.splitlines()[-1]
    for cell in plan.missing[:4]:
        watch.epoch([cell.run_id], 1)
    assert before.startswith(" 50 %")
    assert capsys.readouterr().err == ""


def test_two_threads_may_tell_at_once(plan):
    """Epochs come from Dask's thread while main tells of results."""
    watch, told = watched(plan)
    threads = [
        threading.Thread(target=lambda: [watch.epoch([c.run_id], e) for e in (1, 2, 3) for c in plan.missing])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for cell in plan.missing:
        watch.finished(task(cell), reply(0.9))
    for thread in threads:
        thread.join()
    assert len(told[-1]) == len(plan.cells)


def test_of_several_comparisons_the_line_says_that_it_follows_the_first(plan):
    """Of one there is nothing to say."""
    pairs = [{"treatment": "dropout", "control": name} for name in ("none", "twin")]
    document = plan.experiment.model_dump(mode="json")
    values = {("dropout", 0): 0.9, ("none", 0): 0.8}
    one, two = (
        estimate(Experiment.parse({**document, "comparisons": some}), values) for some in (pairs[:1], pairs)
    )
    assert "the first of" not in one
    assert two.startswith("dropout - none so far: ")
    assert two.endswith("; the first of 2 comparisons")


def test_stored_runs_are_part_of_the_estimate_from_the_start(plan):
    """What an earlier run has shown counts; a failed one has shown nothing."""
    first, second = plan.cells[:2]
    columns = {"run_id": [first.run_id, second.run_id], "metrics": [{"test_accuracy": 0.9}, {}]}
    known = known_values(plan.experiment, plan.cells, columns)
    assert set(known.values()) == {0.9}
    assert {seed for _, seed in known} == {first.seed}
    _, told = watched(plan, known)
    assert told == [known]
