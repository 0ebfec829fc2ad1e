"""Every figure draws what it is given, whatever is missing, in bytes that repeat."""

import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.text import Text

from dropout_lab.evidence import analyse
from dropout_lab.figures import FIGURES, render
from dropout_lab.figures.drawing.form import FORMS, NARROW
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.pictures import (
    accuracy,
    calibration,
    difference,
    difference_by_epoch,
    forest,
    learning,
    train_test,
)
from dropout_lab.figures.registry import ORDER
from dropout_lab.language import LANGUAGES, Words
from tests.evidence.synthetic import diverge, make_experiment, make_records

OF_SOME = ("card", "sweep", "difference", "effects", "shares", "selection", "ranks")
"""Pictures with tests of their own: not every analysis has something for them."""

DRAW = {name: figure.draw for name, figure in FIGURES.items() if name not in OF_SOME}

DRAWN_BY = {
    "accuracy": accuracy,
    "difference_by_epoch": difference_by_epoch,
    "forest": forest,
    "learning": learning,
    "train_test": train_test,
}
PANELLED = ("train_test", "learning", "difference_by_epoch")

MANY = ["none", *(f"dropout.rate={place / 15:.3f}" for place in range(1, 15))]


def three_variants(seeds, planned=20):
    experiment = make_experiment(planned=planned)
    return analyse(experiment, make_records(experiment, seeds), seeds or [0])


def one_diverged():
    experiment = make_experiment(planned=6)
    first, *others = make_records(experiment, range(6))
    return analyse(experiment, [diverge(first), *others], range(6))


def fifteen_variants():
    comparisons = [{"treatment": name, "control": "none"} for name in MANY[1:]]
    experiment = make_experiment(MANY, planned=4, comparisons=comparisons)
    levels = {name: 0.9825 - 0.00004 * place**3 for place, name in enumerate(MANY)}
    return analyse(experiment, make_records(experiment, range(4), levels), range(4))


def long_names():
    names = ("none", "a variant whose name goes on and on, as a sweep over five keys at once would make it")
    experiment = make_experiment(names, planned=3, comparisons=[{"treatment": names[1], "control": "none"}])
    return analyse(experiment, make_records(experiment, range(3)), range(3))


def many_long_names():
    """So many that rows are low, each named in two lines, and one run is lost, so that counts differ."""
    names = ("none", *(f"the higher of two rates in the hidden layer number {n}, mean 0.2" for n in range(7)))
    experiment = make_experiment(names, planned=3, comparisons=[{"treatment": names[1], "control": "none"}])
    first, *others = make_records(experiment, range(3))
    return analyse(experiment, [diverge(first), *others], range(3))


def one_variant():
    experiment = make_experiment(("none",), planned=4, comparisons=[])
    return analyse(experiment, make_records(experiment, range(4)), range(4))


def undecided():
    names = ("none", "one", "two", "three")
    metrics = ["test_accuracy", "test_nll"]
    comparisons = [{"treatment": name, "control": "none", "metrics": metrics} for name in names[1:]]
    experiment = make_experiment(names, planned=4, comparisons=comparisons)
    records = make_records(experiment, range(4), dict.fromkeys(names, 0.98), spread=0.003)
    return analyse(experiment, records, range(4))


def with_bins(others=("dropout", "linear")):
    """Runs that kept their reliability: 15 bins of equal mass, too certain in the least certain ones."""
    comparisons = [{"treatment": others[0], "control": "none"}]
    experiment = make_experiment(("none", *others), planned=5, comparisons=comparisons)
    confidence = 1 - np.exp(-np.linspace(0.5, 9, 15))
    bins = np.stack([np.full(15, 666.0), confidence, confidence - 0.3 * (1 - confidence)], axis=1)
    records = [replace(record, reliability=bins) for record in make_records(experiment, range(5))]
    return analyse(experiment, records, range(5))


def two_epochs():
    experiment = make_experiment(planned=4, epochs=2)
    return analyse(experiment, make_records(experiment, range(4)), range(4))


ANALYSED = {
    "twenty seeds": lambda: three_variants(range(20)),
    "one seed": lambda: three_variants([0]),
    "two seeds": lambda: three_variants([0, 1]),
    "no run": lambda: three_variants([]),
    "one diverged": one_diverged,
    "fifteen variants": fifteen_variants,
    "many long names": many_long_names,
    "one variant": one_variant,
    "two epochs": two_epochs,
    "long names": long_names,
    "all inconclusive": undecided,
    "reliability": with_bins,
}
CASES = {case: cache(analysed) for case, analysed in ANALYSED.items()}
"""Each is analysed once, and drawn by many tests."""


