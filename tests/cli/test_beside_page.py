"""docs/beside.md is under test: tables as tools export them, commands and what they print, Hydra."""

import re
import shlex
import sys
from types import SimpleNamespace

import pytest

from tests.cli.pages import commands_of, page, said, tables_of, write_tables
from tests.over import over

PAGE = page("beside.md")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WORKS, FAILS = (
    re.findall(r"^\| .*$", PAGE.partition(head)[2].partition("\n\n")[0], flags=re.MULTILINE)[1:]
    for head in ("| what works | as in |", "| what does not | and what instead |")
)


@pytest.fixture
def tables(folder):
    """The page's tables, in the current folder."""
    write_tables(PAGE, folder)


@pytest.mark.parametrize(
    ("command", "shown"), list(commands_of(PAGE)), ids=lambda value: value.partition("\n")[0][:60]
)
def test_each_command_prints_what_the_page_shows(lab, tables, command, shown):
    """A reader who copies table and command sees the page."""
    assert said(lab, command) == shown


def test_every_table_is_judged():
    """None is there to look at."""
    assert all(f"judge {name} " in PAGE for name in tables_of(PAGE))
    assert len(tables_of(PAGE)) == 3


def test_the_block_for_weights_and_biases_runs(monkeypatch, capsys):
    """With runs as its client gives them: a name, a state, the configuration, the summary."""
    runs = [
        SimpleNamespace(
            name=f"{optimizer}-{seed}",
            state="finished",
            config={"optimizer": optimizer, "seed": seed},
            summary=SimpleNamespace(_json_dict={"val/loss": loss + 0.001 * seed, "_runtime": 30.0 + seed}),
        )
        for optimizer, loss in (("adam", 0.31), ("sgd", 0.34))
        for seed in range(4)
    ]
    api = SimpleNamespace(runs=lambda path: runs if path == "entity/project" else [])
    monkeypatch.setitem(sys.modules, "wandb", SimpleNamespace(Api=lambda: api))
    (block,) = [block for block in BLOCKS if "wandb" in block]
    exec(compile(block, "docs/beside.md", "exec"), {})
    assert capsys.readouterr().out == "worse\n"


def test_the_block_for_tensorboard_runs(folder, capsys):
    """Over files with the names and heads that its page gives them."""
    for variant, level in (("plain", 0.797), ("wide", 0.812)):
        for seed in range(4):
            rows = [f"1764189183.{step},{step},{level - 0.05 / step + 0.001 * seed}" for step in (1, 2, 3)]
            text = "\n".join(["Wall time,Step,Value", *rows, ""])
            (folder / f"run-{variant}_seed{seed}-tag-val_acc.csv").write_text(text)
    (block,) = [block for block in BLOCKS if "run-*-tag" in block]
    exec(compile(block, "docs/beside.md", "exec"), {})
    assert capsys.readouterr().out == "better\n"


@pytest.mark.parametrize("row", WORKS)
def test_each_habit_that_works_plans(lab, folder, row):
    """Or shows what it is asked for."""
    (folder / "own" / "dropout").mkdir(parents=True)
    (folder / "own" / "dropout" / "gentle.yaml").write_text(
        "# @package dropout\nname: standard\nrate: 0.05\n"
    )
    words = shlex.split(re.findall(r"`([^`]+)`", row)[-1])[1:]
    found = lab(*words, *([] if {"--cfg", "--info"} & set(words) else ["--dry-run"]))
    assert found.code == 0, found.err


@over("row", FAILS)
def test_each_habit_that_does_not_is_refused_in_one_line(refusal, row):
    """And nothing is made of it."""
    (words,) = shlex.split(re.findall(r"`([^`]+)`", row)[0])
    multi = ["-m"] if "interval" in words or "," in words else []
    assert refusal("run", *multi, words, "dataset=digits", "--dry-run")


def test_both_tables_of_habits_have_rows():
    """An empty list would pass everything."""
    assert (len(WORKS), len(FAILS)) == (7, 7)
