"""`dropout-lab new layer` and `check-layer`: a file to begin with, and the laws on whatever it becomes."""

import json
import sys
from pathlib import Path

import pytest

from dropout_lab import engines, laws
from dropout_lab.laws import Ruling
from tests.over import over

BROKEN = """
from dropout_lab.dropout import Rated, ops


class Mine(Rated):
    name: str = "mine"
    breaks = {"two calls differ": "that is what this says"}

    def disturb(self, inputs, at):
        return ops.where(at.rate.kept(at.lanes(inputs)), inputs, 0)


class Tied(Mine):
    def disturb(self, inputs, at):
        kept = at.rate.kept(at.fixed_lanes(*inputs.shape))
        return ops.where(kept, inputs * at.rate.scale(at.dtype), 0)
"""


@pytest.fixture
def mine(folder):
    """A file of the user's."""
    (folder / "mine_to_check.py").write_text(BROKEN, encoding="utf-8")
    yield "mine_to_check"
    sys.modules.pop("mine_to_check", None)


def test_a_new_layer_is_a_file_with_its_name_and_the_next_commands(lab, folder):
    """Module, class and dropout are named after what was typed."""
    said = lab("new", "layer", "soft_drop")
    text = (folder / "soft_drop.py").read_text(encoding="utf-8")
    assert "class SoftDrop(Rated):" in text
    assert 'name: Literal["soft_drop"]' in text
    assert "next: dropout-lab check-layer soft_drop:SoftDrop" in said.out


def test_a_file_that_is_there_is_not_overwritten(refusal, folder):
    """Work is not lost to a command that was typed twice."""
    (folder / "soft_drop.py").write_text("mine\n", encoding="utf-8")
    assert refusal("new", "layer", "soft_drop").startswith("soft_drop.py: is there already")
    assert (folder / "soft_drop.py").read_text(encoding="utf-8") == "mine\n"


@over(
    ("name", "why"),
    [
        ("3d", "should be a name of small letters, digits and _, such as d"),
        ("../up", "should be a name of small letters, digits and _, such as up"),
        ("class", "should be a name of small letters, digits and _, such as my_layer"),
        ("json", "is a Python module that there is"),
        ("standard", "is a dropout that there is"),
    ],
)
def test_a_name_that_no_file_can_have_is_one_line(refusal, name, why):
    """It would hide another module, or be no module."""
    assert refusal("new", "layer", name).startswith(f"new layer {name}: {why}")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere:Mine"], "dropout.layer=nowhere:Mine: no module nowhere in the current folder"),
        (["standart"], "dropout=standart: no such dropout"),
        (
            ["mine_to_check"],
            "mine_to_check: is a file; name its class too: mine_to_check:Mine or mine_to_check:Tied",
        ),
        (["mine_to_check.py"], "mine_to_check.py: is a file; name its class too: mine_to_check:Mine or"),
        (
            ["mine_to_check.py:Mine"],
            "dropout.layer=mine_to_check.py:Mine: a module is named without .py, such as mine_to_check:Mine",
        ),
        (["mine_to_check:Mine", "sigma"], "sigma: should be a parameter of the layer, such as sigma=0.3"),
        (["mine_to_check:Mine", "rate=0.3"], "rate=0.3: the laws are tried at several rates; leave it out"),
    ],
)
def test_bad_use_is_one_line_before_a_backend_is_loaded(refusal, mine, words, why):
    """Exit code 2, as of every verb."""
    assert refusal("check-layer", *words).startswith(why)


def test_a_file_is_named_by_its_module_wherever_it_stands(refusal, mine, folder):
    """A whole path below the current folder is the module that Python finds there."""
    (folder / "parts").mkdir()
    path = (folder / "mine_to_check.py").rename(folder / "parts" / "mine.py")
    assert refusal("check-layer", str(path)).endswith(
        "name its class too: parts.mine:Mine or parts.mine:Tied"
    )
    assert refusal("check-layer", f"{path}:Mine").endswith("without .py, such as parts.mine:Mine")


def test_an_unknown_dropout_is_told_how_a_class_is_named(refusal):
    """Whoever meant a class of his own typed half of it."""
    assert refusal("check-layer", "standart").endswith("; a class of your own is named module:Class")


@pytest.fixture
def ruled(monkeypatch, mine):
    """Let the laws find what is given, without a backend."""

    def find(*found):
        monkeypatch.setattr(engines, "load_engine", lambda choice: None)
        for name, answer in (("subject_of", None), ("try_methods", None), ("rulings", found)):
            monkeypatch.setattr(laws, name, lambda *_, answer=answer: answer)

    return find


