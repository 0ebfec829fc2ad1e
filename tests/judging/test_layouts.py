"""Tables that cannot be judged as they are: recognised, and refused with the one thing that helps."""

import pytest

from dropout_lab.errors import Option, TableError
from dropout_lab.judging import Request, judge_table
from dropout_lab.judging.layouts import misread
from tests.over import over


@pytest.fixture
def found(read):
    """Read a table and ask what it is."""

    def go(content, metric="test_accuracy", variants=("dropout", "none")):
        return misread(read(content), variant=["variant"], seed=["seed"], metric=metric, variants=variants)

    return go


@over(
    ("content", "said", "option"),
    [
        ("seed,none,dropout\n0,.89,.90\n", "has a column a variant (dropout, none)", Option("wide")),
        ("variant,0,1,2\nnone,.1,.2,.3\ndropout,.2,.3,.4\n", "has a column a seed (0, 1, 2)", Option("wide")),
        (
            "method,s1,s2\nnone,.1,.2\ndropout,.2,.3\n",
            "a column a seed (s1, s2): --wide --variant method",
            Option("wide", beside=(Option("variant", "method"),)),
        ),
        (
            "key,r1,r2\nvariant,none,dropout\nseed,0,0\ntest_accuracy,.9,.91\n",
            "is transposed, a column a run and a row a key; turn it: pandas.read_csv(FILE, index_col=0).T",
            None,
        ),
        (
            "variant,test_accuracy\nnone,.95(.01)\ndropout,0.96(0.01)\n",
            "cannot be judged: give one with a row a run",
            None,
        ),
        (
            "variant,test_accuracy\nnone,95.1 ± 0.3\ndropout,95.2 ± 0.3\n",
            "holds means with their spread (95.1 ± 0.3)",
            None,
        ),
        ("variant,test_accuracy\nnone,$95.1 \\pm 0.3$\n", "holds means with their spread", None),
        (
            "variant,none,dropout\ncifar,95.1+-0.3,95.2+-0.4\n",
            "none holds means with their spread (95.1+-0.3)",
            None,
        ),
        (
            "variant,acc_mean,acc_std\nnone,95,.3\ndropout,95,.3\n",
            "holds means and spreads (acc_mean, acc_std)",
            None,
        ),
        (
            '"Step","r1 - acc","r1 - acc__MIN","r1 - acc__MAX"\n1,.1,.1,.1\n',
            "is a chart's export of Weights & Biases, a column a run (r1 - acc); export the table of runs",
            None,
        ),
        (
            "none,0,0.95\nnone,1,0.96\ndropout,0,0.97\n",
            "has no header: its first line is a run (none, 0, 0.95)",
            None,
        ),
        ("3,0,0.95\n3,1,0.96\n1,0,0.97\n", "has no header: its first line is a run (3, 0, 0.95)", None),
        ("variant seed acc\nnone 0 .95\n", "its columns seem to be separated by blanks", None),
        ("| variant | seed | acc |\n|---|---|---|\n| none | 0 | .95 |\n", "separated by bars", None),
    ],
    ids=range(14),
)
def test_a_kind_of_table_is_named_with_what_helps(found, content, said, option):
    """Wide in two ways, transposed, aggregated, a chart's export, no header, another delimiter."""
    error = found(content)
    assert said in str(error)
    assert error.options[:1] == (() if option is None else (option,))


