"""Tables made at random: each ends in the answer that SciPy has, or in one line."""

import gzip
import json
import os
import random

import numpy as np
import pandas as pd
import pytest

from dropout_lab.errors import DropoutLabError
from dropout_lab.evidence import row_of
from dropout_lab.judging import Published, Request, judge_table
from tests.judging.plain_tables import METRICS, interval, plain_table

TABLES = int(os.environ.get("DROPOUT_LAB_FUZZ", "1000"))
"""How many in the slow test; 20,000 take some minutes."""

# fmt: off
ABSURD = ("", "nan", "inf", "-inf", "3e160", "1e-320", "1e400", "0", "NaN", "null", "x", "0,5,5", "１２",
          "--",
          "%", "1_0", "=1+1", "0x1F", "٣", "1e", "\x1b[2J", "9" * 5000)
# fmt: on


def made(number):
    """A table, how it is asked for, and what must come out; None where it was spoilt."""
    dice = random.Random(number)
    plain = plain_table(dice)
    if dice.random() < 0.5:
        return dice, plain.rows, plain.asked, plain
    runs, asked = [dict(row) for row in plain.rows], dict(plain.asked)
    for _ in range(dice.randrange(1, 5) if runs else 0):
        spoil(dice, runs, asked["metric"])
    odd(dice, asked)
    return dice, runs, asked, None


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
            name = row.get("variant", "")
            row["variant"] = dice.choice(("", "other", "mean", name.upper()))
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


def held_to_scipy(found, plain, number):
    """Sides, means, intervals at the joint level, p-values and decisions of a plain table."""
    is_paired = plain.asked.get("pairing") != "unpaired"
    better = METRICS[plain.asked["metric"]][2]
    held = row_of(found.metric)
    most = held.high - held.low  # two fractions differ by one at most
    assert found.higher_is_better is better, number
    assert [(row.group, row.treatment) for row in found.rows] == [side[:2] for side in plain.sides], number
    for row, (_, _, left, right), n_lost in zip(found.rows, plain.sides, plain.n_lost, strict=True):
        assert row.n_lost == n_lost, number
        assert row.joint_level == pytest.approx(1 - 0.05 / plain.family), number
        assert row.n_pairs == (left.size if is_paired else 0), number
        if min(left.size, right.size) < 2:
            continue
        for level, ends in (
            (0.95, (row.ci_low, row.ci_high)),
            (row.joint_level, (row.ci_low_joint, row.ci_high_joint)),
        ):
            mean, low, high, p_value = interval(left, right, found.unit, level, is_paired=is_paired)
            near = 1e-9 * (high - low)
            low, high = np.clip((low, high), -most, most)
            assert row.mean_difference == pytest.approx(mean, rel=1e-9, abs=near), number
            assert ends == pytest.approx((low, high), rel=1e-6, abs=near), number
        assert row.p_value == pytest.approx(p_value, rel=1e-6, abs=1e-12), number
        if row.decision in ("better", "worse", "higher", "lower"):
            assert (row.decision in ("better", "higher")) == ((mean > 0) == (better is not False)), number
            assert low > 0 or high < 0, number
        elif row.decision == "inconclusive" and not n_lost and min(left.size, right.size) > 2:
            assert low <= near, number
            assert high >= -near, number


def held_ranks(found, plain, number):
    """Ranks are sets that the joint intervals of all pairs leave open."""
    values = {plain.asked["control"]: plain.sides[0][3]} | {name: left for _, name, left, _ in plain.sides}
    if min(map(len, values.values())) < 3:
        return
    sign, level = 1 if found.higher_is_better else -1, found.compared.joint_level
    for rank in found.ranks:
        own = values[rank.variant]
        ends = []
        for name, other in values.items():
            if name != rank.variant:
                _, low, high, _ = interval(own, other, found.unit, level, is_paired=True)
                ends.append(sorted((sign * low, sign * high)))
        open_places = (1 + sum(high < 0 for _, high in ends), len(values) - sum(low > 0 for low, _ in ends))
        assert (rank.best, rank.worst) == open_places, number


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


@pytest.mark.timeout(300 + TABLES // 10)
@pytest.mark.parametrize(
    "tables", [pytest.param(80, marks=pytest.mark.short), pytest.param(TABLES, marks=pytest.mark.slow)]
)
def test_each_table_ends_in_the_answer_of_scipy_or_in_one_line(tmp_path, tables):
    """Types, encodings, layouts, absurd values, wrong questions: no other end."""
    answered = refused = 0
    for number in range(tables):
        dice, runs, asked, plain = made(number)
        found = ended(written(dice, runs, tmp_path, plain is None), asked, number)
        if isinstance(found, str):
            assert "\n" not in found, (number, found)
            assert plain is None or not runs, (number, found)
            refused += 1
            continue
        answered += 1
        if plain is not None:
            held_to_scipy(found, plain, number)
            if asked.get("ranks"):
                held_ranks(found, plain, number)
    assert answered > tables / 3
    assert refused > tables / 10