def test_an_error_that_all_laws_meet_is_said_once(lab, ruled):
    """The others say at which law it stands."""
    ruled(
        *(
            Ruling(law, "BROKEN", "ValueError: no unit 7", raised=True)
            for law in ("the mean stays", "it is saved")
        )
    )
    said = lab("check-layer", "mine_to_check:Mine")
    assert said.out.count("no unit 7") == 1
    assert "BROKEN    it is saved: the error that stands at: the mean stays" in said.out


def test_after_the_laws_comes_what_the_numbers_mean_and_what_is_next(lab, ruled):
    """Parameters go on to the command that trains; what is broken is mended first."""
    ruled(Ruling("the mean stays", "kept", "1.0006 +- 0.0007"))
    said = lab("check-layer", "mine_to_check:Mine", "leak=0.3", "dropout.shape=[a, b]").out.splitlines()
    assert "a +- b: a mean and its standard error; laws allow five of them" in said
    assert said[-1] == (
        "next: dropout-lab run dropout.layer=mine_to_check:Mine dropout.leak=0.3 'dropout.shape=[a, b]' "
        "dataset=digits seeds=2"
    )
    ruled(Ruling("the mean stays", "BROKEN", "0.8"))
    assert lab("check-layer", "mine_to_check:Mine", "leak=0.3").out.splitlines()[-1] == (
        "next: mend the file, or declare in `breaks` what it breaks by definition, then "
        "dropout-lab check-layer mine_to_check:Mine leak=0.3"
    )


def test_a_class_without_a_name_is_told_what_it_is_called(lab, ruled, mine):
    """`name` is a part of a layer; a class that names itself hears nothing."""
    ruled(Ruling("the mean stays", "kept", "1.0006 +- 0.0007"))
    note = 'call it SoftDrop; give it one: name: Literal["soft_drop"]'
    source = "from typing import Literal\nfrom dropout_lab.dropout import Rated\nclass SoftDrop(Rated):\n"
    file = Path("mine_to_check.py")
    file.write_text(f"{source}    pass\n", encoding="utf-8")
    assert note in lab("check-layer", "mine_to_check:SoftDrop").out
    file.write_text(f'{source}    name: Literal["soft_drop"]\n', encoding="utf-8")
    assert "note:" not in lab("check-layer", "mine_to_check:SoftDrop").out


@pytest.mark.slow
def test_the_new_layer_keeps_every_law(lab):
    """Each law is a line with its number; then comes the command that trains it."""
    lab("new", "layer", "soft_drop")
    said = lab("check-layer", "soft_drop:SoftDrop", "leak=0.3")
    assert said.code == 0, said.out
    lines = said.out.splitlines()
    assert "declared 0.1225" in said.out
    assert "stack gives each run its own noise: 0 % of the units differ" in said.out
    assert lines[-2] == "soft_drop:SoftDrop: 19 laws kept, 0 broken as declared"
    assert lines[-1].startswith("next: dropout-lab run dropout.layer=soft_drop:SoftDrop dropout.leak=0.3")
    sys.modules.pop("soft_drop", None)


@pytest.mark.slow
def test_a_law_that_is_broken_or_declared_in_vain_is_exit_code_1(lab, mine):
    """Both are named in the last line; a law broken as declared is said with its reason."""
    said = lab("check-layer", f"{mine}:Mine")
    assert said.code == 1
    assert "BROKEN    the mean stays: 0.80" in said.out
    assert "unbroken  two calls differ: " in said.out
    last = next(line for line in said.out.splitlines() if "laws kept" in line)
    assert "broken and not declared in `breaks`: the mean stays" in last
    assert last.endswith("declared in `breaks`, and kept or not asked: two calls differ")

    said = lab("check-layer", f"{mine}:Tied", "--json")
    assert said.code == 0, said.out
    rulings = {ruling["law"]: ruling for ruling in json.loads(said.out)["laws"]}
    assert rulings["two calls differ"]["outcome"] == "declared"
    assert rulings["two calls differ"]["declared"] == "that is what this says"


@pytest.mark.slow
def test_runs_of_a_layer_before_it_was_edited_are_said_by_the_plan(lab, folder, trainer):
    """They are stored and used no more; none are said of the state that is there."""
    lab("new", "layer", "my_layer")
    words = ("run", "dropout.layer=my_layer:MyLayer", "dropout.rate=0.2", "dataset=digits", "name=mine")
    assert "earlier" not in lab(*words, "seeds=2").err
    path = folder / "my_layer.py"
    path.write_text(f"{path.read_text(encoding='utf-8')}# an afterthought\n", encoding="utf-8")
    said = lab(*words, "seeds=2", "--dry-run").err
    assert (
        "  earlier    my_layer:MyLayer: 2 runs of 1 other state of its file are stored, and used no" in said
    )
    sys.modules.pop("my_layer", None)
