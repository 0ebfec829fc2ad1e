"""`list dropout`: all dropouts in families, and those that are left out."""

import json

import pytest

from dropout_lab.config_files import groups
from dropout_lab.dropout import BESIDE, KNOWN, LAYERS, facts_of
from dropout_lab.tables.text import text_width


def test_each_choice_is_a_line_of_its_family(lab):
    """What it does, paper, cost and needs; in a pipe each is one line, which grep finds."""
    said = lab("list", "dropout").out.splitlines()
    for name in LAYERS.names():
        (line,) = [line for line in said if line.strip().startswith(f"{name}: ")]
        assert facts_of(name).summary in line
        assert facts_of(name).cost in line or name == "none"
    assert not any("``" in line for line in said)  # marks of a docstring
    families = [line.partition(":")[0] for line in said if not line.startswith(" ")]
    assert families[:3] == ["none", "units", "products"]
    assert families[-3:] == ["scheduled", "custom", "next"]
    (tied,) = [line for line in said if line.startswith("  example_tied: ")]
    assert tied.endswith(f"(Maini et al. 2023); cost: one draw a unit; needs: {BESIDE['examples']}")


def test_json_has_names_and_facts(lab):
    """Under the key that every group has, the names; facts by name beside them, null where there is none."""
    said = json.loads(lab("list", "dropout", "--json").out)
    assert said["dropout"] == groups()["dropout"]
    assert set(said["facts"]) == set(LAYERS.names())
    assert said["facts"]["gaussian"] == {
        "family": "units",
        "summary": facts_of("gaussian").summary,
        "paper": "Srivastava et al. 2014",
        "cost": "one draw a unit",
        "needs": None,
    }


def test_what_is_left_out_has_its_reason(lab):
    """One line each."""
    said = lab("list", "dropout", "--known").out.splitlines()
    assert len(said) == len(KNOWN)
    (zoneout,) = [line for line in said if line.startswith("zoneout: ")]
    assert zoneout.endswith("(Krueger et al. 2017, arXiv:1606.01305); left out: no recurrent net here")
    known = json.loads(lab("list", "dropout", "--known", "--json").out)["known"]
    assert [each["name"] for each in known] == [each.name for each in KNOWN]


@pytest.mark.parametrize("words", [("list",), ("list", "claims"), ("list", "model")])
def test_what_is_left_out_is_asked_of_dropouts(refusal, words):
    """Elsewhere the option is refused, with what to type."""
    assert "type dropout-lab list dropout --known" in refusal(*words, "--known")


def test_a_narrow_terminal_folds_between_words(lab, monkeypatch):
    """No line is longer than the terminal, and every name is whole."""
    monkeypatch.setattr("dropout_lab.cli.terminal.terminal_width", lambda _stream: 40)
    said = lab("list", "dropout").out.splitlines()
    assert max(map(text_width, said)) <= 41  # the line to copy is whole
    assert {line.split(":")[0].strip() for line in said if ":" in line} >= set(LAYERS.names())