def test_a_picture_is_a_file_with_its_words_in_both_languages_and_its_place_on_the_page():
    """Each has title and explanation by its own name; all but the card stand on the page, each once."""
    assert sorted([*ORDER, "card"]) == sorted(FIGURES)
    for language in LANGUAGES:
        for name in ORDER:
            assert f"figures.{name}.title" in Words(language)


def slow_ones(cases):
    """Mark cases that only the slow tests draw."""
    return [pytest.param(case, marks=pytest.mark.slow) for case in cases]


def titles_of(axis):
    """The title that stands over a panel, where there is one."""
    texts = [artist for artist in axis.get_children() if isinstance(artist, Text)]
    return [text for text in texts if text.get_text() and text.get_text() == axis.get_title(loc="left")]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("kind", DRAW)
@pytest.mark.parametrize("case", [next(iter(CASES)), *slow_ones(list(CASES)[1:])])
def test_nothing_is_cut_and_no_titles_overlap(kind, case, form):
    """Every text lies inside the picture, and titles keep clear of each other, on a desk and on a phone."""
    figure = DRAW[kind](CASES[case](), form=form)
    with styled():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
    titles = [text for axis in figure.axes for text in titles_of(axis)]
    names = [label for axis in figure.axes for label in axis.get_yticklabels() if "n =" in label.get_text()]
    remarks = [text for axis in figure.axes for text in axis.texts if text.get_text()]
    keys = [text for legend in figure.legends for text in legend.get_texts()]
    boxes = {text: text.get_window_extent() for text in (*figure.texts, *titles, *names, *remarks, *keys)}
    for text, box in boxes.items():
        whole = figure.bbox
        assert box.x0 >= whole.x0 - 1, text.get_text()
        assert box.x1 <= whole.x1 + 1, text.get_text()
        assert box.y0 >= whole.y0 - 1, text.get_text()
        assert box.y1 <= whole.y1 + 1, text.get_text()
    for one, other in (
        *combinations([*titles, *keys, *figure.texts], 2),
        *combinations([*names, *remarks], 2),
    ):
        assert not boxes[one].overlaps(boxes[other]), (str(one), str(other))


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAW)
def test_equal_figures_have_equal_bytes(kind):
    """No date, no random name: a page made again is the page."""
    analysis = three_variants(range(5))
    figure, again = DRAW[kind](analysis), DRAW[kind](analysis)
    for form in ("svg", "png", "pdf"):  # in the order of a report, which renders one figure thrice
        first = render(figure, form)
        assert render(again, form) == first
        assert b"<dc:date>" not in first
        assert b"CreationDate" not in first


def test_every_done_run_is_a_dot_in_its_row():
    """A dot per seed, at its accuracy; a diverged run is none, and is named."""
    analysis = one_diverged()
    figure = accuracy.draw(analysis)
    dots = [
        np.asarray(cloud.get_offsets())[:, 0]
        for axis in figure.axes
        for cloud in axis.collections
        if isinstance(cloud, PathCollection)
    ]
    done = analysis.runs[analysis.runs["status"] == "done"]
    np.testing.assert_allclose(np.sort(np.concatenate(dots)), np.sort(100 * done["test_accuracy"]))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["none\nn = 6", "standard dropout, rate 0.3\nn = 6", "linear\nn = 5, 1 diverged"]


def test_every_seed_is_a_dot_over_its_interval_or_an_arrow_at_the_edge():
    """Seeds that reach further than the intervals widen the axis; none is left out unsaid."""
    analysis = three_variants(range(20))
    lucky = analysis.pairs.assign(
        difference=analysis.pairs["difference"].where(analysis.pairs["seed"] != 3, 0.05)
    )
    for pairs, arrows in ((analysis.pairs, 0), (lucky, 1)):
        figure = difference.draw(replace(analysis, pairs=pairs))
        (axis,) = figure.axes
        places = [np.asarray(cloud.get_offsets())[:, 0] for cloud in axis.collections]
        low, high = axis.get_xlim()
        inside = 100 * pairs["difference"].clip(low / 100, high / 100)
        np.testing.assert_allclose(np.sort(np.concatenate(places)), np.sort(inside))
        assert len(places) == 1 + arrows
        assert ("An arrow at the edge" in figure.explained) == bool(arrows)


