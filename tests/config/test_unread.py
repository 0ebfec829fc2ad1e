"""Nothing is silently other than asked: a key that nobody reads is refused, with where it belongs."""

import pytest

from dropout_lab.config import read_command
from tests.config.test_experiments import own_experiment
from tests.over import over

DIGITS = "dataset=digits"
PARTS = ("dropout", "model", "optimizer", "training", "randomness", "engine", "dataset")


def dropout_of(*lines):
    (variant,) = read_command([DIGITS, *lines]).experiment.variants
    return variant.recipe.dropout


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_no_part_of_a_recipe_takes_a_key_that_it_does_not_read(refusal, turn):
    """However it is written, by one sign and by the other: `none` drops nothing, and reads nothing either."""
    for place, part in enumerate(PARTS):
        sign = ("+", "++")[(place + turn) % 2]
        assert refusal(DIGITS, f"{sign}{part}.rat=0.5").startswith(f"{part}.rat: no such key"), (sign, part)
        assert f"{part}.rat" in refusal(DIGITS, f"{part}.rat=0.5"), part


@pytest.mark.parametrize("part", ["executor", "store"])
def test_no_place_takes_a_key_that_it_does_not_read(refusal, part):
    """What holds for the whole command is held as strictly."""
    assert refusal(f"+{part}.rat=0.5").startswith(f"{part}.rat: no such key")


@pytest.mark.parametrize("sign", ["", "++"])
def test_a_key_of_dropout_means_standard_however_it_is_added(sign):
    """`++dropout.source=keras` asks for dropout as `dropout.source=keras` does, never for none."""
    assert dropout_of(f"{sign}dropout.source=keras").source == "keras"
    assert dropout_of(f"{sign}dropout.rate=0.5") == dropout_of("dropout=standard", "dropout.rate=0.5")


def test_none_reads_no_source(refusal):
    """Documents of version 1 have the key; a command that asks for it asks for a dropout."""
    assert "dropout=none reads no such key" in refusal("dropout=none", "++dropout.source=keras")


def test_a_schedule_that_moves_nothing_is_refused(refusal):
    """Where one variant drops something it is read; where none does, it would be lost."""
    assert "schedule.dropout.rate: moves nothing" in refusal(DIGITS, "schedule=piecewise")
    swept = read_command(["schedule=piecewise", "dropout.rate=0,0.2"], multirun=True).experiment
    assert [len(variant.recipe.schedule) for variant in swept.variants] == [0, 1]


def test_the_cache_is_read_however_it_is_written(folder):
    """`++dataset.cache_dir=` is the same place as without the signs."""
    for sign in ("", "++"):
        assert read_command([f"{sign}dataset.cache_dir={folder}"]).cache_dir == folder


MISPLACED = {
    "seeds": (50, "all variants have the same seeds: seeds: at the top of the file"),
    "name": ("mine", "the file's own name is the experiment's"),
    "control": ("none", "comparisons: [{treatment: ..., control: ...}]"),
    "store.path": ("x.sqlite", "it belongs on the command line: store.path="),
    "executor.workers": (3, "it belongs on the command line, as in executor.workers=4"),
    "dataset.cache_dir": ("x", "it belongs on the command line: dataset.cache_dir="),
    "smoke": ({"training.epochs": 1}, "it belongs on the command line: debug=smoke"),
    "debug": ("smoke", "it belongs on the command line: debug=smoke"),
    "executor": ("local", "it belongs on the command line"),
    "experiment": ("quickstart", "an experiment holds no other"),
    "margins": ({"test_accuracy": 0.1}, "it belongs at the top of the file: margins:"),
    "metric": ("test_nll", "it belongs at the top of the file: metric:"),
    "hydra.verbose": (True, "Hydra composes here"),
    "+training.epochs": (3, "a key stands here without + and ~: training.epochs"),
}


@pytest.mark.parametrize("key", MISPLACED)
def test_what_no_variant_reads_is_refused_in_a_file(folder, refusal, key):
    """In `base` and in a variant, with the place where the key belongs."""
    value, place = MISPLACED[key]
    said = refusal(own_experiment(folder, base={key: value}))
    assert said.startswith(f"experiments/mine.yaml: base.{key}=")
    assert place in said
    variants = {"a": {"dropout": "none"}, "b": {"dropout": "standard", key: value}}
    said = refusal(own_experiment(folder, variants=variants))
    assert said.startswith(f"experiments/mine.yaml: variants.b.{key}=")
    assert place in said


@over("key", [key for key in MISPLACED if "+" not in key and key not in ("smoke", "margins")])
@over("sign", ["", "+", "++"])
def test_what_no_variant_reads_is_refused_on_the_command_line(refusal, key, sign):
    """`variants.NAME.seeds=9` would train the seeds of the experiment."""
    value, place = MISPLACED[key]
    said = refusal("experiment=quickstart", f"{sign}variants.none.{key}={value}")
    assert said.startswith(f"variants.none.{key}=")
    assert place in said


