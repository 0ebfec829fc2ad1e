import pytest

from dropout_lab.canonical import parse
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Claim, Experiment, Variant
from dropout_lab.recipe import engine_choice, run_id
from tests.over import over
from tests.recipes import make_recipe, recipe_data

ENGINE = {"name": "tensorflow"}
CLAIM = {
    "id": "level",
    "says": {"en": "It reaches 92.6 %.", "zh": "达到 92.6%。"},
    "source": {"text": "a tutorial", "section": "4"},
    "kind": "level",
    "variant": "none",
    "value": 0.926,
}
DIFFERENCE = {**CLAIM, "id": "difference", "kind": "difference", "treatment": "dropout", "control": "none"}
DIFFERENCE = {**DIFFERENCE, "variant": None, "value": 0.057}
CHANGED = recipe_data(dropout={"name": "standard", "rate": 0.4})


def data(**parts):
    """Plain data of a question with two variants and one comparison."""
    return {
        "name": "question",
        "question": "Does it help?",
        "variants": [
            {"name": "none", "recipe": recipe_data(dropout={"name": "none"}), "engine": ENGINE},
            {"name": "dropout", "recipe": recipe_data(), "engine": ENGINE},
        ],
        "planned_seeds": [0, 1, 2],
        "comparisons": [{"treatment": "dropout", "control": "none"}],
        **parts,
    }


def refusal(**parts):
    """What `Experiment.parse` says of data with these parts."""
    with pytest.raises(ConfigError) as refused:
        Experiment.parse(data(**parts))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_experiment_reads_back_from_what_is_stored():
    """The document that a store keeps is the experiment, with its plan's hash."""
    experiment = Experiment.parse(data(claims=[CLAIM, DIFFERENCE], margins={"test_nll": 0.01}))
    again = Experiment.parse(experiment.model_dump(mode="json"))
    assert again == experiment
    assert again.plan_hash == experiment.plan_hash


