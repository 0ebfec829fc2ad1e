"""docs/own-layer.md is under test: its commands in their order, its experiment, and what it shows of them."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from dropout_lab.config import read_command
from dropout_lab.laws import COMPILED, LAWS
from dropout_lab.laws.table import MEASURES, STACKED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-layer.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([^\n]*)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def commands():
    """(command, lines that it prints) in the order of the page."""
    for info, body in BLOCKS:
        if info in ("", "console"):
            command, *shown = body.strip().splitlines()
            yield command.removeprefix("$ "), shown


@pytest.fixture
def page_folder(folder):
    """An empty folder with the page's experiment."""
    ((name, text),) = [(info.split()[1], body) for info, body in BLOCKS if info.startswith("yaml ")]
    (folder / name).parent.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    yield folder
    sys.modules.pop("my_layer", None)


@pytest.mark.slow
def test_the_commands_lead_from_nothing_to_a_page(lab, page_folder, trainer):
    """Typed in their order in an empty folder, each ends well and prints what is shown; nothing trains."""
    done = list(commands())
    for command, shown in done:
        said = lab(*shlex.split(command)[1:])
        assert said.code == 0, f"{command}: {said.err}"
        lines = [line.rstrip() for line in said.out.splitlines()]
        assert [line for line in shown if line != "..." and line not in lines] == [], command
    assert (page_folder / "results" / "local" / "my_layer" / "report.html").is_file()
    assert [words.split()[1] for words, _ in done] == ["new", "check-layer", *["run"] * 3, "report", "judge"]


@pytest.mark.slow
def test_the_layers_name_stands_on_plan_tables_and_page(lab, page_folder, trainer):
    """By the kind of choice that it is, it is called in the listing of its configuration alone."""
    lab("new", "layer", "my_layer")
    plan = lab("run", "experiment=my_layer", "--dry-run").err
    other = lab(
        *("run", "experiment=quickstart", "variants.dropout.dropout.layer=my_layer:MyLayer", "--dry-run")
    )
    assert "dropout [my_layer:MyLayer, rate 0.2" in other.err
    said = lab("run", "experiment=my_layer")
    page = (page_folder / "results" / "local" / "my_layer" / "report.html").read_text(encoding="utf-8")
    shown = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    for text in (plan, said.out, shown):
        assert "my_layer" in text
        assert not re.search(r"(?<!name: )\bcustom\b", text)
    assert "the layer my_layer:MyLayer" in shown
    assert "自定义层 my_layer:MyLayer" in shown


def test_the_name_is_that_of_a_run_by_itself_and_sentences_have_the_class(lab, folder):
    """As the page's table says: a variant's key in an experiment, and the class in its sentences."""
    lab("new", "layer", "my_layer")
    alone = read_command(["dropout.layer=my_layer:MyLayer", "dataset=digits"])
    assert [variant.name for variant in alone.experiment.variants] == ["my_layer"]
    asked = read_command(["experiment=quickstart", "variants.dropout.dropout.layer=my_layer:MyLayer"])
    assert [variant.name for variant in asked.experiment.variants] == ["none", "dropout"]
    sys.modules.pop("my_layer", None)


def test_the_experiments_seeds_are_fresh(lab, page_folder):
    """Whoever ran the demo, or a question of her own, has not seen the runs that this answer rests on."""
    lab("new", "layer", "my_layer")
    lab("new", "experiment", "my_question")
    mine, *others = (
        set(read_command([f"experiment={name}"]).seeds) for name in ("my_layer", "quickstart", "my_question")
    )
    assert not any(mine & seen for seen in others)


def test_the_page_has_every_law_and_no_other():
    """A reader finds the line of the check in the table of the page."""
    table = PAGE[PAGE.index("| law | what breaks it") : PAGE.index("`tests/dropout/wrong.py`")]
    told = re.findall(r"^\| ([^|]+) \|", table, flags=re.MULTILINE)[2:]
    assert told == [law for law in (*LAWS, *COMPILED, STACKED) if law not in MEASURES]
