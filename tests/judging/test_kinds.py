"""Kinds of tables that were once judged wrongly, or refused without a way on; each with the right answer."""

import json

import pytest

from dropout_lab.errors import ConfigError
from tests.judging.records import by_seed, judged, numbers, refused, rows


def test_an_equal_error_rate_is_known_to_be_better_lower():
    """T1: known by its whole word."""
    found = judged(by_seed("variant", "eer", old="0.110 0.112 0.111", new="0.126 0.123 0.125"), "new", "old",
                   metric="eer")  # fmt: skip
    assert found.decision == "worse"
    assert found.sentences[0].endswith("Lower is better, as eer is known for.")
    assert found.as_object()["better"] == "lower"


def test_a_name_that_nobody_knows_decides_neither_better_nor_worse():
    """T1: its interval, and higher or lower, until somebody says which way is good."""
    table = by_seed("variant", "zork", old="0.110 0.112 0.111", new="0.126 0.123 0.125")
    found = judged(table, "new", "old", metric="zork")
    assert (found.decision, found.as_object()["better"], found.scale.better_by) == ("higher", None, "unknown")
    told = judged(table, "new", "old", metric="zork", higher_is_better=False)
    assert (told.decision, told.scale.better_by) == ("worse", "told")
    assert told.sentences[0].endswith("Lower is better, as told.")
    assert judged(table, "new", "old", metric="zork", margin=1.0).decision == "equivalent"


def test_accuracies_in_percent_are_taken_so_and_said():
    """T4: a fraction is never above 1; margins and claims are in the unit of the column."""
    table = by_seed("variant", "test_accuracy", A="97.47 97.39 97.29", B="98.07 97.88 97.70")
    found = judged(table, "B", "A")
    assert numbers(found) == (0.5, 0.263, 0.737)
    assert (found.decision, found.compared.margin, found.unit) == ("better", 0.1, 0.01)
    assert "+0.50 pp" in found.sentences[0]
    assert any("taken as in percent" in note for note in found.notes)
    assert found.as_object()["percent"] is True
    assert found.as_object()["metric"] == "test_accuracy"
    assert judged(table, "B", "A", margin=1.0).decision == "equivalent"


@pytest.mark.parametrize("cells", ["97.47% 97.39% 97.29%", "97.47 %|97.39 %|97.29 %"])
def test_cells_may_bear_their_sign(cells):
    """T4: of any metric."""
    found = judged(by_seed("variant", "score", A=cells, B="98.07% 97.88% 97.70%"), "B", "A", metric="score")
    assert numbers(found, 2)[0] == 0.5
    assert found.as_object()["percent"] is True


def test_percent_and_fraction_are_told_where_values_leave_it_open():
    """T4: 0.1 % beside 76 % is either a crash or a fraction among percent."""
    table = by_seed("variant", "acc", A="0.1 76.2 75.1", B="77.0 76.9 76.1")
    assert "--percent" in refused(table, "B", "A", metric="acc")
    assert judged(table, "B", "A", metric="acc", percent=True).compared.n_pairs == 3
    small = by_seed("variant", "ece", A="0.8 0.9 0.7", B="0.5 0.6 0.4")
    assert judged(small, "B", "A", metric="ece", percent=True).as_object()["percent"] is True


def test_rows_that_differ_in_a_setting_name_the_option_that_fits():
    """T5: not always the last epoch's."""
    table = rows(
        "model,dropout,seed,test_accuracy",
        "mlp,0,0,0.971",
        "mlp,0.5,0,0.975",
        "cnn,0,0,0.988",
        "cnn,0.5,0,0.990",
    )
    said = refused(table, "0.5", "0", variant="dropout")
    assert "they differ in model: --where model=mlp, or --seed model,seed" in said
    assert judged(table, "0.5", "0", variant="dropout", where=("model=mlp",)).compared.n_pairs == 1
    assert judged(table, "0.5", "0", variant="dropout", seed="model,seed").compared.n_pairs == 2
    assert judged(table, "mlp,0.5", "mlp,0", variant="model,dropout").compared.n_pairs == 1


