from itertools import count
from types import SimpleNamespace

import pytest

from dropout_lab.runner import expected_seconds, machine_speed

PRODUCT = 2 * (8 * 128) * 784 * 512
"""Operations of a product that is timed."""


def test_the_probe_counts_the_operations_of_its_products(monkeypatch):
    """By a clock that moves half a second at each look: two products in 1.5 s, read at 2 s."""
    clock = count(step=0.5)
    monkeypatch.setattr(machine_speed, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    assert machine_speed.matmul_flops_per_second(1e18) == pytest.approx(2 * PRODUCT / 2)


def test_a_probe_that_others_keep_waiting_has_one_product(monkeypatch):
    """A clock that is past the longest measurement at the first look leaves no speed of zero."""
    clock = count(step=60.0)
    monkeypatch.setattr(machine_speed, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    assert machine_speed.matmul_flops_per_second(1e18) > 0


@pytest.mark.parametrize(("flops", "products"), [(1e3 * PRODUCT, 2), (5e3 * PRODUCT, 6), (1e9 * PRODUCT, 15)])
def test_a_short_campaign_is_measured_for_a_moment(monkeypatch, flops, products):
    """A thousandth of its operations, in no less than 0.2 s and no more than 1.5; a look takes 0.1 s here."""
    clock, done = count(step=0.1), []
    monkeypatch.setattr(machine_speed, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    multiply = machine_speed.np.matmul
    monkeypatch.setattr(machine_speed.np, "matmul", lambda *pair: done.append(multiply(*pair)))
    machine_speed.matmul_flops_per_second(flops)
    assert len(done) - 1 == pytest.approx(products, abs=1)  # the first is no part of the measurement


def test_more_work_takes_longer_and_more_workers_share_the_steps(monkeypatch):
    """The range grows with operations and steps; workers share what no matrix product uses."""
    monkeypatch.setattr(machine_speed, "matmul_flops_per_second", lambda _: 1e9)
    low, high, *_ = expected_seconds(1e12, 1e5, 2)
    assert 0 < low < high
    assert expected_seconds(2e12, 1e5, 2).low > low
    assert expected_seconds(1e12, 2e5, 2).high > high
    assert expected_seconds(1e12, 1e5, 4).high < high


def test_the_range_holds_what_was_measured(monkeypatch):
    """Two cores of 60 GFLOP/s each: an MNIST epoch of the 512-512 net took 2.6 s a worker."""
    monkeypatch.setattr(machine_speed, "matmul_flops_per_second", lambda _: 2.4e11)
    epoch = 60_000 * (6 * 669_706 - 2 * 784 * 512) + 20_000 * 2 * 669_706
    low, high, *_ = expected_seconds(epoch * 400, 469 * 400, 2)
    assert low < 400 * 1.3 < high
    assert high / low == pytest.approx(2.2, abs=0.7)


@pytest.mark.parametrize(("others", "taken"), [(0, 0.0), (3, 0.75), (99, 0.95)])
def test_what_other_programs_take_is_told_and_left_out_of_the_quiet_range(monkeypatch, others, taken):
    """On four cores, two seconds long: this process takes two core seconds, others the rest."""
    looks = iter([(0.0, 0.0, 10.0), (2.0, 2.0, 12.0 + 2 * others)])
    monkeypatch.setattr(machine_speed, "_clocks", lambda: next(looks))
    monkeypatch.setattr(machine_speed, "matmul_flops_per_second", lambda _: 1e9)
    monkeypatch.setattr(machine_speed.os, "cpu_count", lambda: 4)
    found = expected_seconds(1e13, 0, 1)
    assert found.taken == pytest.approx(taken)
    assert found.is_busy == (taken > 0.25)
    start = machine_speed.START_SECONDS[0]
    assert found.quiet_low - start == pytest.approx((1 - taken) * (found.low - start))


def test_a_machine_that_does_not_tell_is_taken_for_quiet(monkeypatch, tmp_path):
    """Outside of Linux nobody says what the others take."""
    monkeypatch.setattr(machine_speed, "MACHINE", tmp_path / "nothing")
    monkeypatch.setattr(machine_speed, "matmul_flops_per_second", lambda _: 1e9)
    found = expected_seconds(1e12, 1e5, 2)
    assert found.taken == 0
    assert (found.quiet_low, found.quiet_high) == (found.low, found.high)
