"""Ranks of an experiment's variants: of all pairs, by the intervals that decide."""

from dataclasses import replace
from itertools import combinations

import pytest

from dropout_lab.evidence import Cost, Costs, analyse
from dropout_lab.experiment import Label
from dropout_lab.language import Words, headline
from dropout_lab.stats import joint_level
from dropout_lab.tables import markdown_table, plain_table, section_tables
from tests.evidence.synthetic import make_experiment, make_records

NAMES = ("none", "a", "b", "c")
LEVELS = {"none": 0.97, "a": 0.98, "b": 0.98, "c": 0.99}
"""Far apart but for two that are alike, so that the order is known: c, then a and b, then none."""


COSTS = Costs(
    by_variant={
        "none": Cost(low=1, time=1, high=1, memory=1),
        "b": Cost(low=1.5, time=1.54, high=1.6, memory=1.13),
    },
    cpu="A chip",
    pairs=8,
    commits=("abc",),
)


def analysed(left_out=0, seeds=12, metrics=("test_accuracy",)):
    """Four variants, all pairs compared but some."""
    pairs = [{"treatment": t, "control": c, "metrics": [*metrics]} for c, t in combinations(NAMES, 2)]
    experiment = make_experiment(NAMES, planned=seeds, comparisons=pairs[left_out:])
    return analyse(experiment, make_records(experiment, range(seeds), LEVELS), range(seeds))


def test_a_rank_counts_those_surely_better_and_surely_worse():
    """So no page calls a variant better beside a tie: one family, one set of intervals."""
    analysis = analysed()
    assert {row.joint_level for row in analysis.compared} == {joint_level(6)}
    assert set(analysis.ranks["variant"]) == set(NAMES)
    for row in analysis.ranks.itertuples():
        sides = [(c.treatment, c.control, c.decision) for c in analysis.compared]
        sides += [(c, t, {"better": "worse", "worse": "better"}.get(found)) for t, c, found in sides]
        better = [t for t, c, found in sides if c == row.variant and found == "better"]
        worse = [t for t, c, found in sides if c == row.variant and found == "worse"]
        assert (row.best, row.worst) == (1 + len(better), len(NAMES) - len(worse))
    places = {rank.variant: (rank.best, rank.worst) for rank in analysis.ranks.itertuples()}
    assert places == {"c": (1, 1), "a": (2, 3), "b": (2, 3), "none": (4, 4)}
    assert analysis.ranks["best"].is_monotonic_increasing
    assert "possible ranks" in markdown_table(section_tables(analysis)["ranks"])


@pytest.mark.parametrize("left_out", [1, 2])
def test_without_all_pairs_nothing_is_ranked(left_out):
    """The intervals of an order that nobody planned would not hold together."""
    analysis = analysed(left_out)
    assert analysis.ranks.empty
    assert "ranks" not in section_tables(analysis)


@pytest.mark.parametrize("seeds", [1, 2])
def test_a_pair_that_decides_nothing_leaves_its_order_open(seeds):
    """Of one seed or two nothing is ranked, however far apart: each may have every place."""
    analysis = analysed(seeds=seeds)
    assert {row.decision for row in analysis.compared} == {"inconclusive"}
    ranks = analysis.ranks
    assert set(ranks["best"]) == {1}
    assert set(ranks["worst"]) == {len(NAMES)}


def test_what_a_step_costs_stands_beside_each_rank():
    """A row has level and places on each metric, time with its interval, and memory; no dropout costs 1."""
    analysis = replace(analysed(metrics=("test_accuracy", "test_nll")), costs=COSTS)
    table = section_tables(analysis)["ranks"]
    english, chinese = (
        {row.variant: cells for row, cells in zip(table.rows, drawn, strict=True)}
        for drawn in (plain_table(table).rows, plain_table(table, Words("zh")).rows)
    )
    level = {name: float(cells[1].split()[0]) for name, cells in english.items()}
    assert [*english] == ["c", *sorted("ab", key=level.get, reverse=True), "none"]
    assert english["c"][3:] == ("-", "-")
    assert english["none"][3:] == ("1", "1")
    assert english["b"][3:] == ("1.54 [1.50, 1.60]", "1.13")
    assert english["none"][1].startswith("97.0")
    assert english["none"][1].endswith(" % (4)")
    assert chinese["none"][1].endswith(" %（4）")


def test_a_variant_that_one_metric_leaves_out_has_no_rank_there():
    """All pairs were planned on accuracy, on NLL those of three: the fourth has a row, and no rank on it."""
    pairs = [
        {"treatment": t, "control": c, "metrics": ["test_accuracy", *(["test_nll"] if t != "c" else [])]}
        for c, t in combinations(NAMES, 2)
    ]
    experiment = make_experiment(NAMES, planned=12, comparisons=pairs)
    analysis = analyse(experiment, make_records(experiment, range(12), LEVELS), range(12))
    table = section_tables(analysis)["ranks"]
    drawn = {row.variant: cells for row, cells in zip(table.rows, plain_table(table).rows, strict=True)}
    assert {name: cells[2] for name, cells in drawn.items() if cells[2] == "-"} == {"c": "-"}


def test_ranks_on_many_metrics_have_a_row_for_each():
    """So that no table of a page is wider than five columns."""
    metrics = ("test_accuracy", "test_nll", "ece")
    analysis = replace(analysed(metrics=metrics), costs=COSTS)
    table = section_tables(analysis)["ranks"]
    assert [column.key for column in table.columns] == [
        "variant",
        "metric",
        "place",
        "step_time",
        "step_memory",
    ]
    assert len(table.rows) == len(metrics) * len(NAMES)


def test_the_answer_says_what_the_dearest_of_the_first_costs():
    """Which may be first, and at which cost: only a step that takes noticeably longer has its ratio named."""
    dear = {
        "c": Cost(low=1.7, time=1.77, high=1.8, memory=1),
        "a": Cost(low=1, time=1.04, high=1.1, memory=1),
    }
    plain = analysed()
    labelled = tuple(
        variant.model_copy(update={"label": Label(en=variant.name, zh=variant.name)})
        for variant in plain.experiment.variants
    )
    asked = plain.experiment.model_copy(update={"asks": "ranks", "variants": labelled})
    analysis = replace(plain, experiment=asked)
    assert "as long" not in headline(analysis).sentence
    costed = replace(analysis, costs=Costs(by_variant=dear, cpu="A chip", pairs=8, commits=("abc",)))
    assert ", a step 1.8 times as long" in headline(costed).sentence
    assert headline(costed).sentence.count("as long") == 1
    assert "，每步时间 1.8 倍" in headline(costed, Words("zh")).sentence
