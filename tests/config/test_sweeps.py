import re

import pytest

from dropout_lab.config import read_command
from dropout_lab.dropout import LAYERS
from tests.over import over


def sweep(*lines):
    return read_command(lines, multirun=True).experiment


def names(experiment):
    return [variant.name for variant in experiment.variants]


def pairs(experiment):
    return [(pair.treatment, pair.control) for pair in experiment.comparisons]


def test_a_sweep_is_an_experiment_against_its_first_value():
    """One plan: a variant for each value, each compared with the first."""
    experiment = sweep("dropout.rate=0,0.2,0.5", "dataset=digits")
    assert names(experiment) == ["rate=0", "rate=0.2", "rate=0.5"]
    assert pairs(experiment) == [("rate=0.2", "rate=0"), ("rate=0.5", "rate=0")]
    assert [v.recipe.dropout.site_rates[1:] for v in experiment.variants] == [(), (0.2, 0.2), (0.5, 0.5)]
    assert experiment.name.startswith("sweep-")


@pytest.mark.parametrize("control", ["0.2", "'rate=0.2'", "0.20"])
def test_another_control_can_be_named(control):
    """By its value or by its whole name."""
    assert pairs(sweep("dropout.rate=0,0.2,0.5", f"control={control}")) == [
        ("rate=0", "rate=0.2"),
        ("rate=0.5", "rate=0.2"),
    ]


def test_the_control_is_not_in_the_name_of_the_sweep():
    """The same variants are the same runs in the same folder, whatever they are compared with."""
    assert sweep("dropout.rate=0,0.2", "control=0.2").name == sweep("dropout.rate=0,0.2").name


OF_UNITS = [name for name in LAYERS.names() if LAYERS.get(name).acts_on == "units"]


@over(
    ("word", "values"),
    [
        ("dropout.rate=choice(0,0.2)", ["0", "0.2"]),
        ("dropout.rate=range(0,0.3,0.1)", ["0", "0.1", "0.2"]),
        ("dropout.rate=sort(0.5,0.2)", ["0.2", "0.5"]),
        ("dropout.rate=tag(a,choice(0,0.2))", ["0", "0.2"]),
        ("dropout=glob(*,exclude=[channels,drop_path])", OF_UNITS),
        ("dropout=glob(standa*)", ["standard"]),
        ("model=glob(*)", ["cnn", "linear", "mlp", "resmlp"]),
        ("model.hidden_units=[16],[32,8]", ["[16]", "[32,8]"]),
        ("dropout.rate=[0.1,0.2],[0.2,0.1]", ["[0.1,0.2]", "[0.2,0.1]"]),
        ("optimizer.learning_rate=1e-3,0.01", ["0.001", "0.01"]),
        ("dropout.source=harness,keras", ["harness", "keras"]),
        ("training.epochs=1,2", ["1", "2"]),
    ],
)
def test_hydras_sweeps_hold(word, values):
    """`choice`, `range`, `glob`, `sort`, `tag`, lists, additions: the whole grammar."""
    fixed = [] if word.startswith("dropout") else ["dropout=none"]
    key = word.partition("=")[0].rpartition(".")[2]
    assert names(sweep(word, *fixed)) == [f"{key}={value}" for value in values]


def test_a_range_of_fractions_is_tidy():
    """`range(0,1,0.01)` gives 0.030000000000000002, and a reader sees 0.03."""
    experiment = sweep("dropout.rate=range(0,0.99,0.01)")
    assert names(experiment) == [f"rate={step / 100:g}" for step in range(99)]
    assert experiment.variants[3].recipe.dropout.rate == (0.03, 0.03)


def test_two_axes_give_every_combination():
    """The last axis runs fastest, and the first combination is the control."""
    experiment = sweep("optimizer=adam,sgd", "dropout=none,standard")
    assert names(experiment) == [
        "optimizer=adam, dropout=none",
        "optimizer=adam, dropout=standard",
        "optimizer=sgd, dropout=none",
        "optimizer=sgd, dropout=standard",
    ]
    assert {control for _, control in pairs(experiment)} == {"optimizer=adam, dropout=none"}


def test_axes_with_one_last_word_are_told_apart():
    """Names are short where that is clear, and whole where it is not."""
    clear = sweep("randomness.init=1,2", "randomness.order=1,2")
    assert names(clear)[0] == "init=1, order=1"
    epochs = [f"variants.{name}.training.epochs=1,2" for name in ("none", "dropout")]
    unclear = sweep("experiment=quickstart", *epochs)
    assert names(unclear)[0] == "none, variants.none.training.epochs=1, variants.dropout.training.epochs=1"
    assert len(names(unclear)) == 8