@over(
    ("words", "said"),
    [
        (["smoke={training.epochs: 1}"], "it is set by debug=smoke"),
        (["+dropout@x=standard"], "leave out @x"),
        (["dropout@_global_=standard"], "leave out @_global_"),
        (["+hydra.verbose=true"], "Hydra composes here"),
        (["hydra/launcher=basic"], "Hydra composes here"),
        (
            ["dropout=[none,standard]"],
            "one choice of dropout at a time; type dropout=standard, or -m dropout=none,standard",
        ),
        (["dataset=[digits,mnist]"], "one choice of dataset at a time"),
        (["randomness={salt: 1}", "randomness.poke=0.1"], "randomness: is given as a whole"),
        (["executor.address=tcp://a:1", "executor.workers=3"], "the cluster at tcp://a:1 has its own"),
        (["executor.address=tcp://a:1", "executor.dashboard=true"], "executor.dashboard: is of workers"),
        (["control=none"], "one variant alone is compared with nothing"),
        (["~variants.none.dropout"], "a variant's key is changed, never left out"),
        (["~executor.workers"], "only a key of a recipe can be left out"),
    ],
    ids=str,
)
def test_what_would_be_lost_is_refused(refusal, words, said):
    """A word that Hydra takes and nobody here reads."""
    assert said in refusal(*words)


@pytest.mark.parametrize(
    ("group", "text", "said"),
    [
        (
            "dropout",
            "# @package _global_\ndropout: {name: none}\nseeds: 50\n",
            "dropout/mine.yaml: seeds: another choice would hide it",
        ),
        (
            "model",
            "# @package _global_\nmodel: {hidden_units: [8]}\nstore: {path: x}\n",
            "model/mine.yaml: store: another choice would hide it",
        ),
        ("dataset", "# @package dataset\nname: digits\ncache_dir: x\n", None),
        ("debug", "# @package _global_\ntraining: {epochs: 1}\n", "a choice of debug sets smoke alone"),
        (
            "executor",
            "# @package _global_\ndropout: {rate: 0.5}\n",
            "a choice of executor sets executor alone",
        ),
        ("debug", "# @package _global_\nsmoke: {seeds: 3}\n", "seeds=3: set by a choice"),
    ],
    ids=str,
)
def test_a_choice_of_the_users_own_sets_nothing_that_nobody_reads(folder, refusal, group, text, said):
    """A file of `--config-dir` may write anywhere; what nobody reads there is refused."""
    (folder / "own" / group).mkdir(parents=True)
    (folder / "own" / group / "mine.yaml").write_text(text)
    if said is None:
        assert read_command([f"{group}=mine"], config_dir=folder / "own").cache_dir.name == "x"
    else:
        assert said in refusal(f"{group}=mine", config_dir=folder / "own")


@over("rate", ["0.12345678901234567", "0.1234567890123", "0.2", "2e-1", "0.30000000000000004"])
def test_swept_and_fixed_values_are_one(rate):
    """A value is the same recipe and the same run, whether it stands alone or beside others."""
    (fixed,) = read_command([f"dropout.rate={rate}"]).experiment.variants
    swept = read_command([f"dropout.rate={rate},0.7"], multirun=True).experiment.variants[0]
    assert swept.recipe == fixed.recipe
    assert swept.run_ids([0, 1]) == fixed.run_ids([0, 1])
    assert swept.recipe.dropout.rate == (float(rate),) * 2


def test_a_range_names_what_is_typed():
    """The numbers of a range are those one would type: 0.3, not 0.30000000000000004."""
    swept = read_command(["dropout.rate=range(0.1,0.95,0.1)"], multirun=True).experiment
    for place, variant in enumerate(swept.variants, start=1):
        (fixed,) = read_command([f"dropout.rate=0.{place}"]).experiment.variants
        assert variant.recipe == fixed.recipe


def test_values_of_the_environment_are_not_swept(refusal):
    """Threads are in no hash: both values would be one run."""
    assert "all its values are one run" in refusal("engine.threads=1,2", multirun=True)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        (
            "dropout.noise_shape=[null,1]",
            "each unit of each example has a mask of its own; one that shares masks",
        ),
        ("dropout.seed=3", "masks follow the seeds of the runs: 'seeds=[0,1,2]'"),
    ],
)
def test_an_argument_of_keras_is_answered_with_what_stands_for_it(refusal, word, says):
    """Whoever comes from `keras.layers.Dropout` types its words."""
    assert says in refusal(DIGITS, word)