def test_a_far_variant_stands_beyond_a_break_at_the_same_scale():
    """Percentage points are as wide in both panels, so the break lies about nothing but the gap."""
    figure = accuracy.draw(three_variants(range(20)))
    render(figure, "png")
    assert len(figure.axes) == 2
    scales = [axis.get_position().width / np.ptp(axis.get_xlim()) for axis in figure.axes]
    assert scales[0] == pytest.approx(scales[1], rel=0.02)
    assert figure.axes[0].get_xlim()[1] < 93 < 98 < figure.axes[1].get_xlim()[0]


def test_compared_variants_share_the_scale_of_the_overfitting_picture():
    """The reference far away has its own, and says so."""
    none, dropout, linear = train_test.draw(three_variants(range(4))).axes
    assert none.get_ylim() == dropout.get_ylim() != linear.get_ylim()
    assert linear.get_title(loc="left").endswith("own scale")


def test_the_difference_shows_zero_the_margin_and_the_band():
    """What a reader needs to judge by is in the picture."""
    (axis,) = difference_by_epoch.draw(three_variants(range(20))).axes
    low, high = axis.get_ylim()
    assert low < -0.1 < 0 < 0.1 < high
    assert any(np.allclose(np.asarray(line.get_ydata(), dtype=float), 0) for line in axis.lines)
    assert axis.get_title(loc="left").endswith("n = 20 pairs")


def test_curves_are_told_apart_without_their_colours():
    """Marker and line together differ for each of fifteen variants, as colours may not on paper."""
    lines = learning.draw(fifteen_variants()).axes[0].lines
    assert len({(line.get_marker(), str(line.get_linestyle()), line.get_color()) for line in lines}) == 15
    assert len({(line.get_marker(), str(line._dash_pattern)) for line in lines}) == 15


def test_a_variant_beyond_the_enlarged_panel_is_named():
    """Who reads only the larger panel learns that a variant is not in it."""
    figure = learning.draw(three_variants(range(4)))
    assert figure.explained.endswith("Beyond the enlarged panel: linear.")
    low, high = figure.axes[1].get_ylim()
    assert 97 < low < high < 99


def test_the_forest_says_what_was_decided_with_the_interval_that_decided():
    """A word and an icon, never a colour alone; mean and joint interval in numbers; n."""
    (axis,) = forest.draw(three_variants(range(20))).axes
    (said,) = [text.get_text() for text in axis.texts]
    assert re.fullmatch(r"▲ slightly better\n[+-]?[\d.]+ pp \[-?[\d.]+, -?[\d.]+\]", said)
    (label,) = [label.get_text() for label in axis.get_yticklabels()]
    assert label.replace("\n", " ") == "standard dropout, rate 0.3 against none n = 20 pairs"


def test_a_single_pair_has_no_interval_in_the_forest():
    """Nothing looks like a bound where there is none."""
    (axis,) = forest.draw(three_variants([0])).axes
    assert axis.texts[0].get_text().endswith("no interval from so few pairs")
    horizontal = [line for line in axis.lines if len(set(np.asarray(line.get_xdata(), float))) > 1]
    assert horizontal == []


def test_a_lower_nll_is_better_on_the_left():
    """Each panel of the forest says on which side the treatment wins."""
    accuracy, nll = forest.draw(undecided()).axes
    assert accuracy.get_xlabel() == "difference in test accuracy, pp (treatment is better on the right)"
    assert nll.get_xlabel() == "difference in test NLL, nats (treatment is better on the left)"


def test_the_gap_of_the_calibration_is_accuracy_minus_confidence():
    """Below zero is too certain; at most 30 % of what lacks to certainty here."""
    analysis = with_bins()
    left, right = calibration.draw(analysis).axes
    line = next(line for line in right.lines if len(line.get_xdata()) == 15)
    confidence = 1 - np.exp(-np.linspace(0.5, 9, 15))
    np.testing.assert_allclose(np.asarray(line.get_ydata(), float), -30 * (1 - confidence), atol=1e-9)
    assert left.get_xlim() == left.get_ylim()


