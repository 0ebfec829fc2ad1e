"""Sweeps drawn by themselves: curve or map, with intervals and n."""

import numpy as np
import pytest

from dropout_lab.config import read_command
from dropout_lab.evidence import analyse
from dropout_lab.figures import render
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.leading import drawable
from dropout_lab.figures.pages import page_svg
from dropout_lab.figures.pictures import sweep
from dropout_lab.language import ENGLISH, Words
from dropout_lab.plan import plan_cells
from tests.evidence.synthetic import diverge, make_records
from tests.figures.test_figures import three_variants


def swept(*words, n=4, lost=0):
    """An analysis of a sweep of synthetic runs; of the first variant the first `lost` runs diverged."""
    experiment = read_command([*words, "dataset=digits", f"seeds={n}"], multirun=True).experiment
    names = [variant.name for variant in experiment.variants]
    levels = {name: 0.97 + 0.001 * place for place, name in enumerate(names)}
    records = make_records(experiment, range(n), levels)
    first = {names[0]: lost}
    ids = [
        cell.run_id
        for cell in plan_cells(experiment, range(n))
        if cell.seed < first.get(cell.variant.name, 0)
    ]
    records = [diverge(record) if record.run_id in ids else record for record in records]
    return analyse(experiment, records, range(n))


def test_a_curve_passes_through_the_means_at_the_values():
    """Nothing is evenly spaced that is not, and n is said."""
    analysis = swept("dropout.rate=0,0.1,0.5")
    (axis,) = sweep.draw(analysis).axes
    (line,) = axis.lines
    summary = analysis.summary[analysis.summary["metric"] == "test_accuracy"]
    np.testing.assert_allclose(np.asarray(line.get_xdata(), float), [0, 0.1, 0.5])
    np.testing.assert_allclose(np.asarray(line.get_ydata(), float), 100 * summary["mean"])
    assert axis.get_xlabel() == "rate (n = 4)"


def test_learning_rates_stand_on_a_logarithmic_axis():
    """Values over decades would lie on each other otherwise."""
    (axis,) = sweep.draw(swept("optimizer.learning_rate=0.0001,0.001,0.01", "dropout=none")).axes
    assert axis.get_xscale() == "log"


def test_each_value_says_its_n_where_they_differ():
    """Two of four runs diverged at the first value."""
    (axis,) = sweep.draw(swept("dropout.rate=0,0.1,0.5", lost=2)).axes
    assert [label.get_text() for label in axis.get_xticklabels()] == ["0\nn = 2", "0.1\nn = 4", "0.5\nn = 4"]


def test_every_cell_of_a_map_holds_mean_interval_and_n():
    """The colour only helps; a cell whose runs all diverged says n = 0."""
    words = ("dropout.rate=0,0.2,0.5", "optimizer.learning_rate=0.001,0.01")
    (axis,) = sweep.draw(swept(*words, lost=4)).axes
    cells = [text.get_text() for text in axis.texts]
    assert cells.count("n = 0") == 1
    assert sum(cell.count("\n") == 2 and "[" in cell and "n = 4" in cell for cell in cells) == 5


@pytest.mark.slow
@pytest.mark.parametrize("n", [1, 2])
def test_few_seeds_are_drawn_without_inventing_intervals(n):
    """One seed has points and no band; two have wide ones, cut off and said so."""
    analysis = swept("dropout.rate=0,0.1,0.5", n=n)
    figure = sweep.draw(analysis)
    assert render(figure, "svg")
    assert page_svg(draw_svg(figure), "sweep", ENGLISH).startswith("<svg ")


def test_no_sweep_no_picture():
    """An experiment of names has none, and asking for it is an error."""
    analysis = three_variants(range(2))
    assert "sweep" not in drawable(analysis)
    with pytest.raises(ValueError, match="no key orders its variants"):
        sweep.draw(analysis)


def test_a_line_is_called_by_what_its_variants_share():
    """Rates differ along it; the kind of dropout does not."""
    words = ("dropout=standard,gaussian", "dropout.rate=0.1,0.2,0.5")
    (legend,) = sweep.draw(swept(*words)).legends
    assert [text.get_text() for text in legend.get_texts()] == ["standard dropout", "Gaussian dropout"]


def test_the_caption_names_what_is_drawn_across():
    """A variant without the rate that others differ in is a dashed level; else no such line is spoken of."""
    experiment = read_command(["experiment=rate_curve", "dataset=digits"]).experiment
    explained = sweep.draw(analyse(experiment, make_records(experiment, range(2)), range(2))).explained
    assert "Dashed line across: no dropout." in explained
    assert "across" not in sweep.draw(swept("dropout.rate=0,0.1,0.5")).explained


def test_a_value_is_told_by_the_label_of_its_variant():
    """On hover and to those who cannot see it, in the words of the legend."""
    figure = sweep.draw(swept("dropout=standard,gaussian", "dropout.rate=0.1,0.2,0.5"), Words("zh"))
    assert {spot.text.partition("，")[0] for spot in figure.spots} == {"标准 Dropout", "高斯 Dropout"}
    assert "=" not in "".join(text.partition("%")[0] for text in figure.told)
