"""The laws of every dropout: a new file in `layers/` is a new row of this table by itself.

A file declares in `breaks` the laws that it breaks by its definition, each with the reason, and then shows
that it does: a law declared broken and kept all the same fails here too.
"""

import sys
from functools import cache
from typing import get_args

import numpy as np
import pytest
from keras import ops

from dropout_lab.dropout import BESIDE, LAYERS, Family, Law, RateNow, masks, threshold
from dropout_lab.laws import LAWS, Subject, moments, rulings
from dropout_lab.laws.subject import ROWS, UNITS, word
from tests.zoo import ZOO

with LAYERS.including(ZOO / "layers"):
    KINDS = {name: LAYERS.get(name) for name in LAYERS.names()}


@cache
def subject(name):
    """A dropout with the parameters that its file tries the laws with."""
    return Subject(KINDS[name], {}, name)


@pytest.mark.usefixtures("places_by_sort")
@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize(
    "rates",
    [pytest.param((0.5,), marks=pytest.mark.short), pytest.param(moments.RATES, marks=pytest.mark.slow)],
    ids=len,
)
def test_a_dropout_keeps_each_law_or_says_that_it_breaks_it(monkeypatch, rates, name):
    """Those that `dropout-lab check-layer` asks of anybody's; each that does not stand has its own line."""
    monkeypatch.setattr(moments, "RATES", rates)
    asked = list(rulings(subject(name)))
    assert [found.law for found in asked] == [*LAWS]
    fallen = [f"{name}: {found}" for found in asked if not found.stands]
    assert not fallen, "\n".join(fallen)


def test_what_is_declared_broken_is_a_law():
    """A misspelt law would declare nothing."""
    assert {*get_args(Law)} <= {*LAWS}
    declared = {name: {*kind.breaks} - {*get_args(Law)} for name, kind in KINDS.items()}
    assert {name: misspelt for name, misspelt in declared.items() if misspelt} == {}


def test_a_file_says_equation_and_source():
    """The docstring of a dropout's file is its page: what it computes, and who says so."""
    files = {name: sys.modules[kind.__module__].__doc__ for name, kind in KINDS.items() if name != "none"}
    assert [name for name, doc in files.items() if "Source:" not in doc] == []


def test_a_layer_of_ours_has_a_family():
    """`dropout-lab list dropout` names layers in families; the control is in none."""
    ours = {name: KINDS[name].family for name in LAYERS.names() if name != "none"}
    assert {name: family for name, family in ours.items() if family not in get_args(Family)} == {}


def test_what_a_layer_needs_is_a_fact_of_its_site():
    """A misspelt fact would let a layer alone run without what it reads."""
    needed = {name: {*kind.needs} - {*BESIDE} for name, kind in KINDS.items()}
    assert {name: misspelt for name, misspelt in needed.items() if misspelt} == {}


def test_standard_dropout_scales_what_it_keeps():
    """Kept units are multiplied by exactly 65536 / (65536 - t), for rate 0.2: 65536 / 52429."""
    assert set(np.unique(subject("standard").noisy(np.ones((ROWS, UNITS))))) == {0.0, 65536 / 52429}


def test_a_lane_at_the_threshold_is_kept():
    """The law says lane >= t: a unit whose lane is exactly t stays, at t + 1 it goes."""
    drawn = masks.lanes(word(7), 1, word(0), ROWS, UNITS).numpy()
    for steps, stays in ((int(drawn[3, 4]), True), (int(drawn[3, 4]) + 1, False)):
        assert bool(subject("standard").noisy(rate=steps / 65536)[3, 4]) is stays


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_scales_by_a_rounded_number(dtype):
    """65536 is infinite in float16: the scale and the rate are made in float32, and rounded at the end."""
    standard = subject("standard")
    x = ops.ones((ROWS, UNITS), dtype)
    kept = ops.convert_to_numpy(ops.cast(standard.acts(x, standard.site(dtype=dtype)), "float32"))
    assert set(np.unique(kept)) == {0.0, 1.25}
    at = RateNow(word(threshold(0.2)))
    assert float(ops.cast(at.fraction(dtype), "float32")) == pytest.approx(0.2, rel=4e-3)