@over(
    "parts",
    [
        {"planned_seeds": [0, 1, 2, 3]},
        {"comparisons": []},
        {"margins": {"test_accuracy": 0.002}},
        {"claims": [CLAIM]},
        {"variants": [data()["variants"][0], {"name": "dropout", "recipe": CHANGED, "engine": ENGINE}]},
        {"question": "Does it harm?"},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_the_plan_hash_holds_all_that_is_fixed_before_the_data(parts):
    """Seeds, comparisons, margins, claims and their variants: a change after the data shows (law 8)."""
    assert Experiment.parse(data(**parts)).plan_hash != Experiment.parse(data()).plan_hash


def test_a_variant_that_no_plan_names_may_join_later():
    """It is exploratory: the plan stays what it was."""
    joined = {"variants": [*data()["variants"], {"name": "c", "recipe": recipe_data(), "engine": ENGINE}]}
    before, after = Experiment.parse(data()), Experiment.parse(data(**joined))
    assert after.plan_hash == before.plan_hash
    assert (before.exploratory, after.exploratory) == ((), ("c",))
    claimed = {**joined, "claims": [{**CLAIM, "variant": "c"}]}
    assert Experiment.parse(data(**claimed)).exploratory == ()


def test_where_nothing_is_compared_the_variants_are_the_plan():
    """Two levels under one name are two plans."""
    one, two = (data(comparisons=[], variants=data()["variants"][:n]) for n in (1, 2))
    assert Experiment.parse(one).plan_hash != Experiment.parse(two).plan_hash


def test_an_interaction_names_four_variants_and_counts_in_the_family():
    """(treatment - control) minus (another treatment - control): planned like any comparison."""
    minus = {"treatment": "c", "control": "none"}
    variants = [*data()["variants"], {"name": "c", "recipe": recipe_data(), "engine": ENGINE}]
    comparisons = [*data()["comparisons"], {"treatment": "dropout", "control": "none", "minus": minus}]
    experiment = Experiment.parse(data(variants=variants, comparisons=comparisons))
    assert experiment.family_size == 2
    assert experiment.compared == {"none", "dropout", "c"}
    assert experiment.comparisons[1].name == "(dropout - none) - (c - none)"
    assert "minus" not in experiment.comparisons[0].canonical()
    assert "no variant c" in refusal(comparisons=comparisons)
    itself = {"treatment": "dropout", "control": "none"}
    assert "an effect against itself" in refusal(comparisons=[{**itself, "minus": itself}])


def test_threads_are_not_part_of_the_plan():
    """What is environment in a run is environment in its plan."""
    variants = [{**v, "engine": {**ENGINE, "threads": 2}} for v in data()["variants"]]
    assert Experiment.parse(data(variants=variants)).plan_hash == Experiment.parse(data()).plan_hash


def test_the_run_of_a_variant_does_not_know_its_name():
    """A run is shared by every experiment that needs it."""
    recipe, engine = make_recipe(), engine_choice()
    one, other = (Variant(name=name, recipe=recipe, engine=engine) for name in ("a", "b"))
    assert one.run_id(3) == other.run_id(3) == run_id(recipe, 3, engine)


def test_the_joint_level_counts_comparisons_by_metric_and_claims_with_a_number():
    """A direction is read from its comparison and adds nothing."""
    comparisons = [{"treatment": "dropout", "control": "none", "metrics": ["test_accuracy", "test_nll"]}]
    direction = {**DIFFERENCE, "id": "direction", "kind": "direction", "value": None}
    experiment = Experiment.parse(data(comparisons=comparisons, claims=[CLAIM, DIFFERENCE, direction]))
    assert experiment.family_size == 4
    assert experiment.compared == {"dropout", "none"}


def test_a_direction_needs_its_comparison():
    """It is read from one; without it nothing would be planned for it."""
    direction = {**DIFFERENCE, "id": "direction", "kind": "direction", "value": None}
    assert "plan dropout - none on test_accuracy too" in refusal(comparisons=[], claims=[direction])
    assert "on test_nll too" in refusal(claims=[{**direction, "metric": "test_nll"}])


def test_a_choice_by_validation_needs_validation_images():
    """The metric at the best validation epoch is refused where there is no such epoch."""
    comparison = {"treatment": "dropout", "control": "none", "metrics": ["test_accuracy_at_best_validation"]}
    assert "variant dropout has no validation images" in refusal(comparisons=[comparison])


def test_seeds_named_twice_are_refused_by_name():
    """Each seed gives one pair."""
    assert "seeds: 1, 2 given twice" in refusal(planned_seeds=[1, 2, 2, 1, 3])


@over(
    ("parts", "said"),
    [
        ({"variants": []}, "variants=[]"),
        ({"planned_seeds": []}, "planned_seeds=[]"),
        ({"planned_seeds": [-1]}, "planned_seeds=-1: should be greater than or equal to 0"),
        ({"planned_seeds": [2**32]}, "should be less than 4294967296"),
        ({"variants": [data()["variants"][0]] * 2}, "a name is used twice"),
        (
            {"comparisons": [{"treatment": "drop", "control": "none"}]},
            "no variant drop; choose none, dropout",
        ),
        ({"comparisons": [{"treatment": "none", "control": "none"}]}, "a variant against itself"),
        ({"claims": [{**CLAIM, "variant": "linear"}]}, "claim level: no variant linear"),
        ({"margins": {"test_accuracy": 0}}, "should be greater than 0"),
        ({"margins": {"speed": 1}}, "margins=speed: no such metric; choose brier, "),
        ({"name": "../up"}, "name=../up"),
        ({"name": ""}, "name="),
        ({"notes": "x"}, "notes: no such key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_question_that_cannot_be_is_refused_in_one_line(parts, said):
    """The line names the key and the value received."""
    assert said in refusal(**parts)


@over(
    ("changes", "said"),
    [
        ({"variant": None}, "a level names one variant"),
        ({"treatment": "dropout", "control": "none"}, "a level names one variant"),
        ({"kind": "direction"}, "a direction names treatment and control"),
        ({"value": None}, "a level and a difference have a value"),
        ({"tolerance": 0}, "claims.tolerance=0"),
        ({"id": "Level 1"}, "claims.id=Level 1"),
    ],
    ids=str,
)
def test_a_claim_has_the_parts_of_its_kind(changes, said):
    """A level speaks of one variant, a difference and a direction of two; a direction has no number."""
    assert said in refusal(claims=[{**CLAIM, **changes}])


def test_a_tolerance_as_wide_as_the_difference_is_refused():
    """Else no difference at all would reproduce the claim."""
    assert "no difference at all would reproduce it" in refusal(claims=[{**DIFFERENCE, "tolerance": 0.06}])
    assert parse(Claim, DIFFERENCE).variants == ("dropout", "none")


def test_a_primary_metric_is_that_of_comparisons_and_claims_that_name_none():
    """One key says what the experiment is about; what names a metric of its own keeps it."""
    own = {"treatment": "dropout", "control": "none", "metrics": ["ece"]}
    asked = data(
        metric="test_nll", comparisons=[*data()["comparisons"], own], claims=[{**CLAIM, "value": 0.08}]
    )
    experiment = Experiment.parse(asked)
    assert [comparison.metrics for comparison in experiment.comparisons] == [("test_nll",), ("ece",)]
    assert [claim.metric for claim in experiment.claims] == ["test_nll"]
    assert experiment.margins == {}
    assert Experiment.parse(experiment.model_dump(mode="json")) == experiment


def test_the_usual_primary_metric_is_in_no_hash_and_no_file():
    """A plan from before the key has its hash, and its document is what it was."""
    plain, named = Experiment.parse(data()), Experiment.parse(data(metric="test_accuracy"))
    assert plain == named
    assert plain.plan_hash == named.plan_hash
    assert "metric" not in plain.model_dump(mode="json")
    assert plain.margins == {"test_accuracy": 0.001}
    assert Experiment.parse(data(metric="test_nll")).plan_hash != plain.plan_hash


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"metric": "test_acc"}, "metric=test_acc: no such metric; choose brier, "),
        (
            {"comparisons": [{"treatment": "dropout", "control": "none", "metrics": ["nll"]}]},
            "metric=nll: no",
        ),
        ({"claims": [{**CLAIM, "metric": "accuracy"}]}, "metric=accuracy: no such metric"),
        ({"margins": {"test_nnl": 0.1}}, "margins=test_nnl: no such metric"),
    ],
)
def test_an_unknown_metric_is_refused_with_the_nearest(parts, said):
    """Wherever an experiment names it."""
    line = refusal(**parts)
    assert line.startswith(said)
    assert "; nearest: " in line
