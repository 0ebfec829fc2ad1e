"""What is said of plans: no more than was recorded."""

from pathlib import Path

import pytest

from dropout_lab.evidence import analyse, plans_of
from dropout_lab.experiment import Experiment
from dropout_lab.language import (
    LANGUAGES,
    Words,
    notes,
    plan_sentences,
    planned_sentences,
    planned_status,
)
from dropout_lab.results_folder import read_experiment
from tests.evidence.synthetic import make_experiment, make_records
from tests.evidence.test_plan_ages import AFTER, BEFORE, LEVEL, PAIRS
from tests.over import over

RESULTS = Path(__file__).parents[2] / "results"
EXPERIMENT = make_experiment(planned=4, comparisons=PAIRS, claims=[LEVEL])


def analysed(plans, there=4):
    return analyse(EXPERIMENT, make_records(EXPERIMENT, range(there)), range(4), plans=plans)


def test_a_plan_before_its_runs_has_its_date_and_its_commit():
    """What one plan held is one sentence, where the runs are as many."""
    found = analysed(plans_of(EXPERIMENT, BEFORE, "a" * 40, dirty=False))
    assert planned_status(found) == "Planned before its runs"
    assert planned_sentences(found) == (
        "standard dropout, rate 0.3 against none on test accuracy, linear against none on test accuracy, the "
        "claim level: planned "
        "2026-11-23 09:00 UTC (synthetic, commit aaaaaaaaaaaa), before the first of its 12 runs "
        "(2026-11-23 10:00 UTC).",
    )
    assert notes(found) == ()


def test_a_plan_after_its_runs_is_said_with_what_follows():
    """How many of how many had been seen, when first, and how to read it."""
    found = analysed(plans_of(EXPERIMENT, AFTER, "a" * 40, dirty=True))
    assert planned_status(found) == ""
    (note,) = notes(found)
    assert note == (
        "All that is decided here was planned when all of its 12 runs were known already; read it as "
        "exploratory until fresh seeds confirm."
    )
    (said,) = planned_sentences(found)
    assert said.endswith(
        "the claim level: 12 of 12 runs had been seen (the first 2026-11-23 10:00 UTC) before the first plan "
        "on record (2026-11-23 12:00 UTC, synthetic, commit aaaaaaaaaaaa with uncommitted changes)."
    )


def test_what_was_typed_on_the_spot_has_no_age():
    """A sweep that uses runs again had no plan to be older than."""
    found = analysed(None)
    assert (found.ages, notes(found), planned_sentences(found)) == ((), (), ())


def test_what_was_not_recorded_is_said_and_not_guessed():
    """No plan, no commit, no run."""
    assert planned_status(analysed(())) == "When this was planned is not recorded"
    assert "when it was planned is not recorded" in planned_sentences(analysed(()))[0]
    assert "commit not recorded" in planned_sentences(analysed(plans_of(EXPERIMENT, BEFORE)))[0]
    assert "before any run" in planned_sentences(analysed(plans_of(EXPERIMENT, BEFORE), there=0))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_comparisons_are_counted(language):
    """A plan of twenty does not fill a page with names."""
    pairs = [{"treatment": f"v{number}", "control": "v0"} for number in range(1, 21)]
    wide = make_experiment([f"v{number}" for number in range(21)], planned=2, comparisons=pairs)
    found = analyse(wide, make_records(wide, range(2)), range(2), plans=plans_of(wide, AFTER))
    (said,) = planned_sentences(found, Words(language))
    assert "17" in said
    assert "v9" not in said


def test_a_plan_is_said_in_sentences_with_its_margin_in_images():
    """What is compared, which seeds, how small is too small, how near is the same; in both languages."""
    experiment = read_experiment(RESULTS / "tutorial_claim")[0]
    assert plan_sentences(experiment) == (
        "Compared: with dropout against without dropout on test accuracy.",
        "Seeds 0 to 19: 20 of each variant.",
        "On test accuracy a difference within 0.10 pp either way is too small to matter: "
        "10 of 10,000 test images.",
        "A published number counts as the same within 0.5 pp.",
    )
    assert plan_sentences(experiment, Words("zh"))[2:] == (
        "测试准确率相差在正负 0.10 个百分点以内，视为小到不必在意：相当于 10,000 张测试图像中的 10 张。",
        "与发表的数字相差 0.5 个百分点以内，算作相同。",
    )


@over(
    ("language", "said"), [("en", "less than one of 360 test images"), ("zh", "不到 360 张测试图像中的 1 张")]
)
def test_a_margin_below_one_image_is_not_said_as_none(language, said):
    """0.1 points of 360 images are 0.36 of one."""
    document = make_experiment().model_dump(mode="json")
    for variant in document["variants"]:
        variant["recipe"]["dataset"] = {"name": "digits"}
    assert said in plan_sentences(Experiment.parse(document), Words(language))[2]


def test_a_plan_without_comparisons_names_its_seeds_alone():
    """Many comparisons are named in part and counted; a metric that counts no images has no images."""
    assert plan_sentences(read_experiment(RESULTS / "variance")[0]) == ("Seeds 0 to 19: 20 of each variant.",)
    compared, _, *margins = plan_sentences(read_experiment(RESULTS / "leaderboard")[0])
    assert compared.endswith(", 53 more.")
    assert len(margins) == 1
