"""Which rows of a stranger's table count: runs that finished, one row each, no summaries."""

from itertools import product

import pytest

from tests.judging.records import by_seed, judged, numbers, refused, rows
from tests.over import over


def test_summary_rows_are_no_seeds():
    """T2: mean and std shrink no interval; they are left out and said."""
    table = rows(
        "variant,seed,val_loss",
        *("A,0,0.50", "A,1,0.58", "A,2,0.47", "A,mean,0.5167", "A,std,0.0569"),
        *("B,0,0.47", "B,1,0.51", "B,2,0.46", "B,mean,0.48", "B,std,0.0265"),
    )
    found = judged(table, "B", "A", metric="val_loss")
    assert numbers(found) == (-0.0367, -0.1126, 0.0392)
    assert (found.decision, found.compared.n_pairs) == ("inconclusive", 3)
    assert any("4 rows left out: their seeds (mean, std)" in note for note in found.notes)


@over(
    "cell",
    [
        "Mean",
        "AVG",
        "avg.",
        "mean ± std",
        "mean (n=3)",
        "Std Dev",
        "total",
        "Best",
        "平均",
        "标准差",
        "Mittelwert",
    ],
)
def test_summaries_are_known_in_any_case_and_language(cell):
    """T2: however a spreadsheet calls them."""
    table = by_seed("variant", "val_loss", A="0.50 0.58 0.47", B="0.47 0.51 0.46")
    extra = [{"variant": name, "seed": cell, "val_loss": "0.5"} for name in "AB"]
    assert judged(table + extra, "B", "A", metric="val_loss").compared.n_pairs == 3


@over("seed", ["maxwell", "seed_0", "all_cnn", "minecraft", "meanshift", "run-best-3a"])
def test_a_summary_word_inside_another_is_none(seed):
    """T2: data sets and names stay."""
    table = by_seed("variant", "val_loss", A="0.50 0.58", B="0.47 0.51")
    extra = [{"variant": name, "seed": seed, "val_loss": "0.5"} for name in "AB"]
    assert judged(table + extra, "B", "A", metric="val_loss").compared.n_pairs == 3


@over(
    ("column", "done", "state"),
    [
        ("status", "done", "diverged"),
        ("State", "finished", "crashed"),
        ("State", "Finished", "Failed"),
        ("state", "COMPLETE", "PRUNED"),
        ("state", "TrialState.COMPLETE", "TrialState.FAIL"),
        ("status", "FINISHED", "KILLED"),
        ("hydra.status", "COMPLETED", "JobStatus.FAILED"),
        ("State", "COMPLETED", "CANCELLED by 1000"),
        ("JobState", "COMPLETED", "OUT_OF_MEMORY"),
        ("run_status", "ok", "running"),
        ("状态", "完成", "失败"),
    ],
)
def test_a_run_that_did_not_finish_is_a_lost_pair(column, done, state):
    """T3: of whichever tracker, counted and said."""
    table = by_seed(
        "variant", "test_accuracy", none="0.981 0.982 0.980 0.981", dropout="0.983 0.098 0.984 0.983"
    )
    for number, row in enumerate(table):
        row[column] = state if number == 5 else done
    found = judged(table, "dropout", "none")
    assert (found.compared.n_pairs, found.compared.n_lost) == (3, 1)
    assert any(f"ended as {state}" in note for note in found.notes)


def test_a_state_that_nobody_knows_counts_and_is_said():
    """T3: archived is no end of a run."""
    table = by_seed("variant", "test_accuracy", none="0.981 0.982 0.980", dropout="0.983 0.985 0.984")
    for number, row in enumerate(table):
        row["state"] = "archived" if number == 1 else "finished"
    found = judged(table, "dropout", "none")
    assert found.compared.n_pairs == 3
    assert any("archived" in note for note in found.notes)
    us = [{**row, "state": "CA" if number % 2 else "NY"} for number, row in enumerate(table)]
    assert judged(us, "dropout", "none", ignore=("state",)).compared.n_pairs == 3


def test_a_run_that_crashed_and_ran_again_is_one_run():
    """T3: its finished row counts; a diverged run is not replaced by a luckier one."""
    table = by_seed("variant", "test_accuracy", none="0.981 0.982 0.980", dropout="0.983 0.985 0.984")
    table = [{**row, "state": "finished"} for row in table]
    again = {"variant": "none", "seed": "1", "test_accuracy": "0.4", "state": "crashed"}
    found = judged([*table, again], "dropout", "none")
    assert (found.compared.n_pairs, found.compared.n_lost) == (3, 0)
    assert any("1 run stands there several times" in note for note in found.notes)
    assert "two rows" in refused([*table, {**again, "state": "diverged"}], "dropout", "none")


def curves(*variants):
    """Two seeds, three epochs."""
    return [
        {
            "variant": name,
            "seed": seed,
            "epoch": epoch,
            "acc": round(0.7 + 0.05 * epoch + 0.01 * seed + gain, 3),
        }
        for name, gain in variants
        for seed in (0, 1)
        for epoch in (1, 2, 10)
    ]


