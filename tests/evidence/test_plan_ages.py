"""A run is as old as it was first seen, a comparison as new as the plan that first held it."""

from dataclasses import replace

import pytest

from dropout_lab.evidence import analyse, plans_of
from dropout_lab.experiment import Experiment
from dropout_lab.store import Runs
from tests.evidence.synthetic import make_experiment, make_records

BEFORE, BETWEEN, AFTER = (f"2026-11-23T{time}:00+00:00" for time in ("09:00", "10:02", "12:00"))
"""Times before the runs of `make_records`, before two of four seeds, and after all of them."""

PAIRS = [{"treatment": "dropout", "control": "none"}, {"treatment": "linear", "control": "none"}]
LEVEL = {
    "id": "level",
    "says": {"en": "It reaches 98 %.", "zh": "达到 98 %。"},
    "source": {"text": "somebody", "section": "1"},
    "kind": "level",
    "variant": "dropout",
    "value": 0.98,
}


def changed(experiment, **keys):
    return Experiment.parse({**experiment.model_dump(mode="json"), **keys})


def ages(experiment, plans, records=None):
    """By name: how many runs a comparison or claim needs, how many came before its plan, and its commit."""
    records = make_records(experiment, range(4)) if records is None else records
    found = analyse(experiment, records, range(4), plans=plans).ages
    return {
        age.item.name: (len(age.runs), len(age.older), age.planned.commit if age.planned else "unknown")
        for age in found
    }


def test_each_comparison_has_an_age_of_its_own():
    """A comparison that joins the plan after its runs makes none of the others younger."""
    first = make_experiment(planned=4, comparisons=PAIRS[:1])
    second = changed(first, comparisons=PAIRS)
    plans = [*plans_of(first, BEFORE, "first"), *plans_of(second, AFTER, "second")]
    assert ages(second, plans) == {"dropout - none": (8, 0, "first"), "linear - none": (8, 8, "second")}


def test_an_exploratory_variant_resets_nothing():
    """It changes neither sides nor metric nor margin of what was planned."""
    small = make_experiment(("none", "dropout"), planned=4)
    document = small.model_dump(mode="json")
    third = {**document["variants"][1], "name": "more"}
    third["recipe"] = {**third["recipe"], "training": {**third["recipe"]["training"], "epochs": 3}}
    larger = changed(small, variants=[*document["variants"], third])
    plans = [*plans_of(small, BEFORE), *plans_of(larger, AFTER)]
    assert ages(larger, plans)["dropout - none"] == (8, 0, None)


@pytest.mark.parametrize(
    "keys",
    [
        {"margins": {"test_accuracy": 0.002}},
        {"planned_seeds": [0, 1]},
        {"comparisons": [{"treatment": "none", "control": "dropout"}]},
        {"comparisons": [{"treatment": "dropout", "control": "none", "metrics": ["test_nll"]}]},
        {"comparisons": PAIRS},
    ],
    ids=["margin", "seeds", "sides", "metric", "a larger family"],
)
def test_another_plan_is_no_plan_of_it(keys):
    """Another margin or metric, other seeds or sides; a larger family, which promised a wider interval."""
    experiment = make_experiment(planned=4)
    plans = plans_of(changed(experiment, **keys), BEFORE)
    assert ages(experiment, plans) == {"dropout - none": (8, 0, "unknown")}


def test_a_name_is_no_side():
    """The same recipes under other names are the same comparison; other recipes under the names are not."""
    plain = make_experiment(("none", "dropout"), planned=4).model_dump(mode="json")
    for variant, name in zip(plain["variants"], ("off", "on"), strict=True):
        variant["name"] = name
    renamed = Experiment.parse({**plain, "comparisons": [{"treatment": "on", "control": "off"}]})
    experiment = make_experiment(("none", "dropout"), planned=4)
    assert ages(experiment, plans_of(renamed, BEFORE, "renamed"))["dropout - none"] == (8, 0, "renamed")
    swapped = make_experiment(("none", "other", "dropout"), planned=4)
    assert ages(experiment, plans_of(swapped, BEFORE))["dropout - none"] == (8, 0, "unknown")


def test_a_claim_is_as_new_as_its_number():
    """Its wording may be mended later; its number may not."""
    experiment = make_experiment(planned=4, claims=[LEVEL])
    worded = changed(experiment, claims=[{**LEVEL, "says": {"en": "98 %", "zh": "98 %"}}])
    assert ages(experiment, plans_of(worded, BEFORE, "worded"))["level"] == (4, 0, "worded")
    other = changed(experiment, claims=[{**LEVEL, "value": 0.97}])
    assert ages(experiment, plans_of(other, BEFORE))["level"] == (4, 0, "unknown")


def test_runs_that_had_been_seen_are_counted_for_what_needs_them():
    """The plan comes before the data, or the reader is told, comparison by comparison."""
    experiment = make_experiment(planned=4, comparisons=PAIRS)
    (first, *others) = make_records(experiment, range(4))
    assert first.run_id in {cell.run_id for cell in analyse(experiment, [], range(4)).cells}
    seen = [replace(first, first_seen="2025-01-01T00:00:00+00:00"), *others]
    name = next(v.name for v in experiment.variants if v.run_id(first.seed) == first.run_id)
    found = ages(experiment, plans_of(experiment, BEFORE), seen)
    assert {item for item, (_, older, _) in found.items() if older == 1} == {
        item for item in found if name in item
    }
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4),
                       plans=plans_of(experiment, BETWEEN))  # fmt: skip
    assert [len(age.older) for age in analysis.ages] == [4, 4]
    assert analysis.n_older == 6  # `none` stands in both


def test_other_places_make_a_run_older_and_never_younger():
    """The earliest time that anybody knows is its age."""
    (record, *_) = make_records(make_experiment(), [3])
    for known, wanted in ((BEFORE, BEFORE), (AFTER, record.finished_at)):
        (again,) = Runs.of([record]).aged({record.run_id: known}).values()
        assert again.first_seen == wanted
