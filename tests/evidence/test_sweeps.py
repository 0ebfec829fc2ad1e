"""What an experiment sweeps decides its picture: numbers make axes, names do not."""

from dropout_lab.config import read_command
from dropout_lab.evidence import find_sweep
from tests.over import over
from tests.shipped import shipped


def swept(*words):
    return find_sweep(read_command([*words, "dataset=digits"], multirun=True).experiment)


def test_one_number_is_a_curve_and_no_dropout_is_its_zero():
    """The rate 0 is written as dropout=none, and belongs on the axis all the same."""
    sweep = swept("dropout.rate=0,0.2,0.5")
    assert sweep is not None
    assert (sweep.kind, sweep.keys) == ("curve", ("dropout.rate",))
    assert list(sweep.points.values()) == [(0.0,), (0.2,), (0.5,)]


def test_two_numbers_are_a_map():
    """Each variant has its cell."""
    sweep = swept("dropout.rate=0,0.2,0.5", "optimizer.learning_rate=0.001,0.01")
    assert sweep is not None
    assert (sweep.kind, sweep.keys) == ("grid", ("dropout.rate", "optimizer.learning_rate"))
    assert len(set(sweep.points.values())) == 6


def test_a_name_beside_a_number_makes_a_line_each():
    """What follows from the name, as an optimizer's own defaults do, is no key of its own."""
    sweep = swept("optimizer=adam,sgd", "dropout.rate=0,0.2,0.5")
    assert sweep is not None
    assert (sweep.kind, sweep.keys, sweep.line_key) == ("curve", ("dropout.rate",), "optimizer.name")
    assert set(sweep.lines.values()) == {"adam", "sgd"}


def test_of_several_dropouts_the_net_without_is_a_point_at_rate_0():
    """It belongs to each of their curves, and so to none alone."""
    sweep = find_sweep(shipped("rate_curve"))
    assert sweep is not None
    assert (sweep.kind, sweep.keys, sweep.line_key) == ("curve", ("dropout.rate",), "dropout.name")
    assert (sweep.lines["none"], sweep.points["none"]) == ("none", (0.0,))
    assert set(sweep.lines.values()) == {"none", "standard", "gaussian", "dropconnect"}


@over(
    "words",
    [
        ["dropout.rate=0,0.2"],
        ["optimizer=adam,rmsprop,sgd", "dropout=none"],
        ["randomness.salt=1,2,3", "dropout=none"],
        ["dropout.rate=[0.1,0.2],[0.2,0.1],[0.3,0.4]"],
        ["dropout.rate=0,0.2,0.5", "optimizer.learning_rate=0.001,0.01", "training.epochs=1,2"],
    ],
)
def test_what_no_axis_orders_has_no_curve(words):
    """Two values, names, seeds, different rates by layer, three keys: the comparisons tell of them."""
    assert swept(*words) is None
