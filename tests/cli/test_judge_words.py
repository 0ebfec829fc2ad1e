"""What people type at `judge`: numbers as they write them, other programs' options, half a question."""

import pytest

from tests.cli.test_judge import refused  # noqa: F401

TABLE = "model,fold,accuracy\nsvm,0,0.8\nsvm,1,0.81\nrf,0,0.9\nrf,1,0.91\n"
WIDE = "seed,plain,wide\n0,.8,.9\n1,.8,.9\n"
RATES = "Rate,Run,acc\n0.1,1,.81\n0.1,2,.82\n0,1,.83\n0,2,.84\n"
ASKED = ("--variant", "model", "--seed", "fold", "--metric", "accuracy")
BOTH = ("--treatment", "rf", "--control", "svm")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--margin 0,01", "--margin 0,01: a point stands before decimals; type --margin 0.01"),
        (
            "--margin 1%",
            "--margin 1%: should be a number in the unit of the column: 0.01 of a fraction, 1 where",
        ),
        ("--margin small", "--margin small: should be a number, such as 0.005"),
        ("--unit 1e300", "unit=1e+300: should be a fraction"),
        ("--claim 0,03", "--claim 0,03: a point stands before decimals; type --claim 0.03"),
        ("--claim 0.03 --tolerance 0,01", "--tolerance 0,01: a point stands before decimals"),
        ("--claim 0.03 --claim-runs some", "--claim-runs some: should be a whole number, such as 3"),
        ("--claim 0.03 --claim-decimals 2.5", "--claim-decimals 2.5: should be a whole number, such as 3"),
        ("--better max", "--better max: should be higher or lower; type --better higher"),
        ("--better minimize", "type --better lower"),
        ("--better 1", "--better 1: should be higher or lower"),
    ],
)
def test_a_number_or_a_direction_is_asked_for_as_it_is_written_here(refused, words, said):  # noqa: F811
    """The value received, and the one that may be meant; never a word of the parser's."""
    assert said in refused(TABLE, *ASKED, *words.split(), ask=BOTH)


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("--baseline svm", "--control svm"),
        ("--vs=svm", "--control svm"),
        ("--method model", "--variant model"),
        ("--value accuracy", "--metric accuracy"),
        ("--lower-is-better", "--better lower"),
        ("--filter fold=0", "--where fold=0"),
        ("--output page", "--report page"),
        ("--welch --json", "--unpaired"),
        ("--sesoi 0.01", "--margin 0.01"),
    ],
)
def test_an_option_of_other_programs_is_answered_by_ours(refused, words, typed):  # noqa: F811
    """With its value; it is proposed, never taken."""
    said = refused(TABLE, *ASKED, *words.split(), ask=BOTH)
    assert f"no such option; type {typed}" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--alpha 0.05", "no such option; every interval holds at 95 %, of several comparisons together"),
        ("--bootstrap", "no such option; intervals are those of t and Welch"),
        ("--sep ;", "the delimiter, the encoding and the header are found"),
        ("--zork", "no such option; see dropout-lab judge --help"),
        ("knn", "knn: stands alone; one table is judged, and each treatment named: --treatment knn"),
        ("--treatment rf,svm", "treatment=rf,svm: 2 variants; name each: --treatment rf --treatment svm"),
    ],
)
def test_what_no_option_takes_is_one_line(refused, words, said):  # noqa: F811
    """What cannot be set says why; a second treatment is named by itself."""
    assert said in refused(TABLE, *ASKED, *words.split(), ask=BOTH)


@pytest.mark.parametrize(
    ("text", "ask", "said", "typed"),
    [
        (TABLE, "", "model holds svm (2), rf (2)", "--variant model --treatment rf --control svm"),
        (TABLE, "--variant model", "model holds svm (2), rf (2)", "--treatment rf --control svm"),
        (TABLE, "--control rf", "--treatment: name what", "--variant model --treatment svm"),
        (TABLE, "--treatment rf", "--control: name what", "--variant model --control svm"),
        (TABLE + "knn,0,0.7\n", "", "knn (1)", "--variant model --treatment all --control svm"),
        (RATES, "", "Rate holds 0.1 (2), 0 (2)", "--variant Rate --treatment 0.1 --control 0"),
        (
            "a,Run 1,Run 2\nx,.8,.9\nraw,.8,.9\n",
            "",
            "a names the variants, a column a seed",
            "--wide --variant a --treatment x --control raw",
        ),
        (WIDE, "", "each column is a variant", "--wide --treatment wide --control plain"),
    ],
)
def test_half_a_question_is_completed_from_the_table(refused, text, ask, said, typed):  # noqa: F811
    """What the table holds, and the command to paste."""
    answer = refused(text, *ask.split(), ask=())
    assert said in answer
    assert answer.rstrip().endswith(f"{ask} {typed}".strip())
    assert "try: dropout-lab judge t.csv" in answer


@pytest.mark.parametrize("none", ["none", "None", "NA", "null", "nan", "N/A", "baseline"])
@pytest.mark.parametrize(("head", "ask"), [("variant", ""), ("method", "--variant method ")])
def test_a_variant_called_none_is_a_name_and_the_control(refused, none, head, ask):  # noqa: F811
    """In the column of variants such a word is no absent value; only an empty cell is."""
    text = f"{head},seed,acc\nwide,0,.8\nwide,1,.9\n{none},0,.8\n{none},1,.9\n,1,.9\n"
    said = refused(text, ask=())
    assert f"{head} holds wide (2), {none} (2): " in said
    assert said.rstrip().endswith(f"t.csv {ask}--treatment wide --control {none}")


def test_a_column_that_is_mostly_absent_names_no_variants(refused):  # noqa: F811
    """Beside one whose words are called none, a column of remarks is left alone."""
    said = refused("remark,kept,seed,acc\nnan,none,0,.8\nok,none,1,.9\nnan,all,0,.8\nok,all,1,.9\n", ask=())
    assert said.rstrip().endswith("--variant kept --treatment all --control none")


def test_a_table_that_names_nothing_is_shown(refused):  # noqa: F811
    """Its columns, of which one may name the variants."""
    said = refused("epoch,train_loss,val_loss\n1,.5,.6\n2,.4,.5\n", ask=())
    assert said.endswith("names by --variant: t.csv has epoch, train_loss, val_loss")


def test_a_table_of_one_variant_cannot_complete_it(refused):  # noqa: F811
    """It says what is there."""
    assert "model of t.csv holds svm alone" in refused(TABLE.split("rf")[0], "--variant", "model", ask=())