def test_small_numbers_keep_their_own_resolution():
    """T6: no floor of 1e-6, no interval of zeros."""
    table = by_seed(
        "variant", "residual", old="4.1e-8 4.4e-8 4.0e-8 4.3e-8", new="2.0e-8 2.2e-8 2.1e-8 2.3e-8"
    )
    found = judged(table, "new", "old", metric="residual", higher_is_better=False)
    assert numbers(found, 10) == (-2.05e-8, -2.26e-8, -1.84e-8)
    assert found.decision == "better"
    assert found.compared.p_value == pytest.approx(7e-5, rel=0.1)
    assert "0.0000" not in found.sentences[0]


def test_a_unit_that_no_two_values_are_apart_is_refused():
    """A step of 1e300 would leave every difference open; one of the values' own size is taken."""
    table = by_seed("variant", "residual", old="0.61 0.62 0.60 0.62", new="0.51 0.52 0.515 0.52")
    asked = {"metric": "residual", "higher_is_better": False}
    with pytest.raises(ConfigError, match=r"^unit=1e\+300: should be the smallest step .*0\.11 apart$"):
        judged(table, "new", "old", unit=1e300, **asked)
    assert judged(table, "new", "old", unit=0.005, **asked).decision == "better"


def test_a_measured_column_is_no_recipe():
    """T7: a value a run gets an answer and a note, whatever the column is called."""
    table = [
        {**row, "Rate": rate, "gamma": gamma}
        for row, rate, gamma in zip(
            by_seed("method", "distortion", A="0.50 0.52 0.51", B="0.45 0.46 0.44"),
            (10.1, 10.4, 10.2, 9.0, 9.3, 9.1),
            (0.9, 0.99, 0.999, 0.9, 0.9, 0.9),
            strict=True,
        )
    ]
    found = judged(table, "B", "A", variant="method", metric="distortion")
    assert found.compared.n_pairs == 3
    (note,) = (note for note in found.notes if "taken as measured" in note)
    assert "Rate (B, A)" in note
    assert "gamma (A)" in note
    silent = judged(table, "B", "A", variant="method", metric="distortion", ignore=("Rate", "gamma"))
    assert not any("taken as measured" in note for note in silent.notes)


def test_values_in_blocks_over_seeds_are_two_recipes_under_one_name():
    """T7: refused, with the rows that would be one recipe; or ignored, on purpose."""
    table = by_seed("method", "score", A="0.5 0.6 0.7 0.8", B="0.6 0.7 0.8 0.9")
    table = [{**row, "n_steps": "5" if row["seed"] in "01" else "20"} for row in table]
    said = refused(table, "B", "A", variant="method", metric="score")
    assert "mixed variants: its runs differ in n_steps by blocks of seeds (5, 20)" in said
    assert "--where n_steps=5, or --ignore n_steps" in said
    assert (
        judged(table, "B", "A", variant="method", metric="score", where=("n_steps=5",)).compared.n_pairs == 2
    )
    assert (
        judged(table, "B", "A", variant="method", metric="score", ignore=("n_steps",)).compared.n_pairs == 4
    )


def test_settings_that_differ_between_the_sides_are_listed():
    """A fair fight differs in one thing; what else differs is said."""
    table = by_seed("method", "score", A="0.5 0.6 0.7", B="0.6 0.7 0.8")
    table = [{**row, "lr": "0.1" if row["method"] == "A" else "0.01", "width": "512"} for row in table]
    found = judged(table, "B", "A", variant="method", metric="score")
    assert "beside their names the variants differ in lr (B: 0.01, A: 0.1)" in found.notes