def test_of_learning_curves_a_row_a_run_is_chosen_and_never_the_best():
    """T5: last, first, or a step that is named; numbers are compared as numbers."""
    table = curves(("a", 0.0), ("b", 0.1))
    assert "they differ in epoch: --at last" in refused(table, "b", "a", metric="acc")
    assert judged(table[::-1], "b", "a", metric="acc", at="last").pairs[0].values[0].tolist() == [1.3, 1.31]
    assert judged(table, "b", "a", metric="acc", at="first").pairs[0].values[0].tolist() == [0.85, 0.86]
    assert judged(table, "b", "a", metric="acc", at="epoch=2").pairs[0].values[0].tolist() == [0.9, 0.91]
    assert "chosen by what is judged" in refused(table, "b", "a", metric="acc", at="best")
    assert "is what is judged" in refused(table, "b", "a", metric="acc", at="acc=0.9")
    assert "no run has such a row" in refused(table, "b", "a", metric="acc", at="epoch=3")


def test_the_last_row_of_curves_on_several_data_sets_is_refused():
    """T5: the last row would be that of the last data set alone."""
    table = [{**row, "data": data} for data in ("x", "y") for row in curves(("a", 0.0), ("b", 0.1))]
    assert "--where data=x, or --seed data,seed" in refused(table, "b", "a", metric="acc", at="last")


def test_a_run_without_the_step_that_is_asked_for_is_lost():
    """It ended before."""
    table = [
        row
        for row in curves(("a", 0.0), ("b", 0.1))
        if (row["variant"], row["seed"], row["epoch"]) != ("b", 1, 10)
    ]
    found = judged(table, "b", "a", metric="acc", at="epoch=10")
    assert (found.compared.n_pairs, found.compared.n_lost) == (1, 1)
    assert any("no row at epoch=10" in note for note in found.notes)


def test_where_keeps_rows_and_names_what_is_not_there():
    """Values by commas, numbers however they are written, columns with any letters."""
    table = [
        {**row, "k=1": "x,y", "lr": lr}
        for lr in ("0.10", "0.2")
        for row in by_seed("v", "acc", a="0.7", b="0.8")
    ]
    assert judged(table, "b", "a", variant="v", metric="acc", where=("lr=0.1",)).compared.n_pairs == 1
    assert (
        judged(table, "b", "a", variant="v", metric="acc", where=("lr=.2", "k=1=x,y")).compared.n_pairs == 1
    )
    assert "where lr=3: no such value; choose 0.10 or 0.2" in refused(
        table, "b", "a", variant="v", where=("lr=3",)
    )
    assert "where=lr: should be COLUMN=VALUE" in refused(table, "b", "a", variant="v", where=("lr",))


def test_max_and_mean_of_a_setting_are_no_summaries():
    """T2: ways of pooling, beside add, are settings by which runs pair."""
    table = [
        {
            "model": "gcn",
            "norm": norm,
            "pool": pool,
            "seed": seed,
            "acc": round(acc + 0.01 * (norm == "yes"), 3),
        }
        for norm in ("no", "yes")
        for pool in ("add", "max", "mean")
        for seed, acc in enumerate((0.71, 0.72, 0.74))
    ]
    found = judged(table, "yes", "no", variant="norm", metric="acc", seed="pool,seed")
    assert found.compared.n_pairs == 9
    assert not any("left out" in note for note in found.notes)


def test_a_summary_in_a_group_is_none():
    """T2: --by dataset has no line for Average, and the line over all does not count it again."""
    table = [
        {"method": name, "dataset": data, "seed": seed, "acc": base + gain + 0.01 * seed}
        for name, gain in (("a", 0.0), ("b", 0.1))
        for data, base in (("x", 0.4), ("y", 0.6), ("Average", 0.5))
        for seed in range(3)
    ]
    found = judged(table, "b", "a", variant="method", metric="acc", by="dataset")
    assert [(row.group, row.n_pairs) for row in found.rows] == [("x", 3), ("y", 3), ("", 6)]
    assert any("6 rows left out" in note and "Average" in note for note in found.notes)


@pytest.mark.parametrize("cell", ["MEAN MAKESPAN", "Average", "avg. score"])
def test_the_last_row_of_a_wide_table_may_sum_up_the_others(cell):
    """T2: where rows are pairs, the column that names them says which is none."""
    table = rows("name,plain,wide", "i1,9.1,8.7", "i2,7.4,7.1", "i3,8.8,8.0", f"{cell},8.43,7.93")
    found = judged(table, "wide", "plain", wide=True, metric="makespan")
    assert found.compared.n_pairs == 3
    assert any("1 row left out" in note for note in found.notes)


