"""The commands of a page and a README: the one on record and no other, so that each can be typed."""

import html
import math
import re
import shlex
from dataclasses import replace

import pytest

from dropout_lab.config import read_command
from dropout_lab.figures import NO_PICTURES
from dropout_lab.language import change_of
from dropout_lab.report import experiment_page, readme
from dropout_lab.report.commands import extend_command, settling_command
from dropout_lab.results_folder import provenance_of
from tests.publication.test_check import GIVEN, four_seeds

RECORDED = [
    "dropout-lab run experiment=poke",
    "dropout-lab run -m dataset=digits dropout=none,standard",
    "dropout-lab run -m dataset=digits dropout=none,standard name=three",
    "dropout-lab run dataset=digits dropout=standard 'dropout.rate=[0.1,0.2]'",
    "dropout-lab run experiment=quickstart training.epochs=2",
    "dropout-lab run experiment=quickstart training.epochs=2 name=mine",
]


@pytest.fixture(scope="module")
def analysis():
    return four_seeds()


def of_page(analysis, **given):
    """The commands that a page shows, and boxes without one."""
    page = experiment_page(analysis, provenance_of(analysis, {**GIVEN, **given}), NO_PICTURES)
    return [html.unescape(line) for line in re.findall(r'<pre tabindex="0">(dropout-lab [^<]*|)</pre>', page)]


def of_readme(analysis, **given):
    """The code block of a README, as the lines between its fences."""
    text = readme(analysis, provenance_of(analysis, {**GIVEN, **given}), {})
    return re.findall(r"^```\n(.*)\n```$", text, re.MULTILINE)


@pytest.mark.parametrize("seeds", ["", " seeds=4", " seeds=[0,1,2,3]", " seeds=auto:20"])
def test_the_seeds_on_record_give_way_to_five_more(analysis, seeds):
    """A count, a list and rounds are replaced, the quotes of other words kept."""
    for began in RECORDED:
        assert extend_command(analysis, {"command": began + seeds}) == f"{began} seeds=9"


def test_seeds_that_begin_behind_0_are_followed_by_more(analysis):
    """Whoever adds five to seeds 20 to 23 trains these five, and not the twenty before them as well."""
    late = replace(analysis, seeds=(20, 21, 22, 23))
    began = RECORDED[0]
    assert extend_command(late, {"command": f"{began} seeds=20-23"}) == f"{began} seeds=20-28"
    more = change_of(late).enough - change_of(late).n
    assert settling_command(late, {"command": began}) == f"{began} seeds=20-{23 + more}"


@pytest.mark.parametrize("began", RECORDED)
def test_the_command_on_record_with_more_seeds_asks_for_the_same(analysis, began):
    """A sweep, one run, an experiment with overrides or a name of its own."""
    _, verb, *words = shlex.split(extend_command(analysis, {"command": f"{began} seeds=4"}))
    assert (verb, words[-1]) == ("run", "seeds=9")
    multirun = words[0] == "-m"
    (first, again) = (
        read_command(line, multirun=multirun) for line in (words[multirun:-1], words[multirun:])
    )
    assert again.seeds == tuple(range(9))
    assert again.experiment.variants == first.experiment.variants
    assert again.experiment.name == first.experiment.name


def test_page_and_readme_show_the_command_on_record(analysis):
    """To settle what is open, to train what is missing, to add seeds, and to check."""
    command = f"{RECORDED[2]} seeds=4"
    check = "dropout-lab report synthetic --check"
    settling = f"{RECORDED[2]} seeds={change_of(analysis).enough}"
    assert of_page(analysis, command=command) == [settling, command, f"{RECORDED[2]} seeds=9", check]
    assert of_readme(analysis, command=command) == [settling, command]


def test_an_answer_that_is_settled_asks_for_no_seeds(analysis):
    """Neither does one of whose difference no number of seeds would tell."""
    record = {"command": RECORDED[0]}
    assert settling_command(analysis, record).startswith(f"{RECORDED[0]} seeds=")
    for change in ({"decision": "equivalent"}, {"seeds_to_settle_low": math.inf}):
        settled = replace(analysis, comparisons=analysis.comparisons.assign(**change))
        assert settling_command(settled, record) == ""


def test_where_no_command_is_on_record_none_is_made_up(analysis):
    """Nobody knows that a file of that name is there; what needs no file stays."""
    assert of_page(analysis) == ["dropout-lab report synthetic --check"]
    assert of_readme(analysis) == []
    assert "dropout-lab report synthetic`" in readme(analysis, provenance_of(analysis, GIVEN), {})


@pytest.mark.parametrize("command", [None, "", "  ", "dropout-lab run name='a"])
def test_a_command_that_no_shell_reads_is_not_extended(analysis, command):
    """A stranger's folder may say anything."""
    assert extend_command(analysis, {"command": command}) == ""
