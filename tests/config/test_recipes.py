import pytest

from dropout_lab.config import compose, read_command, shipped
from tests.config.test_experiments import own_experiment
from tests.over import over


def recipe(*lines):
    (variant,) = read_command(lines).experiment.variants
    return variant.recipe


def test_no_words_at_all_are_the_plain_mlp_on_mnist():
    """784-512-512-10 without dropout, five seeds, a name by what it trains."""
    command = read_command([])
    (variant,) = command.experiment.variants
    assert variant.name == "none"
    assert variant.recipe.model.hidden_units == (512, 512)
    assert command.seeds == tuple(range(5))
    assert command.experiment.comparisons == ()
    assert command.experiment.name.startswith("single-")


def test_a_rate_without_a_named_dropout_means_standard():
    """`dropout.rate=0.5` is enough to ask for dropout."""
    assert recipe("dropout.rate=0.5") == recipe("dropout=standard", "dropout.rate=0.5")
    assert recipe("dropout.source=keras").dropout.source == "keras"


@pytest.mark.parametrize(
    "words", [["dropout.rate=0"], ["dropout=standard", "dropout.rate=[0,0]"], ["dropout=none"]]
)
def test_all_rates_0_is_none(words):
    """However nothing is asked for, it is the same recipe."""
    assert recipe(*words) == recipe()


def test_the_rate_is_one_number_or_one_for_each_layer():
    """A number goes to each hidden layer."""
    assert recipe("dropout.rate=0.2").dropout.rate == (0.2, 0.2)
    assert recipe("dropout.rate=[0.1,0.5]").dropout.rate == (0.1, 0.5)
    assert recipe("dropout.rate=0.2", "model.hidden_units=[300]").dropout.rate == (0.2,)
    assert recipe("dropout.rate=0.2", "model.hidden_units=[8,8,8]").dropout.rate == (0.2, 0.2, 0.2)


def test_a_linear_model_can_drop_its_input_alone():
    """There the usual rate of the hidden layers has no place."""
    assert recipe("model=linear", "dropout.input_rate=0.1").dropout.site_rates == (0.1,)


def test_threads_and_places_are_not_in_the_recipe():
    """What changes bits at most, or nothing, gives the same run."""
    plain, moved = (
        read_command(words).experiment.variants[0]
        for words in (
            [],
            ["engine.threads=2", "store.path=/x/y.sqlite", "executor.workers=1", "dataset.cache_dir=/x"],
        )
    )
    assert plain.run_id(0) == moved.run_id(0)


def test_smoke_is_small_and_stored_nowhere():
    """One seed, one epoch, 1,000 images."""
    command = read_command(["debug=smoke", "experiment=quickstart", "seeds=7"])
    assert command.smoke
    assert command.seeds == (0,)
    for variant in command.experiment.variants:
        assert variant.recipe.training.epochs == 1
        assert variant.recipe.dataset.n_train == 1_000


def test_smoke_is_small_whatever_a_file_says(folder):
    """Epochs and images of a file give way, unless they are fewer still; a typed word wins."""
    word = own_experiment(
        folder,
        base={"dataset": "digits", "training.epochs": 30, "dataset.train_size": 200},
        variants={
            "long": {"training.epochs": 40},
            "tiny": {"dataset.train_size": 150},
            "large": {"dataset.train_size": 1200},
        },
    )

    def sizes(*words):
        experiment = read_command([word, *words]).experiment
        recipes = (experiment.variant(name).recipe for name in ("long", "tiny", "large"))
        return [(recipe.training.epochs, recipe.dataset.train_size) for recipe in recipes]

    assert sizes("debug=smoke") == [(1, 200), (1, 150), (1, 1000)]
    assert sizes("debug=smoke", "variants.long.training.epochs=2") == [(2, 200), (1, 150), (1, 1000)]
    assert sizes() == [(40, 200), (30, 150), (30, 1200)]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("training.epochs=3", 3),
        ("++training.epochs=3", 3),
        ("training.epochs='3'", None),
        ("training={epochs: 3}", None),
    ],
)
def test_forced_additions_and_quotes_are_hydras(refusal, word, value):
    """`++` sets a key whether it exists or not, and a quoted number is text."""
    if value is None:
        assert refusal(word).startswith("training")
    else:
        assert recipe(word).training.epochs == value


def test_an_addition_reaches_a_key_that_the_choice_does_not_write_out():
    """`+` adds what a file leaves at its default."""
    engine = read_command(["+engine.shuffle=harness"]).experiment.variants[0].engine
    assert engine == read_command([]).experiment.variants[0].engine


def test_a_deletion_falls_back_to_the_default_of_the_type():
    """`~key` leaves the key out."""
    assert recipe("optimizer=sgd", "~optimizer.momentum").optimizer.momentum == 0.9