def test_a_wide_table_is_judged_where_it_is_called_so():
    """T8: a column a variant."""
    table = rows("seed,plain,wide", "0,0.897,0.909", "1,0.902,0.914", "2,0.899,0.910")
    assert "--wide" in refused(table, "wide", "plain")
    found = judged(table, "wide", "plain", wide=True, metric="accuracy")
    assert numbers(found) == (0.0117, 0.0102, 0.0131)
    assert found.decision == "better"
    assert judged(table, "wide", "plain", wide=True).decision == "higher"  # nobody said what the cells are


ADAM = dict(
    zip((7311, 204, 9955, 418, 77, 1203, 56), (0.81, 0.83, 0.82, 0.84, 0.70, 0.83, 0.82), strict=True)
)
SGD = dict(
    zip((6621, 77, 1203, 56, 880, 3141, 2718), (0.75, 0.77, 0.74, 0.76, 0.75, 0.76, 0.74), strict=True)
)


def test_seeds_that_meet_by_chance_are_no_pairs():
    """T9: fewer than half pair: refused, with both ways on; Welch's interval on request."""
    table = [
        {"optimizer": name, "seed": seed, "score": value}
        for name, side in (("adam", ADAM), ("sgd", SGD))
        for seed, value in side.items()
    ]
    asked = {"variant": "optimizer", "metric": "score"}
    said = refused(table, "adam", "sgd", **asked)
    assert "only 3 of 7 seeds pair" in said
    assert "--unpaired, or --paired" in said
    apart = judged(table, "adam", "sgd", pairing="unpaired", **asked)
    assert numbers(apart) == (0.0543, 0.0096, 0.099)
    assert (apart.compared.method, apart.compared.n_pairs) == ("welch", 0)
    assert 0.04 < apart.compared.detectable_difference < 0.08
    assert "7 runs against 7, not paired" in apart.sentences[0]
    assert apart.run_once.empty
    assert judged(table, "adam", "sgd", pairing="paired", **asked).compared.n_pairs == 3
    none = [{**row, "seed": f"{row['optimizer']}{row['seed']}"} for row in table]
    assert "no common seed" in refused(none, "adam", "sgd", **asked)
    assert judged(none, "adam", "sgd", pairing="unpaired", **asked).decision == apart.decision


def test_runs_without_seeds_are_two_groups():
    """T9: no column of seeds is needed for what pairs nothing."""
    sides = {"a": (0.7, 0.8, 0.75), "b": (0.9, 0.95, 0.92)}
    table = [{"variant": name, "acc": acc} for name, accs in sides.items() for acc in accs]
    assert "--unpaired" in refused(table, "b", "a", metric="acc")
    assert judged(table, "b", "a", metric="acc", pairing="unpaired").compared.n_control == 3


@pytest.mark.parametrize("metric", ["accumulated_reward", "acc_gain", "accepted_length"])
def test_acc_inside_a_word_is_no_accuracy(metric):
    """T10: no fraction is asked for."""
    table = by_seed("variant", metric, a="120.5 118.0 131.0", b="150.5 141.0 160.0")
    assert judged(table, "b", "a", metric=metric).as_object()["percent"] is False


def test_equal_sides_are_said():
    """T12: the same numbers twice are hardly two experiments."""
    found = judged(by_seed("variant", "acc", a="0.7 0.8 0.75", b="0.7 0.8 0.75"), "b", "a", metric="acc")
    assert any("the same numbers, bit for bit" in note for note in found.notes)


def test_many_methods_share_one_level():
    """T13: a family of all comparisons, so that noise is not better nineteen times of twenty."""
    table = by_seed(
        "method", "acc", base="0.70 0.71 0.72 0.70", **{f"m{n}": "0.70 0.72 0.71 0.71" for n in range(20)}
    )
    found = judged(table, "all", "base", variant="method", metric="acc")
    assert len(found.rows) == 20
    assert found.compared.joint_level == pytest.approx(1 - 0.05 / 20)
    assert len(found.as_object()["comparisons"]) == 20
    two = judged(table, ("m3", "m4"), "base", variant="method", metric="acc")
    assert [row.treatment for row in two.rows] == ["m3", "m4"]
    assert any("makes a family of 20, decided at 99.75 %" in note for note in two.notes)


