"""Experiment files as people write them by hand: taken where one thing is meant, else refused in one line."""

import pytest

from dropout_lab.config import read_command

HEAD = "question: Is 0.5 better than 0.2?\nseeds: 3\nbase: {dataset: digits, training.epochs: 2}\n"
TWO = "variants:\n  a: {dropout.rate: 0.2}\n  b: {dropout.rate: 0.5}\n"
COMPARED = "comparisons:\n  - {treatment: b, control: a}\n"


@pytest.fixture
def written(folder):
    """Write experiments/mine.yaml."""

    def write(text):
        (folder / "experiments").mkdir(exist_ok=True)
        (folder / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")

    return write


def test_a_label_without_a_language_is_told_in_english(written):
    """In Chinese it stands as in English, as one does that has no Chinese."""
    labelled = "variants:\n  a: {dropout.rate: 0.2, label: rate 0.2}\n  b: {dropout.rate: 0.5, label: 0.5}\n"
    written(f"{HEAD}{labelled}comparisons:\n  - {{treatment: b, control: a, label: the higher rate}}\n")
    experiment = read_command(["experiment=mine"]).experiment
    assert [variant.label.said_in("zh") for variant in experiment.variants] == ["rate 0.2", "0.5"]
    assert experiment.comparisons[0].label.en == "the higher rate"


def test_one_metric_needs_no_brackets(written):
    """And a claim in one language stands for both."""
    claim = (
        "claims:\n  - {id: one, says: It is 98.5 %., source: {text: A paper, section: '4'}, kind: level,\n"
        "     variant: b, value: 0.985, tolerance: 0.005}\n"
    )
    written(f"{HEAD}{TWO}comparisons:\n  - {{treatment: b, control: a, metrics: test_nll}}\n{claim}")
    experiment = read_command(["experiment=mine"]).experiment
    assert experiment.comparisons[0].metrics == ("test_nll",)
    assert experiment.claims[0].says.zh == "It is 98.5 %."


def test_the_hash_of_a_plan_does_not_depend_on_how_it_is_written(written):
    """A label is none of it; brackets around one metric are a matter of taste."""
    plans = []
    for metrics in ("test_accuracy", "[test_accuracy]"):
        written(f"{HEAD}{TWO}comparisons:\n  - {{treatment: b, control: a, metrics: {metrics}, label: b}}\n")
        plans.append(read_command(["experiment=mine"]).experiment.plan_hash)
    assert plans[0] == plans[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            TWO + "comparisons: {treatment: b, control: a}\n",
            'comparisons={"treatment": "b", "control": "a"}: should be a list of - {treatment: NAME',
        ),
        (TWO + "comparisons:\n  - [b, a]\n", 'comparisons, entry 1: ["b", "a"]: should be a list of -'),
        (
            TWO + "comparisons:\n  - {treatment: b, baseline: a}\n",
            "comparisons, entry 1: baseline: no such key; type control",
        ),
        (
            TWO + "comparisons:\n  - {treatment: b, control: a, metric: ece}\n",
            "comparisons, entry 1: metric: no such key; type metrics",
        ),
        (
            "variants:\n  - {name: a}\n  - {name: b}\n",
            "variants: is a list; each stands under its name: NAME: {dropout.rate: 0.2}",
        ),
        (
            "variants:\n  a: {dropout: none, label: [a]}\n  b: {dropout.rate: 0.5}\n",
            'variants.a.label=["a"]: should hold keys',
        ),
        (
            "variants:\n  a: {dropout: none}\n  b: {dropout.keep_prob: 0.8}\n",
            "dropout.keep_prob=0.8: the fraction DROPPED is a rate here: to keep 0.8, type dropout.rate=0.2",
        ),
        (
            "variants:\n  a: {dropout: none}\n  b: {dropout.rate: 0.5, dropout.position: before}\n",
            "no such key; a dropout acts on the units of each hidden layer after their activation",
        ),
        (
            f"{TWO}asks: depends\n{COMPARED}",
            "asks=depends: no comparison takes another effect away, and so says where it is another; add",
        ),
    ],
    ids=range(9),
)
def test_what_is_written_otherwise_is_answered_by_what_is_meant(written, refusal, text, said):
    """The key as it was written, the value, and what would be accepted."""
    written(HEAD + text)
    answer = refusal("experiment=mine")
    assert answer.startswith("experiments/mine.yaml: ")
    assert said in answer


@pytest.mark.parametrize("typed", ["experiments/mine.yaml", "mine.yaml", "MINE"])
def test_an_experiment_is_called_by_its_name(written, refusal, typed):
    """Not by its file."""
    written(HEAD + TWO + COMPARED)
    assert refusal(f"experiment={typed}").endswith("called by its name; type experiment=mine")
    if "/" in typed:
        assert refusal(typed) == f"{typed}: did you mean experiment=mine?"