@pytest.mark.parametrize("kind", ["train_test", "learning", "forest", "difference_by_epoch"])
def test_of_hundreds_of_variants_the_first_are_drawn_and_that_is_said(monkeypatch, kind):
    """A page of 200 variants opens; the tables have every one."""
    most = "CURVES" if kind == "learning" else "PANELS" if kind in PANELLED else "ROWS"
    monkeypatch.setattr(DRAWN_BY[kind], most, 4)
    figure = DRAW[kind](CASES["fifteen variants"]())
    n = 14 if kind in ("forest", "difference_by_epoch") else 15
    assert f"Drawn: the first 4 of {n}; the tables have all." in figure.explained
    drawn = {variant for _, variant in figure.owned}
    assert drawn == set(MANY[15 - n : 19 - n])


def test_of_hundreds_of_levels_the_highest_and_the_lowest_are_drawn_and_look_alike_on_a_phone(monkeypatch):
    """A reader of the first ones alone would miss the ends that the answer names."""
    monkeypatch.setattr(accuracy, "NARROW_ROWS", 4)
    analysis = fifteen_variants()
    figure = accuracy.draw(analysis, form=NARROW)
    assert "Drawn: 4 of 15, with the highest and the lowest mean; the tables have all." in figure.explained
    drawn = {variant for _, variant in figure.owned}
    assert drawn == {*MANY[:3], MANY[14]}
    looks = [
        cloud.get_facecolor().tolist()
        for picture, row in ((figure, 3), (accuracy.draw(analysis), 14))
        for axis in picture.axes
        for cloud in axis.collections
        if round(float(np.mean(cloud.get_offsets()[:, 1]))) == row
    ]
    phone, wide = looks
    assert phone == wide


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("fifteen variants", "bar and thin line: its intervals over seeds"),
        ("long names", "bar: its 95 % interval over seeds"),
    ],
)
def test_the_caption_of_a_difference_names_the_intervals_that_are_drawn(case, said):
    """One comparison by itself has no joint interval, and so no thin line."""
    assert said in difference.draw(CASES[case]()).explained


def test_a_difference_whose_label_names_no_treatment_says_in_its_caption_what_is_minus_what():
    """Else nobody can tell which engine a positive difference favours; one that says it is not said twice."""
    label = {"en": "without hidden layers", "zh": "没有隐藏层"}
    for given, said in (
        ({"label": label}, ": “linear” minus “none”."),
        ({}, "treatment minus control. Diamond"),
    ):
        comparison = {"treatment": "linear", "control": "none", **given}
        experiment = make_experiment(planned=4, comparisons=[comparison])
        found = analyse(experiment, make_records(experiment, range(4)), range(4))
        assert said in difference.draw(found).explained


def test_on_a_phone_a_name_of_two_lines_stays_clear_of_the_row_above():
    """The mean of the row above stands over the name, not behind its first line."""
    figure = accuracy.draw(many_long_names(), form=NARROW)
    figure.draw_without_rendering()
    axis, half_a_diamond = figure.axes[-1], 2.25 * figure.dpi / 72
    below = [(row, name) for row, name in enumerate(axis.texts) if row and "\n" in name.get_text()]
    assert below
    for row, name in below:
        mean_above = axis.transData.transform((0, row - 1 + 0.24))[1]
        assert name.get_window_extent().y1 < mean_above - half_a_diamond


def test_the_settings_of_the_process_are_left_alone_and_not_obeyed():
    """A notebook's own style neither changes our pictures nor is changed by them."""
    analysis = three_variants(range(3))
    plain = render(accuracy.draw(analysis), "svg")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "text.parse_math": True}):
        before = dict(mpl.rcParams)
        assert render(accuracy.draw(analysis), "svg") == plain
        assert dict(mpl.rcParams) == before


def test_words_in_svg_are_words_and_title_and_explanation_stand_beside_it():
    """The reader's own fonts draw them; what a page says in HTML is in no drawing."""
    figure = accuracy.draw(three_variants(range(3)))
    svg = render(figure, "svg").decode()
    assert ">test accuracy, %<" in svg
    assert figure.title not in svg
    assert figure.explained[:30] not in svg


@pytest.mark.slow
def test_figures_need_no_display_and_no_global_state():
    """pyplot, which keeps figures and picks a window system, is never loaded."""
    code = "import sys, dropout_lab.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
