"""The resolution of numbers whose unit nobody told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.stats import difference_sd, level_sd, paired_t_interval, resolution
from tests.over import over


@over(
    ("values", "expected"),
    [
        ([0.981, 0.982, 0.983], 0.001),
        ([0.981, 0.985, 0.989], 0.001),
        ([97.47, 97.39, 98.07], 0.01),
        ([4.1e-8, 4.4e-8, 2.0e-8], 1e-9),
        ([-76.0267651234, -76.026765122], 1e-10),
        ([1234571, 1234580, 1234569], 1),
        ([100, 300], 1),
        ([1e9 + 0.1, 1e9 + 0.2], 0.1),
        ([0.1 + 0.2, 0.3, 0.4], 0.1),
        ([-1.5, 1.5], 0.1),
        (np.float32([0.981, 0.985, 0.9823]), 0.0001),
        ([350 / 360, 352 / 360, 355 / 360], 1 / 360),
        ([1 / 3, 2 / 3], 1 / 3),
        (np.float32([350 / 360, 352 / 360, 355 / 360]), 1 / 360),
    ],
)
def test_the_grid_is_found(values, expected):
    """Last digits written, whole numbers, shares of a number of images; doubles and what was float32 once."""
    assert resolution(values) == pytest.approx(expected, rel=1e-4)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=30), st.integers(-12, 4))
def test_the_last_digit_written_is_found_at_every_scale(digits, power):
    """Integers times a power of ten: the last digit that is not zero, 1 of whole ones, at most a step."""
    values = np.array([float(f"{digit}e{power}") for digit in digits])
    got = resolution(values)
    if not values.any():
        assert got == 1
        return
    last = next(zeros for zeros in range(7) if any(digit % 10 ** (zeros + 1) for digit in digits))
    assert got == pytest.approx(10.0 ** min(0, last + power))
    steps = np.diff(np.unique(values))
    assert not steps.size or got <= steps.min() * (1 + 1e-9)


@given(st.lists(st.integers(0, 1797), min_size=3, max_size=30, unique=True))
def test_shares_of_images_never_get_a_floor_that_is_too_small(counts):
    """Counts of 1,797 images: the unit is one image, or the step of the counts that came."""
    values = np.array(counts) / 1797
    times = resolution(values) * 1797
    smallest = np.diff(np.unique(counts)).min()
    assert smallest > 12 or 1 - 1e-6 <= times <= smallest + 1e-6 or times == pytest.approx(1.797)


@over("single", [False, True])
@over("n", [3, 5, 20])
def test_measured_numbers_get_a_floor_without_effect(n, single):
    """Of random doubles, or float32, the floor is far below any spread: also where seeds differ much more."""
    generator = np.random.default_rng(n)
    for _ in range(200):
        control = generator.uniform(0.2, 0.9, n)
        treatment = control + 0.01 + generator.normal(0, 2e-4, n)
        if single:
            control, treatment = (np.float64(np.float32(side)) for side in (control, treatment))
        unit = resolution(np.concatenate([treatment, control]))
        differences = treatment - control
        assert difference_sd(differences, unit) == pytest.approx(differences.std(ddof=1), rel=1e-12)


def test_small_steps_between_alike_seeds_are_no_floor():
    """Pairing is kept: seeds 0.2 apart, a difference of 0.01 that varies in the fourth decimal."""
    control = np.array([0.5134, 0.7322, 0.9011])
    treatment = control + np.array([0.0100, 0.0101, 0.0099])
    assert paired_t_interval(treatment - control, resolution([*treatment, *control])).ci_low > 0.009


@over(("value", "expected"), [(0.98, 0.01), (0.5, 0.1), (100.0, 1.0), (0.0, 1.0), (-2.25, 0.01)])
def test_equal_values_show_their_last_digit(value, expected):
    """Without a step the written digit stands in, so that ties have a spread."""
    assert resolution([value] * 4) == pytest.approx(expected)
    assert level_sd([value] * 4, resolution([value] * 4)) > 0


@over(
    "values",
    [
        [1e300, 2e300], [1.7e308, -1.7e308], [5e-324], [1e-300, 3e-300], [3e160, 0.4, 0.5], [1e16, 2e16 + 4],
        [1e300, 1e-300], [0.0, 5e-324], [math.ldexp(1, 1023), math.pi],
    ],
)  # fmt: skip
def test_absurd_scales_have_a_finite_resolution_above_zero(values):
    """Nothing overflows, divides by zero or warns; and the floors can be taken."""
    got = resolution(values)
    assert 0 < got <= max(map(abs, values)) or got == pytest.approx(2.2e-308, rel=0.1)
    assert 0 < level_sd([*values, values[0]], got) < math.inf


@pytest.mark.parametrize(
    ("values", "said"), [([], "at least 1"), ([[0.1]], "one axis"), ([0.1, math.nan], "not finite")]
)
def test_what_has_no_resolution_is_refused(values, said):
    """The error says what was given."""
    with pytest.raises(ValueError, match=said):
        resolution(values)
