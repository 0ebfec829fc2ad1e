"""Numbers of a stranger's metric have the digits that their interval gives, whatever their size."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from dropout_lab.language import Digits, difference_text, digits_of, interval_text, levels_text
from dropout_lab.language.values import given_text, margin_shown
from tests.over import over

magnitudes = st.floats(-300, 300).map(lambda power: 10.0**power)
ratios = st.floats(-5, 5)
METRICS = ("residual", "wer [%]", "val_acc", "test_nll")


@over(
    ("mean", "half", "said"),
    [
        (-2.05e-8, 0.21e-8, "-2.05e-8 [-2.26e-8, -1.84e-8]"),
        (0.054, 0.0443, "0.054 [0.010, 0.098]"),
        (0.01367, 0.00625, "0.0137 [0.0074, 0.0199]"),
        (29.3, 16.2, "29 [13, 46]"),
        (0.0000123, 0.0000021, "1.23e-5 [1.02e-5, 1.44e-5]"),
        (-1234567.0, 210000.0, "-1.23e6 [-1.44e6, -1.02e6]"),
        (-123456.0, 21000.0, "-123456 [-144456, -102456]"),
        (3.2e160, 1.1e159, "3.20e160 [3.09e160, 3.31e160]"),
        (-1e-9, 5e-8, "-0.1e-8 [-5.1e-8, 4.9e-8]"),
        (0.0, 0.25, "0.00 [-0.25, 0.25]"),
        (0.9123000010, 1e-9, "0.9123000010 [0.9123000000, 0.9123000020]"),
    ],
)
def test_mean_and_ends_have_the_same_decimals_or_power(mean, half, said):
    """Half the width has two digits, so that no digit is noise and the interval is never one of zeros."""
    low, high = mean - half, mean + half
    digits = digits_of("residual", low, high, mean)
    text = difference_text("residual", mean, digits=digits)
    assert f"{text} {interval_text('residual', low, high, digits=digits)}" == said


@given(magnitudes, ratios, ratios, st.sampled_from(METRICS), st.floats(0.01, 2))
def test_no_end_is_written_on_another_side_of_zero_or_the_margin(size, place, width, metric, edge):
    """What an interval excludes, its text excludes; and nothing is long."""
    mean, half = size * place, size * abs(width)
    low, high, margin = mean - half, mean + half, size * edge
    noise = 1e-9 * max(half, metric != "residual")  # a float this near to a boundary is said to be on it
    assume(half > 1e-9 * abs(mean) and all(1e-300 < abs(end) < 1e300 for end in (low, high, margin)))
    assume(all(abs(abs(end) - at) > max(noise, 1e-9 * at) for end in (low, high) for at in (0.0, margin)))
    texts = interval_text(metric, low, high, margin).strip("[]").split(", ")
    decimals = {len(text.partition(".")[2].partition("e")[0]) for text in texts if "just" not in text}
    assert len(decimals) <= 1, texts
    factor = 100 if metric == "val_acc" else 1
    for text, end in zip(texts, (low, high), strict=True):
        assert len(text) < 40
        if "just" in text:
            assert ("above" in text) == (end * factor > float(text.split()[-1])), (text, end)
            continue
        for boundary in (0.0, margin, -margin):
            assert (float(text) > factor * boundary) == (end > boundary), (text, end, boundary)


@given(magnitudes, ratios, st.floats(0.001, 10))
def test_the_rounding_is_small_beside_the_interval(size, place, width):
    """No number is written further from itself than a tenth of half the width."""
    mean, half = size * place, size * width
    assume(half > 1e-12 * abs(mean))
    digits = digits_of("residual", mean - half, mean + half, mean)
    for value in (mean, mean - half, mean + half):
        assert abs(float(digits.text(value)) - value) <= 0.051 * half + 1e-12 * abs(value)


def test_without_a_width_a_number_has_its_first_four_digits():
    """Of a single pair there is no interval; floats leave no tail of digits."""
    assert difference_text("score", 0.97 - 0.95) == "0.02"
    assert difference_text("score", 123.456789) == "123.5"
    assert interval_text("score", -math.inf, math.inf) == "[unbounded]"
    assert interval_text("score", math.nan, math.nan) == "-"
    assert Digits.fitting(math.nan, math.nan) == Digits(0)


def test_metrics_of_the_catalogue_keep_their_decimals_and_never_show_zeros_for_a_decision():
    """Two decimals of a point, more where zero would be touched, and then the first digits that there are."""
    assert interval_text("test_accuracy", 0.0003, 0.0012) == "[0.03, 0.12]"
    assert interval_text("test_accuracy", 4e-11, 6e-11) == "[4.0e-9, 6.0e-9]"
    assert difference_text("test_nll", 3.2e160) == "3.2e160"
    assert levels_text("test_accuracy", 0.98, 0.99) == "[98.00, 99.00]"


def test_what_somebody_gave_is_written_as_it_was_given():
    """A margin of a millionth is no zero, and one of a half has no zeros behind it."""
    assert (given_text("score", 0.5), given_text("wer [%]", 1e-7)) == ("0.5", "1e-7")
    assert (margin_shown("test_accuracy", 1e-6), margin_shown("score", 0.25)) == ("0.0001 pp", "0.25")
