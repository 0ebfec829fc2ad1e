"""`dropout-lab new layer` and `check-layer`: a file to begin with, and the laws on whatever it becomes."""

import json
import sys

import pytest

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


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("3d", "should be a name of small letters, digits and _, such as my_layer"),
        ("../up", "should be a name of small letters, digits and _, such as my_layer"),
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
        (["mine_to_check:Mine", "sigma"], "sigma: should be a parameter of the layer, such as sigma=0.3"),
        (["mine_to_check:Mine", "rate=0.3"], "rate=0.3: the laws are tried at several rates; leave it out"),
    ],
)
def test_bad_use_is_one_line_before_a_backend_is_loaded(refusal, mine, words, why):
    """Exit code 2, as of every verb."""
    assert refusal("check-layer", *words).startswith(why)


@pytest.mark.slow
def test_the_new_layer_keeps_every_law(lab):
    """Each law is a line with its number; then comes the command that trains it."""
    lab("new", "layer", "soft_drop")
    said = lab("check-layer", "soft_drop:SoftDrop", "leak=0.3")
    assert said.code == 0, said.out
    lines = said.out.splitlines()
    assert "declared 0.1225" in said.out
    assert "stack gives each run its own noise: 0 % of the units differ" in said.out
    assert lines[-2] == "soft_drop:SoftDrop: 20 laws kept, 0 broken as declared"
    assert lines[-1].startswith("next: dropout-lab run dropout.layer=soft_drop:SoftDrop")
    sys.modules.pop("soft_drop", None)


@pytest.mark.slow
def test_a_law_that_is_broken_or_declared_in_vain_is_exit_code_1(lab, mine):
    """Both are named in the last line; a law broken as declared is said with its reason."""
    said = lab("check-layer", f"{mine}:Mine")
    assert said.code == 1
    assert "BROKEN    the mean stays: 0.80" in said.out
    assert "unbroken  two calls differ: " in said.out
    last = said.out.splitlines()[-1]
    assert "broken and not declared in `breaks`: the mean stays" in last
    assert last.endswith("declared in `breaks`, and kept or not asked: two calls differ")

    said = lab("check-layer", f"{mine}:Tied", "--json")
    assert said.code == 0, said.out
    rulings = {ruling["law"]: ruling for ruling in json.loads(said.out)["laws"]}
    assert rulings["two calls differ"]["outcome"] == "declared"
    assert rulings["two calls differ"]["declared"] == "that is what this says"