@over(
    ("name", "role"),
    [
        *(
            (name, "seed")
            for name in ("Seed", "random_seed", "config.seed", "params_seed", "user_attrs_seed")
        ),
        *(
            (name, "seed")
            for name in ("params.seed", "hparams/seed", "args.random-seed", "RNG seed", "随机种子")
        ),
        *((name, "seed") for name in ("random_state", "fold", "Trial", "replicate")),
        *(
            (name, "variant")
            for name in ("method", "Model", "Name", "algo", "config.optimizer", "方法", "anything")
        ),
        *((name, "metric") for name in ("test/accuracy", "Test Accuracy", "test_acc", "eval.test_acc")),
    ],
)
def test_a_column_under_another_usual_name_is_proposed(found, name, role):
    """The names of trackers and people; a column that holds the variants is one whatever its name."""
    heads = {"variant": "variant", "seed": "seed", "metric": "test_accuracy"} | {role: name}
    error = found(f"{','.join(heads.values())},other_thing\nnone,3,0.95,7\ndropout,3,0.96,8\n")
    assert error.options[0] == Option(role, name)
    assert str(error).endswith(str(Option(role, name)))


def test_several_candidates_are_proposed_the_likelier_first(found):
    """Columns that hold the variants, by how usual their names are."""
    error = found("host,method,seed,test_accuracy\nnone,none,0,0.9\ndropout,dropout,0,0.9\n")
    assert error.options == (Option("variant", "method"), Option("variant", "host"))


@over(
    "content",
    [
        "colour,weight\nred,1\nblue,2\n",
        "year,2019,2020\nred,1,x\n",
        "top1,top5,layer\n0.9,0.95,a\n",
        "variant,seed,test_accuracy\nnone,0,good\ndropout,0,bad\n",
        "date,value (raw)\n2026-01-01,x\n",
    ],
)
def test_what_is_not_recognised_is_left_to_others(found, content):
    """No guess is better than a wrong one: the columns that exist are named then."""
    assert found(content) is None


def test_what_is_named_of_a_table_acts_on_no_terminal(found):
    """The header of a stranger stands in the refusal."""
    assert str(found("seed,none,dropout,\x1b[2J\n0,.89,.90,1\n")).isprintable()


def test_a_seed_with_a_word_before_it_is_proposed_and_a_run_of_its_own_is_not():
    """learning_seed is shared by methods; run_id is one a row, and pairs nothing."""
    table = [
        {"run_id": f"r{n}{seed}", "algo": name, "learning_seed": seed, "score": n + seed}
        for n, name in enumerate("ab")
        for seed in range(3)
    ]
    with pytest.raises(TableError, match="--seed learning_seed"):
        judge_table(table, Request(treatments=("all",), control="a", variant="algo", metric="score"))
    bare = [{key: cell for key, cell in row.items() if key != "learning_seed"} for row in table]
    with pytest.raises(TableError, match="none pair: --unpaired"):
        judge_table(bare, Request(treatments=("b",), control="a", variant="algo", metric="score"))


def test_the_curve_of_one_run_is_told_from_a_table_of_runs():
    """As detectors and trainers write it: a row an epoch, and no name of the run."""
    table = [{"epoch": n, "time": 160 * n, "metrics/mAP50(B)": 0.1 * n} for n in range(1, 6)]
    with pytest.raises(TableError, match="is the curve of one run, a row a step"):
        judge_table(table, Request(treatments=("a",), control="b", metric="metrics/mAP50(B)"))


def test_a_title_above_the_names_of_columns_is_named():
    """Lines of words, then rows of another width, read as one column."""
    table = {"A run with 50 epochs": ["Format: trial, acc, lr", "0,0.98,0.3", "1,0.97,0.1", "2,0.96,0.2"]}
    with pytest.raises(TableError, match=r"begins with a title \(A run with 50 epochs\)"):
        judge_table(table, Request(treatments=("a",), control="b"))


def test_rows_that_pair_are_no_seeds():
    """A wide table without seeds is paired by row, and its sentence speaks of pairs alone."""
    table = [{"plain": 0.1 * n, "wide": 0.1 * n + 0.01 * (n % 2)} for n in range(4)]
    found = judge_table(table, Request(treatments=("wide",), control="plain", wide=True))
    assert found.how == "paired by row"
    assert "over 4 pairs" in found.sentences[0]
    assert "seeds" not in found.sentences[0]
