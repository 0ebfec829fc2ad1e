from dataclasses import replace

import pytest

from dropout_lab.engines import environment, kind_of
from dropout_lab.engines.environment import FROM_OUTSIDE
from dropout_lab.evidence import Kept, analyse, explore, set_apart
from dropout_lab.language import LANGUAGES, Words, environment_notes, explored_notes, notes
from dropout_lab.recipe import ENGINES, engine_choice
from tests.evidence.synthetic import fail, make_experiment, make_records
from tests.over import over

EXPERIMENT = make_experiment(variants=("none", "dropout"), planned=4)
HERE = {"python": "3.11", "keras": "3.12", "cpu": "A", "commit": "a" * 40, "dirty": False, "threads": 1}


def analysed(change, seeds=(3,), sides=("none", "dropout")):
    """Four pairs in one environment, but for some seeds of some variants."""
    records = [
        replace(run, environment=HERE | (change if _side(run) in sides and run.seed in seeds else {}))
        for run in make_records(EXPERIMENT, range(4))
    ]
    return analyse(EXPERIMENT, records, range(4))


def _side(run):
    return "none" if run.recipe["dropout"]["name"] == "none" else "dropout"


def test_one_environment_is_not_said():
    """Nothing differs, so no line; nor for a package that another engine alone has."""
    assert notes(analysed({})) == ()
    assert notes(analysed({"jax": "0.10", "backend": "jax", "threads": 4, "platform": "another"})) == ()
    assert not analysed({"dropout_lab": "unknown"}).mixed.is_mixed


def test_what_one_precision_alone_records_is_no_mixture():
    """Variants that differ in precision by plan record other keys; what is theirs alone parts no pair."""
    half, single = (set(environment(engine_choice(name="jax", precision=p))) for p in ("bfloat16", "float32"))
    assert half - single
    assert notes(analysed(dict.fromkeys(half - single, True), range(4), ["dropout"])) == ()


@over(
    ("change", "said"),
    [
        ({"keras": "3.13"}, "versions of keras"),
        ({"cpu": "B"}, "2 processors"),
        ({"commit": "b" * 40}, "2 states of the code"),
        ({"dirty": True}, "2 states of the code"),
        ({"xla_flags": "--xla_cpu_enable_fast_math=true"}, "variables of the shell (xla_flags)"),
    ],
    ids=str,
)
def test_what_differs_is_said_beside_the_answer(change, said):
    """In one line: what, and what it means for a difference of pairs."""
    (note,) = notes(analysed(change))
    assert f"more than one environment: {said}. By design" in note
    assert ("can move a mean" in note) == ("xla_flags" in change)
    assert note.endswith("; the two sides of all 4 pairs are alike in it.")


def test_pairs_whose_sides_differ_are_counted():
    """There a difference between the environments is in the difference of the pair."""
    found = analysed({"cpu": "B", "keras": "3.13"}, seeds=(1, 2), sides=("dropout",))
    assert (found.mixed.pairs, found.mixed.apart) == (4, 2)
    (note,) = notes(found)
    assert "versions of keras, 2 processors" in note
    assert "in 2 of 4 pairs the two sides differ in it: train these anew under one to be sure." in note


def test_it_is_said_in_both_languages_and_of_what_is_compared():
    """`compare` sets any two sides against each other, whose environments may differ too."""
    found = analysed({"cpu": "B"}, sides=("dropout",))
    for language in LANGUAGES:
        (note,) = notes(found, Words(language))
        assert "1" in note
        assert "{" not in note
    experiments = [found.experiment, found.experiment.model_copy(update={"name": "other"})]
    kept = {experiment.name: Kept(experiment, found.seeds, found.records) for experiment in experiments}
    compared = explore(kept.get, "synthetic/dropout", "other/none")
    assert any("2 processors" in note for note in explored_notes(compared))


def test_a_fact_that_nobody_has_named_is_no_mixture():
    """An engine may record one more; only versions, processors, variables and the code are said to differ."""
    assert notes(analysed({"stack": 8, "a_fact_of_tomorrow": True})) == ()


def test_each_fact_that_is_recorded_has_one_kind():
    """Versions of every package of every engine, one processor, and the variables that are looked for."""
    for name in ENGINES.names():
        choice = engine_choice(name)
        kinds = {fact: kind_of(fact) for fact in environment(choice)}
        assert {fact for fact, kind in kinds.items() if kind == "version"} == {
            "python", "dropout_lab", *choice.packages,
        }  # fmt: skip
        assert kinds["cpu"] == "processor"
    assert {kind_of(f"{begin}X".lower()) for begin in FROM_OUTSIDE} == {"variable"}


def test_a_failed_run_tells_too_little_to_differ():
    """It names the code alone: a variable that the others record is none that it lacks."""
    found = analysed({"xla_flags": "--x"}, range(4))
    (first, *others) = found.records.values()
    records = [replace(fail(first), environment={"commit": "a" * 40, "dirty": False}), *others]
    assert not analyse(EXPERIMENT, records, range(4)).mixed.is_mixed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_is_set_apart_from_this_machine_and_from_its_experiments_others(language):
    """One sentence each, in both languages; nothing where all is alike, or the run failed."""
    words = Words(language)
    others = [HERE, HERE | {"cpu": "B"}, HERE | {"keras": "3.13"}]
    here, beside = set_apart(HERE, [HERE | {"commit": "b" * 40}]), set_apart(HERE, others)
    said = environment_notes(here, beside, "quickstart", words)
    assert len(said) == 2
    assert "{" not in "".join(said)
    if language == "en":
        assert said == (
            "Trained under another environment than this machine has now: 2 states of the code.",
            "2 of the 3 other runs of quickstart were trained under another environment than this one: "
            "versions of keras, 2 processors.",
        )
    alike = set_apart(HERE, [HERE])
    assert environment_notes(alike, alike, "quickstart", words) == ()
    assert not set_apart({"commit": "c" * 40}, [HERE]).is_mixed
