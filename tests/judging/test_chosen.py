"""What a judged number was chosen by, or shares with others, is said in a note; the numbers stand."""

import pytest

from dropout_lab.judging import Request, judge_table
from dropout_lab.language import Words

A, B = [0.80, 0.81, 0.79, 0.80, 0.82], [0.84, 0.83, 0.82, 0.84, 0.85]


def notes(metric="acc", seed="seed", words=None, **more):
    """Notes of five runs a side."""
    table = {"variant": ["a"] * 5 + ["b"] * 5, seed: [*range(5)] * 2, metric: A + B, **more}
    found = judge_table(table, Request(treatments=("b",), control="a", seed=seed, metric=metric))
    return " ".join(found.notes if words is None else found.notes_in(words))


@pytest.mark.parametrize("seed", ["fold", "cv_fold", "Split", "折"])
def test_folds_share_their_training_examples(seed):
    """Nadeau and Bengio (2003): their differences go together more than those of seeds do."""
    assert f"{seed}: folds and splits of one data set share most of their training examples" in notes(
        seed=seed
    )
    assert "区间多半偏窄" in notes(seed=seed, words=Words("zh"))


@pytest.mark.parametrize("seed", ["seed", "run", "dataset", "scaffold"])
def test_other_pairs_share_nothing(seed):
    """The word stands by itself."""
    assert "share most" not in notes(seed=seed)


def test_columns_of_a_grid_search_are_folds():
    """As cv_results_ of scikit-learn has them."""
    table = {"kernel": ["rbf", "linear"]} | {f"split{n}_test_score": [B[n], A[n]] for n in range(5)}
    asked = {"variant": "kernel", "metric": "accuracy", "wide": True}
    found = judge_table(table, Request(treatments=("rbf",), control="linear", **asked))
    assert any("split0_test_score" in note and "likely too narrow" in note for note in found.notes)


@pytest.mark.parametrize("metric", ["best_val_acc", "bestAcc", "Best Accuracy", "acc_best", "最佳准确率"])
def test_the_best_of_a_run_flatters(metric):
    """A column that was chosen by itself is no less chosen than a row."""
    assert f"{metric} is by its name the best of several values of a run" in notes(metric)


@pytest.mark.parametrize("metric", ["acc", "test_acc_at_best_val", "best_epoch_test_acc", "best_model_acc"])
def test_what_another_number_chose_does_not(metric):
    """The test accuracy at the best validation epoch was not chosen by itself."""
    assert "the best of several values" not in notes(metric)


def test_the_last_value_is_proposed_where_the_table_has_it():
    """Under the same words."""
    said = notes("best_val_acc", final_val_acc=A + B, final_train_acc=A + B)
    assert said.endswith("fairer: --metric final_val_acc")


def test_a_condition_on_the_state_cannot_lose_failures_unsaid():
    """What crashed is lost by itself; a condition that leaves it out hides that."""
    table = {
        "variant": ["a"] * 5 + ["b"] * 6,
        "seed": [*range(5), 0, 0, 1, 2, 3, 4],
        "state": ["finished"] * 5 + ["crashed", "finished", "finished", "finished", "crashed", "finished"],
        "acc": [*A, 0.1, *B],
    }
    asked = {"treatments": ("b",), "control": "a", "metric": "acc"}
    assert "left" not in " ".join(judge_table(table, Request(**asked)).notes)
    kept = judge_table(table, Request(**asked, where=("state=finished",)))
    assert (
        "state=finished leaves out 1 run that did not finish; without that condition it is a lost pair, and "
        "many of these decide nothing"
    ) in kept.notes
