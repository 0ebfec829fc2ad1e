"""Tables and words that `dropout-lab judge` refuses: each in one line, with exit code 2."""

from tests.cli.test_judge import ASK, refused, table  # noqa: F401
from tests.over import over

PERCENT = [100 * value for value in table()["test_accuracy"]]


@over(
    ("frame", "said"),
    [
        (table(seed=[0, 1, 2, 3, 4, 4, *range(6)]), "none, seed 4: two rows, lines 6 and 7"),
        (
            table(seed=[*range(6), *range(10, 16)]),
            "no common seed, so nothing pairs: dropout has 10-15; none has 0-5",
        ),
        (
            table(variant=["none"] * 6 + ["dropout"] * 5 + ["Dropout"]),
            "mixed variants: the table writes 'dropout'",
        ),
        (
            table(lr=[0.1] * 11 + [0.2]),
            "dropout: mixed variants: its runs differ in lr by blocks of seeds (0.1, 0.2)",
        ),
        (
            table(epochs=[5, 5, 20, 20, 20, 20] * 2),
            "dropout: mixed variants: its runs differ in epochs by blocks of seeds (5, 20)",
        ),
        (table(**{"config.width": [64] * 6 + [64] * 5 + [128]}), "differ in config.width"),
        (
            table(test_accuracy=[*PERCENT[:6], *table()["test_accuracy"][6:]]),
            "fractions beside percent? write them one way, or say --percent",
        ),
        (
            table(test_accuracy=[-0.1] * 12),
            "test_accuracy -0.1: should be a fraction from 0 to 1, or in percent from 0 to 100",
        ),
        (table(test_accuracy=["good"] * 12), "line 2, none, seed 0: test_accuracy good: is no number"),
        (table(seed=[*range(11), None]), "line 13, dropout: no seed in the column seed"),
        (table().rename(columns={"seed": "number"}), "has no column seed; rows pair by number"),
        (
            table().rename(columns={"variant": "name"}),
            "has no column variant, but one that may be meant: --variant name",
        ),
        (
            table().rename(columns={"test_accuracy": "acc"}),
            "has no column test_accuracy, but one that may be meant: --metric acc",
        ),
        (
            table(variant=["none"] * 6 + ["drop"] * 6),
            "treatment=dropout: no such variant; choose drop or none",
        ),
        (table().iloc[:0], "has no rows"),
        ("", "is empty"),
        ("variant,seed,test_accuracy\nnone,0\n", "line 2 has 2 cells, the header 3"),
        ("variant,seed,seed,test_accuracy\nnone,0,1,0.9\n", "the column seed stands there twice"),
        ('variant,seed,test_accuracy\n"none,0,0.9\n', "cannot be read as CSV"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_table_that_would_mislead_is_refused(refused, frame, said):  # noqa: F811
    """What pairs unlike with unlike, or pairs not at all, is named with its rows."""
    assert said in refused(frame)


@over(
    ("words", "said"),
    [
        (["--margin", "0"], "margin=0: should be above 0"),
        (["--margin", "nan"], "margin=nan: should be above 0"),
        (
            ["--margin", "1"],
            "margin=1: should be a fraction, as test_accuracy is; 1 percentage points are 0.01",
        ),
        (["--unit", "-1"], "unit=-1: should be above 0"),
        (
            ["--claim", "5.7"],
            "claim=5.7: should be a fraction, as test_accuracy is; 5.7 percentage points are 0.057",
        ),
        (["--claim", "inf"], "claim=inf: should be a number"),
        (["--claim", "0.004"], "tolerance=0.005: is not smaller than the claimed difference 0.004"),
        (["--claim", "0.05", "--tolerance", "0"], "tolerance=0: should be above 0"),
        (["--claim", "0.05", "--claim-runs", "-1"], "claim-runs=-1: should be at least 1"),
        (["--claim", "0.05", "--claim-decimals", "40"], "claim-decimals=40: should be 0 to 12"),
        (["--tolerance", "0.005"], "--tolerance: says something of a claim; give --claim too"),
        (["--claim-runs", "1"], "--claim-runs: says something of a claim"),
        (["--seed", "variant"], "the column variant cannot be two of variant, seed, metric and by"),
        (["--better", "sideways"], "should be higher or lower"),
    ],
    ids=str,
)
def test_words_that_cannot_be_are_refused(refused, words, said):  # noqa: F811
    """Numbers in percent, and words without their partner, are named."""
    assert said in refused(table(), *words)


def test_a_variant_against_itself_is_refused(refused):  # noqa: F811
    """It would be equivalent to itself, and say nothing."""
    ask = ("--treatment", "none", "--control", "none")
    assert "treatment=none: is the control too" in refused(table(), ask=ask)


def test_a_missing_file_and_a_missing_side_are_refused(refusal):
    """Named, before anything is read."""
    assert "no.csv: no such file" in refusal("judge", "no.csv", *ASK)
    assert "no.csv: no such file" in refusal("judge", "no.csv", "--treatment", "dropout")


def test_what_is_no_text_is_refused(refusal, folder):
    """A store, a picture, a pickle: nothing of it is carried out."""
    (folder / "t.csv").write_bytes(b"\x80\x04\x95\xff\x00")
    assert "t.csv: is a pickle, which is never opened" in refusal("judge", "t.csv", *ASK)