@over(
    ("word", "said"),
    [
        ("foo=1", "foo=1: no such key. See all keys"),
        ("+foo=1", "foo=1: no such key"),
        ("+training.foo=1", "training.foo: no such key"),
        ("training.epoch=3", "training.epoch=3: no such key; type training.epochs"),
        ("+training.epochs=3", "training.epochs is there already; type training.epochs=3"),
        ("~dropout", "~dropout: a run needs it; choose another: dropout="),
        ("~nothing", "nothing"),
        ("dropout=null", "dropout=null: no such dropout"),
        ("training=null", "training=null: no such training"),
        ("dropout=standart", "nearest: standard"),
        ("dropout=standart", "nearest: standard, standout, random_rate; see all "),
        ("dropout@x=standard", "dropout@x"),
        ("hydra.run.dir=/x", "hydra.run.dir=/x: no such key"),
        ("hydra/launcher=joblib", "no such key"),
        ("dropout.rate=1.0", "dropout.rate=1.0: should be a rate"),
        ("dropout.rate=-0.1", "dropout.rate=-0.1: should be a rate"),
        ("dropout.rate=abc", "dropout.rate=abc: should be a rate"),
        ("dropout.rate=null", "dropout.rate=null: should be a rate"),
        ("dropout.rate=nan", "dropout.rate=NaN: should be a rate"),
        ("dropout.rate=[0.1,0.2,0.3]", "3 rates for 2 hidden layers"),
        ("dropout.rate=[0.2", "type dropout.rate=0.2"),
        ("dropout.rate=${nothing}", "'nothing' not found"),
        ("dropout.rate", "a key without a value; type dropout.rate="),
        ("", "an empty word"),
        ("--foo", "--foo: no such option"),
        ("seeds=0", "no seed at all"),
        ("seeds=[1,1]", "seed 1 is given twice"),
        ("training.epochs=0", "training.epochs=0: should be greater than or equal to 1"),
        ("training.batch_size=70000", "larger than the 60000 training images"),
        ("dataset=cifar", "dataset=cifar: no such dataset"),
        ("dataset.cache_dir=5", "dataset.cache_dir=5: should be a path"),
        ("engine=theano", "engine=theano: no such engine"),
        (
            "engine.precision=float16",
            "engine.precision=float16: should be float32, or float64 for checks",
        ),
        ("engine.shuffle=keras", "engine.shuffle=keras: no such key"),
        ("+engine.shuffle=keras", "needs engine=keras_fit"),
        ("executor.address=there", "executor.address=there: should be the address of a Dask scheduler"),
        ("executor.workers=0", "executor.workers=0"),
        ("store.path=null", "store.path=null"),
        ("debug=smok", "debug=smok: no such debug; choose smoke"),
        ("control=x", "control=x: one variant alone is compared with nothing"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(refusal, word, said):
    """The line names the key, the value received, and what would be accepted."""
    assert said in refusal(word)


def test_a_key_given_twice_is_an_error(refusal):
    """The first value would be lost without a word."""
    assert "dropout is given twice" in refusal("dropout=standard", "dropout=none")
    assert "dropout.rate is given twice" in refusal("dropout.rate=0.2", "~dropout.rate")
    assert "seeds is given twice" in refusal("seeds=3", "++seeds=4")


def test_none_with_a_rate_is_an_error(refusal):
    """`dropout=none dropout.rate=0.2` contradicts itself."""
    assert "choose dropout=standard" in refusal("dropout=none", "dropout.rate=0.2")


@over(
    ("word", "rate"),
    [
        ("keep=0.7", "dropout.rate=0.3"),
        ("keep_prob=0.8", "dropout.rate=0.2"),
        ("dropout.keep_prob=0.8", "dropout.rate=0.2"),
        ("+dropout.keep=0.5", "dropout.rate=0.5"),
        ("+dropout.p=0.8", "dropout.rate=0.2, to drop it dropout.rate=0.8"),
        ("p=0.1,0.9", "dropout.rate=0.9,0.1"),
        ("keep=most", "dropout.rate=1 - keep"),
    ],
)
def test_a_probability_of_keeping_is_answered_with_the_rate_to_type(refusal, word, rate):
    """The rate is the fraction DROPPED; the answer has the number turned round."""
    assert f"type {rate}" in refusal(word, multirun="," in word)


def test_a_half_that_is_kept_is_the_half_that_is_dropped(refusal):
    """One rate is typed, whichever was meant."""
    assert refusal("+dropout.p=0.5").endswith("the fraction DROPPED is a rate here: type dropout.rate=0.5")


def test_shipped_choices_are_composed_once(monkeypatch):
    """A second command with the same choices composes nothing, and keeps no scalar of the first."""
    made, composed = [], shipped.composed
    monkeypatch.setattr(compose, "_SHIPPED", {})
    monkeypatch.setattr(shipped, "composed", lambda choices: made.append(choices) or composed(choices))
    changed = recipe("optimizer=adam", "optimizer.beta_1=0.8", "training.epochs=3")
    before = len(made)
    plain = recipe("optimizer=adam")
    assert len(made) == before > 0
    assert (changed.optimizer.beta_1, plain.optimizer.beta_1) == (0.8, 0.9)
    assert changed.training.epochs != plain.training.epochs