def test_a_header_that_is_repeated_is_no_run():
    """Each run wrote its own header to one file."""
    table = by_seed("variant", "wer", old="0.110 0.112", new="0.126 0.123")
    again = {"variant": "variant", "seed": "seed", "wer": "wer"}
    found = judged([*table[:2], again, *table[2:]], "all", "old", metric="wer")
    assert [row.treatment for row in found.rows] == ["new"]
    assert any("1 row left out: it repeats the header" in note for note in found.notes)


def sweep():
    """Two algorithms on two tasks, each with two settings; runs have names and times of their own."""
    kinds = product(("dqn", "ppo"), ("cart", "lander"), (0.9, 0.99), range(3))
    return [
        {"run": f"{algo}-{env}-{gamma}-{seed}", "algo": algo, "env": env, "gamma": gamma, "seed": seed,
         "seconds": f"{100 + 7.31 * n:.2f}", "score": 50 + n % 5 + 3 * (algo == "ppo")}
        for n, (algo, env, gamma, seed) in enumerate(kinds)
    ]  # fmt: skip


def test_rows_of_a_sweep_are_told_apart_by_settings_and_never_by_the_last_row():
    """T5: names and times of runs differ too, and say nothing; the paired settings are all in one option."""
    asked = {"variant": "algo", "metric": "score"}
    said = refused(sweep(), "ppo", "dqn", **asked)
    assert "--at" not in said
    assert "--seed env,gamma,seed" in said or "--seed gamma,env,seed" in said
    assert judged(sweep(), "ppo", "dqn", seed="env,gamma,seed", **asked).compared.n_pairs == 12
    assert "--where gamma=0.9" in refused(sweep(), "ppo", "dqn", by="env", **asked)
    kept = judged(sweep(), "ppo", "dqn", by="env", where=("gamma=0.9",), **asked)
    assert [row.n_pairs for row in kept.rows] == [3, 3, 6]


def test_a_setting_that_one_method_lacks_is_an_empty_part_of_a_seed():
    """T5: a method without the setting pairs with none that has it; a seed may not be empty."""
    table = [{**row, "clip": "0.2" if row["algo"] == "ppo" else ""} for row in sweep()]
    asked = {"variant": "gamma", "metric": "score", "where": ("env=cart",)}
    assert judged(table, "0.99", "0.9", seed="algo,clip,seed", **asked).compared.n_pairs == 6
    table[0]["seed"] = ""
    assert "no seed in the column seed" in refused(table, "0.99", "0.9", seed="algo,clip,seed", **asked)


def test_a_group_may_stand_among_the_seeds():
    """A command that pairs by data set and seed may ask for a line a data set too."""
    found = judged(sweep(), "ppo", "dqn", variant="algo", metric="score", seed="env,gamma,seed", by="env")
    assert [row.n_pairs for row in found.rows] == [6, 6, 12]


def test_runs_of_one_seed_that_do_not_pair_are_told_apart_by_their_names():
    """T9: random seeds repeat; each row is a run by itself."""
    table = [{**row, "seed": "7"} for row in sweep() if (row["env"], row["gamma"]) == ("cart", 0.9)]
    asked = {"variant": "algo", "metric": "score", "pairing": "unpaired"}
    said = refused(table, "ppo", "dqn", **asked)
    assert "--seed run" in said
    assert judged(table, "ppo", "dqn", seed="run", **asked).compared.n_control == 3


def test_a_setting_that_the_control_lacks_is_part_of_the_variant():
    """T5: no value of it would keep both sides."""
    table = [
        {"method": name, "by": by, "seed": str(seed), "acc": round(0.7 + 0.01 * seed + gain, 3)}
        for name, by, gain in (("none", "nothing", 0.0), ("sfs", "acc", 0.02), ("sfs", "f1", 0.01))
        for seed in range(3)
    ]
    asked = {"metric": "acc", "variant": "method"}
    said = refused(table, "sfs", "none", **asked)
    assert "they differ in by; to take each as a variant of its own: --variant method,by, which calls" in said
    assert said.endswith("them sfs,acc and sfs,f1")
    said = refused(table, "sfs", "none", metric="acc", variant="method,by")
    assert "sfs,acc" in said
    assert judged(table, "sfs,acc", "none,nothing", metric="acc", variant="method,by").compared.n_pairs == 3


def test_curves_of_unequal_length_are_named():
    """T5: the last row of a run that ended early is no later than it is."""
    table = [
        row
        for row in curves(("a", 0.0), ("b", 0.1))
        if (row["variant"], row["seed"]) != ("b", 1) or row["epoch"] < 10
    ]
    (note,) = (note for note in judged(table, "b", "a", metric="acc", at="last").notes if "by epoch" in note)
    assert "runs of unequal length (b, 1: 2)" in note


def test_a_column_a_seed_may_be_named_by_any_column():
    """T8: the column of the methods keeps its name."""
    table = [{"method": "base", "s0": "0.7", "s1": "0.71"}, {"method": "ours", "s0": "0.8", "s1": "0.82"}]
    found = judged(table, "ours", "base", wide=True, variant="method", metric="acc")
    assert found.compared.n_pairs == 2