def test_ranks_are_sets_at_the_level_of_all_pairs():
    """T13: then everything said is at that level."""
    table = by_seed(
        "method",
        "acc",
        base="0.70 0.71 0.72 0.705",
        same="0.705 0.707 0.722 0.701",
        good="0.80 0.812 0.82 0.803",
    )
    found = judged(table, "all", "base", variant="method", metric="acc", ranks=True)
    assert [tuple(rank) for rank in found.ranks] == [("good", 1, 1), ("same", 2, 3), ("base", 2, 3)]
    assert found.compared.joint_level == pytest.approx(1 - 0.05 / 3)
    zork = [{**row, "zork": row["acc"]} for row in table]
    assert "--better" in refused(zork, "all", "base", variant="method", metric="zork", ranks=True)


def test_a_finite_value_beyond_single_precision_diverged():
    """T14: a lost pair, said; no traceback."""
    table = by_seed("variant", "val_loss", old="0.50 0.52 0.51", new="0.41 3e160 0.43")
    found = judged(table, "new", "old", metric="val_loss")
    assert (found.compared.n_pairs, found.compared.n_lost) == (2, 1)
    assert any("beyond single precision" in note for note in found.notes)


def test_each_group_has_its_line_and_all_have_one_at_one_level():
    """--by: a line for each data set and one over all, of one family."""
    table = [
        {"data": data, "method": method, "seed": seed, "acc": base + gain + noise}
        for data, base in (("easy", 0.9), ("hard", 0.5))
        for method, gain in (("a", 0.0), ("b", 0.02))
        for seed, noise in enumerate((0.001, -0.001, 0.002, 0.0))
    ]
    for number, row in enumerate(table):
        row["acc"] = round(row["acc"] + 0.0003 * (number % 3), 4)
    found = judged(table, "b", "a", variant="method", metric="acc", by="data")
    assert [(row.group, row.n_pairs) for row in found.rows] == [("easy", 4), ("hard", 4), ("", 8)]
    assert found.compared.joint_level == pytest.approx(1 - 0.05 / 3)
    assert found.sentences[0].startswith("easy: b is better than a")
    assert [row.get("group") for row in found.as_object()["comparisons"]] == ["easy", "hard", ""]


def test_the_object_is_json(capsys):
    """Whatever is unknown or unbounded is null."""
    found = judged(by_seed("variant", "zork", a="0.7", b="0.8"), "b", "a", metric="zork")
    assert json.loads(json.dumps(found.as_object(), allow_nan=False))["ci_low"] is None


@pytest.mark.parametrize(("asked", "family"), [({}, 3), ({"by": "data"}, 9), ({"ranks": True}, 6)])
def test_what_a_look_at_all_costs_is_what_all_then_costs(asked, family):
    """The note's family is that of --treatment all, with groups and with ranks."""
    table = [
        {"data": data, "method": method, "seed": seed, "acc": 0.7 + 0.01 * seed + 0.001 * number}
        for number, data in enumerate(("x", "y"))
        for method in "abcd"
        for seed in range(3)
    ]
    where = () if "by" in asked else ("data=x",)
    one = judged(table, "b", "a", variant="method", metric="acc", where=where, **asked)
    every = judged(table, "all", "a", variant="method", metric="acc", where=where, **asked)
    assert any(f"makes a family of {family}, " in note for note in one.notes)
    assert every.compared.joint_level == pytest.approx(1 - 0.05 / family)


