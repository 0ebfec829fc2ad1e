"""The catalogue of metrics: every row is whole, and nothing outside it knows a metric by name."""

import ast
import math
import re
from itertools import product
from pathlib import Path

import pytest

from dropout_lab import metrics
from dropout_lab.language import LANGUAGES, Words
from dropout_lab.metrics import CATALOGUE, SCALES, AtBest, Metric, Minus, checked, metric
from tests.over import over

ROWS = list(CATALOGUE.values())
SOURCE = Path(metrics.__file__).parent
MAY_NAME_METRICS = ("metrics.py", "engines/", "store/schema.py", "publication/student.py")
"""The catalogue, what measures, the tables of versions 1 and 2, which are never rewritten, and what the
front page says of our own experiments."""

EXPERIMENTS = ("my_experiment.yaml",)
"""Files of the package that are experiments, which name their metrics."""

NAMED = re.compile(rf"\b({'|'.join(name for name in CATALOGUE if '_' in name)})(?![A-Za-z0-9]|_at_)")
"""A metric's name; those without a low line are words of other things too."""


@over("row", ROWS, ids=lambda row: row.name)
def test_each_row_has_its_name_in_every_language(row):
    """People never read a name of files: each language has words of its own."""
    for language in LANGUAGES:
        words = Words(language)
        assert words(f"units.metrics.{row.name}") not in ("", row.name)


@over(("kind", "language"), list(product(SCALES, LANGUAGES)))
def test_each_kind_has_its_units_in_every_language(kind, language):
    """A level and a difference of a kind are shown with a unit that the catalogue of words holds."""
    keys = Words(language).keys
    assert {f"units.{SCALES[kind].level}", f"units.{SCALES[kind].difference}"} <= set(keys)


@over("row", [row for row in ROWS if row.column], ids=lambda row: row.name)
def test_each_column_of_a_summary_has_its_head(row):
    """A page names every column, in each language."""
    for language in LANGUAGES:
        assert f"page.table.{row.column}" in Words(language)


@over("row", ROWS, ids=lambda row: row.name)
def test_each_row_has_bounds_and_a_direction_that_fit_its_kind(row):
    """A fraction lies within [-1, 1] but for rounding, nats have no upper end, and a direction is stated."""
    assert isinstance(row.higher_is_better, bool)
    assert row.low < row.high
    if row.kind == "fraction":
        assert row.low >= -1
        assert row.high <= 1.001
    if row.kind == "nats":
        assert row.high == math.inf
    assert row.margin is None or 0 < row.margin < row.high


@over("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_measured_or_follows_from_rows_that_are(row):
    """What is derived has no measure, and is made of measured metrics alone."""
    made = row.derived
    assert (row.measure is None) == (made is not None)
    parts = {AtBest: ("metric", "chosen_by"), Minus: ("minuend", "subtrahend")}
    for part in parts.get(type(made), ()):
        assert CATALOGUE[getattr(made, part)].derived is None


def test_a_metric_of_misclassified_examples_is_an_accuracy_of_the_test_set():
    """Only of the test set are errors kept, and one example is their resolution."""
    for row in ROWS:
        if row.of_errors:
            assert (row.split, row.measure, row.by_example, row.low, row.high) == (
                "test",
                "accuracy",
                True,
                0,
                1,
            )


def test_an_unknown_metric_is_one_line_that_names_the_nearest():
    """The line begins with the key that was typed, and lists what there is."""
    with pytest.raises(ValueError, match=r"^metrics=test_acc: no such metric; choose .*; nearest: test_acc"):
        metric("test_acc", "metrics")


@over(
    ("name", "value", "wanted"),
    [
        ("test_accuracy", 1.2, "a fraction from 0 to 1"),
        ("brier", -0.1, "a number from 0 to 2.001"),
        ("test_nll", -0.002, "a number of nats, -0.001 or more"),
        ("train_loss", math.nan, "a number of nats"),
        ("generalisation_gap", -2.0, "a fraction from -1 to 1"),
    ],
)
def test_a_value_out_of_bounds_is_one_line(name, value, wanted):
    """The line names the metric, the value and what would be accepted."""
    with pytest.raises(ValueError, match=f"^{re.escape(f'{name}={value:g}: should be {wanted}')}$"):
        checked({name: value})


@over("row", ROWS, ids=lambda row: row.name)
def test_the_ends_of_the_bounds_are_possible(row):
    """Bounds are inclusive: an accuracy of exactly 1 is one."""
    for end in (row.low, row.high):
        if math.isfinite(end):
            assert row.checked(end) == end


def test_a_level_of_a_difference_is_shown_in_points():
    """The generalisation gap is a difference of two accuracies: 1.5 pp, never 1.5 %."""
    scales = {row.name: row.scale for row in ROWS}
    assert (scales["generalisation_gap"].level, scales["test_accuracy"].level) == ("points", "percent")


def test_what_needs_validation_examples_says_so():
    """Metrics of that split, and those whose epoch is chosen there."""
    assert {row.name for row in ROWS if row.needs_validation} == {
        *("validation_accuracy", "validation_nll", "test_accuracy_at_best_validation")
    }


def test_what_needs_an_evaluation_is_of_that_split_and_has_its_usual_like():
    """A measured one is the usual metric in runs without; a change is the one minus the other."""
    for row in (row for row in ROWS if row.needs_evaluation):
        usual = CATALOGUE[row.otherwise or row.derived.subtrahend]
        assert (row.split, usual.split, row.followed) == ("evaluation", "test", usual.name)
        assert (row.kind, row.higher_is_better, row.margin) == (
            usual.kind,
            usual.higher_is_better,
            usual.margin,
        )
        assert not row.is_usual
        assert not row.of_errors  # which keep the usual evaluation's mistakes
    assert sum(row.needs_evaluation for row in ROWS) == 6


def test_another_row_is_found_at_once(monkeypatch):
    """Functions read the catalogue when they are called: a row added is a metric."""
    row = Metric(name="test_rmse", kind="plain", higher_is_better=False, split="test", low=0)
    monkeypatch.setitem(CATALOGUE, "test_rmse", row)
    assert metric("test_rmse") in list(metrics.measured_metrics())
    assert checked({"test_rmse": 3.5}) == {"test_rmse": 3.5}


def strings(source):
    """Every text of a Python file but its docstrings, with its line."""
    tree = ast.parse(source)
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in plain:
            yield node.lineno, node.value


def test_no_source_names_a_metric_but_the_catalogue_and_what_measures_it():
    """Readers take names from the catalogue or the experiment, so that a new metric opens none of them."""
    found = [
        f"{path.relative_to(SOURCE)}:{line} {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not str(path.relative_to(SOURCE)).startswith(MAY_NAME_METRICS)
        for source in [path.read_text(encoding="utf-8")]
        if NAMED.search(source)
        for line, text in strings(source)
        if NAMED.search(text)
    ]
    assert found == []


def test_no_template_and_no_sentence_names_a_metric():
    """Of the words only the list of the metrics' names does."""
    kinds = ("*.j2", "*.html", "*.js", "*.css", "*.yaml")
    known = ("units.yaml", *EXPERIMENTS)
    files = [path for kind in kinds for path in SOURCE.rglob(kind) if path.name not in known]
    assert len(files) > 10
    named = {str(path.relative_to(SOURCE)): NAMED.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: found for name, found in named.items() if found} == {}
