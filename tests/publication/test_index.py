"""The index of a folder of results says of each experiment what its own folder says."""

import pytest

from dropout_lab.publication import check_index, remake_folder, write_index, write_results
from dropout_lab.results_folder import INDEX_MARK
from tests.publication.front_folders import entry
from tests.publication.test_check import GIVEN, four_seeds


def test_every_experiment_stands_with_question_answer_and_verdicts(tmp_path):
    """In both languages on the page, in English in the README."""
    entry(tmp_path, "first")
    page = write_index(tmp_path).read_text()
    text = (tmp_path / "README.md").read_text()
    for wanted in ("Does it help?", "有用吗？", "It does.", "有用。", 'href="first/report.html"', "4 of 6"):
        assert wanted in page
    row = "| [Does it help?](first/README.md) | It does. Claims: 2 not reproduced. "
    assert f"{row}| 3 seeds; 4 of 6 runs done | 2026-01-02 |" in text


def test_an_index_that_is_not_that_of_its_folders_is_found(tmp_path):
    """A changed answer is named with its file; a fresh index follows."""
    entry(tmp_path, "first")
    write_index(tmp_path)
    assert check_index(tmp_path) == []
    readme = tmp_path / "README.md"
    readme.write_text(readme.read_text().replace("It does.", "It does not."))
    (said,) = check_index(tmp_path)
    assert said.startswith(f"{readme}, line 10: found")


def test_folders_of_others_and_damaged_ones_are_left_out(tmp_path):
    """Nothing in a folder can stop the index of the others."""
    entry(tmp_path, "first")
    entry(tmp_path, "damaged", ledger=3)
    (tmp_path / "notes").mkdir()
    text = write_index(tmp_path).read_text()
    assert "damaged" not in text
    assert "first" in text


def test_a_readme_of_somebody_else_stays(tmp_path):
    """Only an index of ours is replaced."""
    (tmp_path / "README.md").write_text("# mine\n")
    write_index(tmp_path)
    assert (tmp_path / "README.md").read_text() == "# mine\n"
    assert (tmp_path / "index.html").is_file()


def test_an_empty_folder_says_what_to_run(tmp_path):
    """A newcomer is told the first command."""
    write_index(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert text.startswith(INDEX_MARK)
    assert "dropout-lab run experiment=quickstart" in text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><b>'])
def test_what_others_wrote_is_shown_as_text(tmp_path, name):
    """Questions and answers come from files: no element of theirs is made."""
    entry(tmp_path, "first", answer=name)
    assert name not in write_index(tmp_path).read_text()


def test_runs_that_several_experiments_list_stand_in_the_index_alone(tmp_path):
    """Which runs, how many, and as which variant of each; a folder without runs shares none."""
    for name, runs in {"first": "abc", "second": "bcd", "third": ""}.items():
        entry(tmp_path, name)
        if runs:
            rows = "".join(f"{run},none_{name},0,2026-01-01\n" for run in runs)
            (tmp_path / name / "runs.csv").write_text(f"run_id,variant,seed,finished_at\n{rows}")
    page = write_index(tmp_path).read_text()
    text = (tmp_path / "README.md").read_text()
    assert "Over all pages 6 runs are listed; 4 of them are different." in text
    assert "| 2 | first (none_first), second (none_second) |" in text
    assert "2 runs:" in page
    assert '<a href="first/report.html">first</a>' in page
    assert "<code>none_first</code>" in page
    (tmp_path / "second" / "runs.csv").unlink()
    assert "Runs that several" not in write_index(tmp_path).read_text()


def test_a_run_that_was_trained_more_than_once_says_so(tmp_path):
    """One recipe and seed on a processor and on a GPU: shared, as its streams are, and not the same bits."""
    for name, weights in {"first": "aab", "second": "abb"}.items():
        entry(tmp_path, name)
        rows = "".join(f"{run},none,0,2026-01-01,{of}\n" for run, of in zip("xyz", weights, strict=True))
        (tmp_path / name / "runs.csv").write_text(f"run_id,variant,seed,finished_at,weights_sha256\n{rows}")
    page = write_index(tmp_path).read_text()
    text = (tmp_path / "README.md").read_text()
    assert "Over all pages 6 runs are listed; 3 of them are different." in text
    assert "| 2 | first (none), second (none) |" in text
    anew = "(the same recipe and seeds, trained more than once, so that last digits differ)"
    assert f"| 1 | first (none), second (none) {anew} |" in text
    assert page.count(anew) == page.count("配方和种子相同，但训练过不止一次") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_a_folder_made_anew_renews_the_index_that_it_stands_in(tmp_path):
    """Only where the index is ours: a folder of another kind above it gets none."""
    folder = tmp_path / "synthetic"
    write_results(folder, four_seeds(), GIVEN)
    remake_folder(folder)
    assert not (tmp_path / "index.html").exists()
    page = write_index(tmp_path)
    page.write_text("old")
    remake_folder(folder)
    assert "synthetic/report.html" in page.read_text()