def bench():
    """A table without seeds: methods on data sets, at two sizes, with what each size has of parameters."""
    return [
        {"method": name, "data": data, "size": size, "params": 31 if size == "s" else 74,
         "acc": round(base + gain + 0.01 * (size == "l") + 0.001 * n, 4)}
        for name, gain in (("a", 0.0), ("b", 0.02))
        for n, (data, base) in enumerate((("x", 0.5), ("y", 0.6), ("z", 0.8)))
        for size in ("s", "l")
    ]  # fmt: skip


def test_a_table_without_seeds_pairs_by_what_both_sides_have():
    """A row a data set and size: the option that pairs them, before the one that pairs nothing."""
    said = refused(bench(), "b", "a", variant="method", metric="acc")
    assert "--seed data,size, or --unpaired" in said
    assert judged(bench(), "b", "a", variant="method", metric="acc", seed="data,size").compared.n_pairs == 6


def test_what_some_of_the_seeds_settle_is_no_second_recipe():
    """T7: the parameters of a size, where sizes pair."""
    found = judged(bench(), "b", "a", variant="method", metric="acc", seed="data,size")
    assert not any("params" in note for note in found.notes)


def test_every_column_of_a_wide_table_is_compared_with_one():
    """T8, T13: --wide with --treatment all."""
    table = rows("seed,plain,wide,deep", "0,0.897,0.909,0.90", "1,0.902,0.914,0.91", "2,0.899,0.910,0.92")
    found = judged(table, "all", "plain", wide=True, metric="accuracy")
    assert [row.treatment for row in found.rows] == ["wide", "deep"]
    assert not any("taken as measured" in note for note in judged(table, "wide", "plain", wide=True).notes)


def test_repeats_of_one_run_are_said():
    """Bit-equal values of a variant have no spread that would say anything of other seeds."""
    table = by_seed("model", "mse", tree="0.25 0.25 0.25 0.25", forest="0.125 0.126 0.124 0.125")
    found = judged(table, "forest", "tree", variant="model", metric="mse")
    (note,) = (note for note in found.notes if "all runs have the same value" in note)
    assert note.endswith(": tree (4 x 0.25)")


def test_few_values_of_a_setting_in_no_order_are_a_mixture():
    """T7: batch sizes that a search tried are no measurement; steps that were counted are."""
    table = by_seed("method", "score", A="0.5 0.6 0.7 0.8", B="0.6 0.7 0.8 0.9")
    table = [{**row, "params_batch": "32" if row["seed"] in "03" else "64", "at": f"10:0{n}",
              "falls": "2" if row["seed"] in "03" else "0", "loss": "l1" if row["seed"] in "03" else "l2"}
             for n, row in enumerate(table)]  # fmt: skip
    notes = judged(table, "B", "A", variant="method", metric="score").notes
    assert any("compared are mixtures: params_batch (B, A), loss (B, A)" in note for note in notes)
    assert any("taken as measured, since it varies from run to run: falls (B, A)" in note for note in notes)
    assert not any("at (" in note for note in notes)


def test_a_task_that_the_seeds_name_is_no_second_recipe():
    """T7: maze_01-s0 is of maze_01, on both sides."""
    table = [
        {"agent": name, "maze": maze, "pair": f"{maze}-s{seed}", "steps": 10 + seed + gain + 5 * n}
        for name, gain in (("A", 0), ("B", 2))
        for n, maze in enumerate(("maze_01", "maze_02"))
        for seed in range(3)
    ]
    assert judged(table, "B", "A", variant="agent", metric="steps", seed="pair").compared.n_pairs == 6


def test_of_rows_chosen_by_result_and_the_last_the_last_is_proposed():
    """T5: a best checkpoint flatters whoever varies most."""
    table = [
        {"variant": name, "seed": seed, "checkpoint": kind, "acc": 0.7 + 0.01 * seed + gain}
        for name, gain in (("a", 0.0), ("b", 0.1))
        for seed in range(3)
        for kind in ("best", "last")
    ]
    assert "--where checkpoint=last" in refused(table, "b", "a", metric="acc")