def test_an_experiment_can_be_swept():
    """Each value has all of the experiment's variants, comparisons among its own; claims do not apply."""
    experiment = sweep("experiment=tutorial_claim", "training.epochs=5,20")
    assert names(experiment) == [
        f"{name}, epochs={n}" for n in (5, 20) for name in ("none", "dropout", "linear", "input_dropout")
    ]
    assert pairs(experiment) == [(f"dropout, epochs={n}", f"none, epochs={n}") for n in (5, 20)]
    assert experiment.claims == ()
    assert experiment.name.startswith("tutorial_claim-")


def test_interactions_of_a_swept_experiment_stay_at_their_value():
    """Both effects of an interaction are those of one point of the sweep."""
    swept = sweep("experiment=replayed_shuffle", "training.epochs=1,2").comparisons[-1]
    assert swept.name == (
        "(dropout_replayed, epochs=2 - none_replayed, epochs=2) - (dropout, epochs=2 - none, epochs=2)"
    )


def test_one_variant_of_an_experiment_can_be_swept():
    """The others share their runs over the values."""
    experiment = sweep("experiment=quickstart", "variants.dropout.dropout.rate=0.1,0.3")
    by_name = {variant.name: variant for variant in experiment.variants}
    assert by_name["none, rate=0.1"].run_id(0) == by_name["none, rate=0.3"].run_id(0)
    assert by_name["dropout, rate=0.3"].recipe.dropout.rate == (0.3, 0.3)


def test_many_variants_are_composed_on_copies():
    """A compose costs 0.1 s; a hundred variants of one shape cost one compose, not a hundred."""
    from dropout_lab.config import compose

    calls = []
    original = compose.compose
    compose.compose = lambda *a, **k: calls.append(a) or original(*a, **k)
    try:
        experiment = sweep("dropout.rate=range(0.01,0.99,0.01)", "seeds=100")
    finally:
        compose.compose = original
    assert len(experiment.variants) == 98
    assert len(calls) <= 3


@over(
    ("lines", "said"),
    [
        (["training.epochs=5"], "-m: no key has several values"),
        (["dropout.rate=0:0.5:0.1"], "one value; a range is typed -m 'dropout.rate=range(0,0.6,0.1)'"),
        (["seeds=1,2"], "seeds are paired, never swept"),
        (["dropout.rate=0.2,0.20"], "0.2 is given twice"),
        (["dropout.rate=interval(0,1)"], "an interval has no list of values"),
        (["dropout.rate=shuffle(0,0.2)"], "shuffled anew each time"),
        (["dropout=glob(zzz*)"], "no value"),
        (["dropout=none,standart"], "dropout=standart: no such dropout"),
        (["dropout.rate=0.2,1.0"], "dropout.rate=1: should be a rate"),
        (["foo=1,2"], "foo=1,2: no such key"),
        (["store.path=a,b"], "store.path cannot be swept"),
        (["dataset.cache_dir=a,b"], "cannot be swept"),
        (["experiment=quickstart,tutorial_claim"], "experiment cannot be swept"),
        (["dropout.rate=0,0.2", "control=0.3"], "control=0.3: names 0 variants; choose rate=0, rate=0.2"),
        (["dropout.rate=0,0.2", "dropout.rate=0.5"], "dropout.rate is given twice"),
        (["experiment=tutorial_claim", "dropout.rate=0,0.2"], "set by the experiment's variants"),
    ],
    ids=str,
)
def test_a_sweep_that_cannot_be_is_refused(refusal, lines, said):
    """One line that names the key."""
    assert said in refusal(*lines, multirun=True)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("dropout.rate=0,0.2", "run -m dropout.rate=0,0.2"),
        ("dropout=glob(*)", "run -m 'dropout=glob(*)'"),
        ("seeds=0,1", "'seeds=[0,1]'"),
        ("seeds=range(0,5)", "'seeds=[0,1,2]'"),
    ],
)
def test_several_values_without_m_are_an_error_with_what_to_type(refusal, word, hint):
    """Never the first value alone, without a word."""
    said = refusal(word)
    assert "several values" in said
    assert re.search(rf": .*{re.escape(hint)}(, or multirun=True from Python)?$", said)


def test_a_sweep_over_evaluations_asks_about_what_they_change():
    """The usual metrics are those of the same weights: by them all variants would be the same."""
    experiment = sweep("evaluation=none,monte_carlo,geometric_mean", "dropout.rate=0.5", "dataset=digits")
    assert experiment.metric == "evaluation_accuracy"
    assert {c.metrics for c in experiment.comparisons} == {("evaluation_accuracy",)}
    assert sweep("evaluation.passes=1,20", "dropout.rate=0.5").metric == "evaluation_accuracy"
    assert sweep("dropout.rate=0,0.5", "evaluation=monte_carlo").metric == "test_accuracy"
