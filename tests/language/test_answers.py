from itertools import combinations

import numpy as np
import pandas as pd

from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.language import (
    answer,
    epochs_sentence,
    first_sentence,
    further_sentences,
    sentences,
    share_text,
)
from tests.evidence.synthetic import make_experiment, make_records
from tests.over import over


def band(low, high):
    """Rows of one comparison's band."""
    epochs = np.arange(1, len(low) + 1)
    frame = pd.DataFrame({"epoch": epochs, "ci_low": low, "ci_high": high})
    return frame.assign(treatment="dropout", control="none", n_pairs=12, mean_difference=0.0)


def asking(experiment, asks):
    return Experiment.parse({**experiment.model_dump(mode="json"), "asks": asks})


def test_what_a_question_asks_is_in_no_hash():
    """How a report opens decides nothing: the plan stays the same plan."""
    plain = make_experiment()
    assert asking(plain, "epochs").plan_hash == plain.plan_hash


@over("asks", ["difference", "ranks", "depends", "how much", "epochs", "selection"])
def test_a_question_without_its_evidence_is_answered_by_the_difference(asks):
    """No interaction, no shared streams, no run yet: the first comparison says what there is."""
    found = analyse(asking(make_experiment(), asks), [], range(3))
    assert answer(found) == sentences(found)[0]


def test_an_interaction_is_answered_by_the_interactions_alone():
    """The effect here against the effect there, not the effect."""
    names = ("none", "a", "b", "c")
    minus = {"treatment": "b", "control": "c"}
    comparisons = [
        {"treatment": "a", "control": "none"},
        {"treatment": "a", "control": "none", "minus": minus},
    ]
    experiment = asking(make_experiment(names, comparisons=comparisons), "depends")
    found = analyse(experiment, make_records(experiment, range(10)), range(10))
    assert answer(found) == sentences(found)[1]
    assert "effect a - none" in answer(found)


def test_what_the_answer_says_is_not_said_a_second_time():
    """The fold below it has the other planned comparisons alone; all, where the answer speaks of epochs."""
    experiment = make_experiment()
    records = make_records(experiment, range(6))
    compared = analyse(experiment, records, range(6))
    assert len(sentences(compared)) == 1
    assert further_sentences(compared) == ()
    epochs = analyse(asking(experiment, "epochs"), records, range(6))
    assert further_sentences(epochs) == sentences(epochs)


@over(
    ("low", "high", "said"),
    [
        ([0.1, -1, -1], [1, 1, -0.1], "length of training: above zero at epoch 1, below it at epoch 3"),
        ([-1, -1, -1], [1, 1, 1], "No change of sign is shown: dropout - none on test accuracy is told"),
        ([-1] * 6, [-0.1, -0.1, 1, -0.1, -0.1, -0.1], "below zero at epochs 1, 2 and 4 to 6, and nowhere"),
        ([0.1, -1], [1, 1], "above zero at epoch 1, and nowhere shown below it"),
        ([np.nan], [np.nan], "told from zero at no epoch"),
    ],
)  # fmt: skip
def test_a_change_of_sign_needs_both_signs_outside_the_band(low, high, said):
    """What lies inside the band has no sign."""
    sentence = epochs_sentence(band(low, high))
    assert said in sentence
    assert f"holds at all {len(low)} epochs at once, over 12 pairs of seeds." in sentence


def test_the_spread_of_streams_and_of_a_poke_is_said_in_percent_of_the_variance():
    """Estimate and interval of every share."""
    plain = make_experiment(("none",), comparisons=[]).model_dump(mode="json")
    base = plain["variants"][0]
    recipe = base["recipe"]
    changes = {"poked": {"poke": 0.001}, "shares_init": {"salt": 1, "salted": ["order", "mask"]}}
    others = [
        {**base, "name": name, "recipe": {**recipe, "randomness": {**recipe["randomness"], **change}}}
        for name, change in changes.items()
    ]  # fmt: skip
    plan = {"variants": [base, *others], "comparisons": [{"treatment": "poked", "control": "none"}]}
    experiment = Experiment.parse({**plain, **plan, "asks": "how much"})
    found = analyse(experiment, make_records(experiment, range(12)), range(12))
    shares = found.shares.set_index("stream")
    assert list(shares["share"]) == ["total", "first-order"]
    for row in shares.itertuples():
        share = share_text(row.estimate, row.ci_low, row.ci_high)
        assert share.startswith(f"{100 * row.estimate:.0f} % (at ")
        assert share in answer(found)


def test_ranks_are_answered_by_those_that_may_be_first():
    """Of the primary metric without its name, then of each other; only where all pairs were planned."""
    names = ("none", "a", "b")
    on = {"metrics": ["test_accuracy", "test_nll"]}
    pairs = [{"treatment": t, "control": c, **on} for c, t in combinations(names, 2)]
    experiment = asking(make_experiment(names, comparisons=pairs), "ranks")
    found = analyse(experiment, make_records(experiment, range(10)), range(10))
    first = found.ranks[found.ranks["best"] == 1].groupby("metric")["variant"].agg(list)
    accuracy, nll = (first_sentence(first[metric]) for metric in ("test_accuracy", "test_nll"))
    assert answer(found) == f"{accuracy} On test NLL: {nll}"


def test_the_choice_of_the_epoch_is_answered_with_its_shifts():
    """Each level and each difference, for each way to choose."""
    metrics = ["test_accuracy", "test_accuracy_at_best_validation", "test_accuracy_at_best_test"]
    comparisons = [{"treatment": "dropout", "control": "none", "metrics": metrics}]
    experiment = make_experiment(("none", "dropout"), comparisons=comparisons, validation=10_000)
    experiment = asking(experiment, "selection")
    found = answer(analyse(experiment, make_records(experiment, range(6)), range(6)))
    assert found.count("Taken at the best ") == 2
    assert "Taken at the best test epoch instead of the last, test accuracy shifts: none by +" in found
    assert found.count("the difference dropout - none by ") == 2
