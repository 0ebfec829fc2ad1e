"""Tables made at random: each ends in the answer that SciPy has, or in one line."""

import gzip
import json
import os
import random

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dropout_lab.errors import DropoutLabError
from dropout_lab.judging import Published, Request, judge_table

TABLES = int(os.environ.get("DROPOUT_LAB_FUZZ", "1000"))
"""How many; 20,000 take some minutes."""

METRICS = {
    "test_accuracy": (0.6, 0.05), "acc": (71.0, 2.0), "val/loss": (0.4, 0.1), "zork": (5.0, 1.0),
    "residual": (4e-8, 1e-9), "latency": (4e7, 1e6), "准确率": (0.9, 0.02), "Fehler": (0.2, 0.05),
}  # fmt: skip
# fmt: off
ABSURD = ("", "nan", "inf", "-inf", "3e160", "1e-320", "1e400", "0", "NaN", "null", "x", "0,5,5", "１２",
          "--",
          "%", "1_0", "=1+1", "0x1F", "٣", "1e", "\x1b[2J", "9" * 5000)
# fmt: on
VARIANTS = (("base", "new"), ("0", "0.5"), ("None", "NA"), ("基线", "新方法"), ("a,b", "a b"), ("=x", "<b>"))


def made(number):
    """A table, how it is asked for, and the two sides' values by seed where nothing is spoilt."""
    dice = random.Random(number)
    metric = dice.choice(list(METRICS))
    mean, sd = METRICS[metric]
    control, treatment = dice.choice(VARIANTS)
    digits = dice.choice((3, 4, 6, 17))
    n = dice.choice((0, 1, 2, 3, 5, 8, 20))
    runs = [
        {"variant": name, "seed": str(seed), metric: f"{dice.gauss(mean, sd):.{digits}g}"}
        for name in (control, treatment)
        for seed in range(n)
    ]
    spoilt = dice.random() < 0.5
    for _ in range(dice.randrange(1, 5) if spoilt and runs else 0):
        spoil(dice, runs, metric)
    dice.shuffle(runs)
    asked = {"metric": metric, "treatments": (treatment,), "control": control}
    if spoilt:
        odd(dice, asked)
    return dice, runs, metric, asked, spoilt


def spoil(dice, runs, metric):
    """Do something that tables of strangers do."""
    row = dice.choice(runs)
    match dice.randrange(7):
        case 0:
            row[metric] = dice.choice(ABSURD)
        case 1:
            row["seed"] = dice.choice((*ABSURD, "mean", "std", "seed_3", "1.0"))
        case 2:
            runs.append(dict(row))
        case 3:
            column = dice.choice(("lr", "epoch", "dataset", "state", "Name", "gamma"))
            for other in runs:
                other[column] = dice.choice(("0.1", "1", "crashed", "finished", "", "x"))
        case 4:
            row["variant"] = dice.choice(("", "other", "mean", row["variant"].upper()))
        case 5:
            runs.remove(row) if len(runs) > 1 else None
        case _:
            for other in runs:
                other[f"column {dice.random()}"] = dice.choice(ABSURD)


def odd(dice, asked):
    """Ask for something, sensible or not."""
    columns = ("variant", "seed", "lr", "epoch", "dataset", "nothing", "variant,seed", "", "a=b")
    choices = {
        "at": ("last", "first", "best", "epoch=1", "epoch=", "=", "nothing=3"),
        "by": columns, "variant": columns, "seed": columns,
        "where": (("lr=0.1",), ("seed=0,1,2",), ("=",), ("dataset=x", "lr=1")),
        "wide": (True,), "percent": (True, False), "pairing": ("paired", "unpaired"), "ranks": (True,),
        "treatments": (("all",), ("nobody",), ("0.50",)), "ignore": (("lr",), ("nothing",)),
        "margin": (0.001, 1e300, 5.0, -1.0, float("nan")), "unit": (1e-300, 1e-4, 1e300),
        "higher_is_better": (True, False),
        "published": (Published(0.01), Published(1e300), Published(0.0, 1e-300), Published(0.05, None, 0)),
    }  # fmt: skip
    for key in dice.sample(sorted(choices), dice.randrange(3)):
        asked[key] = dice.choice(choices[key])


def written(dice, runs, folder, spoilt):
    """The same runs in one of many forms."""
    frame = pd.DataFrame(runs, dtype=object)
    form = dice.choice(("csv", "csv", "csv", "json", "jsonl", "frame", "dicts", "columns"))
    if form == "frame":
        return frame
    if form == "dicts":
        return runs
    if form == "columns":
        return {str(column): frame[column].tolist() for column in frame}
    if form == "json":
        text = json.dumps(runs, ensure_ascii=False)
    elif form == "jsonl":
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in runs)
    else:
        text = frame.to_csv(index=False, sep=dice.choice(",;\t"), lineterminator=dice.choice(("\n", "\r\n")))
        text = dice.choice(("", "# made up\n")) + text
    encoding = dice.choice(("utf-8", "utf-8-sig", "utf-16", "gb18030"))
    content = text.encode(encoding)
    if spoilt and content and dice.random() < 0.3:
        place = dice.randrange(len(content))
        content = content[:place] + bytes([dice.randrange(256)]) + content[place + 1 :]
    if spoilt and dice.random() < 0.1:
        content = content[: dice.randrange(len(content) + 1)]
    path = folder / f"t.{form}"
    if dice.random() < 0.2:
        content, path = gzip.compress(content), folder / f"t.{form}.gz"
    path.write_bytes(content)
    return path


def held_to_scipy(found, runs, metric, asked):
    """Mean, interval and p-value of an unspoilt table are SciPy's."""
    sides = [
        {row["seed"]: float(row[metric]) for row in runs if row["variant"] == name}
        for name in (*asked["treatments"], asked["control"])
    ]
    row = found.compared
    if row.n_pairs < 2:
        return
    left, right = (np.array([side[seed] for seed in sorted(sides[0])]) for side in sides)
    test = stats.ttest_rel(left, right)
    interval = test.confidence_interval(0.95)
    scale = abs(interval.high - interval.low)
    assert row.n_pairs == len(left)
    assert row.mean_difference == pytest.approx((left - right).mean(), rel=1e-9, abs=1e-9 * scale)
    assert (row.ci_low, row.ci_high) == pytest.approx(
        (interval.low, interval.high), rel=1e-6, abs=1e-9 * scale
    )
    assert row.p_value == pytest.approx(test.pvalue, rel=1e-6)


def ended(source, asked, number):
    """What a table came to: a judgement, or the line of its refusal."""
    try:
        found = judge_table(source, Request(**asked))
    except DropoutLabError as error:
        return str(error)
    except Exception as error:
        raise AssertionError(f"table {number}: {type(error).__name__}: {error}") from error
    if number % 10 == 0:
        json.dumps(found.as_object(), allow_nan=False)
    assert not any("\n" in said for said in (*found.sentences, *found.notes)), number
    return found


def test_each_table_ends_in_the_answer_of_scipy_or_in_one_line(tmp_path):
    """Types, encodings, layouts, absurd values, wrong questions: no other end."""
    answered = refused = 0
    for number in range(TABLES):
        dice, runs, metric, asked, spoilt = made(number)
        source = written(dice, runs, tmp_path, spoilt)
        found = ended(source, asked, number)
        if isinstance(found, str):
            assert "\n" not in found, (number, found)
            assert spoilt or not runs, (number, found)
            refused += 1
            continue
        answered += 1
        if not spoilt:
            held_to_scipy(found, runs, metric, asked)
    assert answered > TABLES / 3
    assert refused > TABLES / 10
