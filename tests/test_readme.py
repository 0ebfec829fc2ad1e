"""The README is under test, in both languages: commands parse, targets exist, numbers are committed ones."""

import json
import re
import shlex
from pathlib import Path

from markdown_it import MarkdownIt

from dropout_lab.cli.app import app
from dropout_lab.config import read_command
from dropout_lab.language import Words, explained_text
from dropout_lab.publication import read_report
from dropout_lab.tables import escaped, markdown_table, results_table
from tests.commands import overrides, shown
from tests.over import over

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
RESULTS = ROOT / "results" / "tutorial_claim"
COMMANDS = sorted({command for command in shown(README) if "dropout-lab " in command})


def block(kind: str, text: str = README) -> str:
    """Text between the markers of a generated block."""
    found = re.search(rf"<!-- {kind}: results/tutorial_claim -->\n(.*?)<!-- /{kind} -->", text, re.DOTALL)
    assert found, f"no block {kind} in {text[:40]}"
    return found[1].strip()


@over("command", [c for c in COMMANDS if c.split()[1] == "run" and "--cfg" not in c])
def test_each_run_of_the_readme_is_a_command_that_plans(command: str):
    """A reader who pastes a `run` meets no error of ours."""
    words = shlex.split(command)[2:]
    lines = [word for word in words if not word.startswith("-")]
    assert read_command(lines, multirun="-m" in words).experiment.variants


def test_each_verb_of_the_readme_exists():
    """Verbs named in the README are verbs of the application."""
    verbs = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    groups = {group.name for group in app.registered_groups}
    assert COMMANDS
    assert {command.split()[1] for command in COMMANDS} <= verbs | groups


def test_each_target_of_the_readme_is_in_the_makefile():
    """`make X` in the README is a target of the Makefile, and none is left out."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"`make ([a-z]+)", README))
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE))
    assert told == listed


def test_the_answer_and_the_table_are_those_of_the_committed_results():
    """No number on the first screen is typed by hand."""
    page = (RESULTS / "README.md").read_text(encoding="utf-8")
    answer = block("answer").strip("> \n").replace("\n> ", " ")
    assert answer.startswith("**")
    assert answer in page
    assert block("table") == (RESULTS / "tables" / "summary.md").read_text(encoding="utf-8").strip()


def test_the_first_screen_holds_the_answer_both_commands_table_and_figure():
    """A person can say after one minute what this is for: 40 lines."""
    screen = "\n".join(README.splitlines()[:40])
    for wanted in ("make reproduce", "make test", "<!-- /answer -->", "<!-- /table -->", "accuracy.svg"):
        assert wanted in screen


def test_the_chinese_readme_has_the_same_commands_and_links():
    """A reader of either language types the same and gets to the same places; each leads to the other."""
    assert list(shown(CHINESE)) == list(shown(README))
    assert list(overrides(CHINESE)) == list(overrides(README))
    assert len(list(shown(README))) > 30
    links = [set(re.findall(r"\]\(([^)]*)\)", text)) for text in (README, CHINESE)]
    assert links[0] ^ links[1] == {"README.md", "README.zh-CN.md"}


def test_the_chinese_answer_and_table_are_those_of_the_committed_results():
    """No number on the first screen is typed by hand in Chinese either."""
    known = json.loads((RESULTS / "provenance.json").read_text(encoding="utf-8"))
    assert f"> **{known['word_zh']}**。{escaped(known['sentence_zh'])}" in CHINESE
    assert (
        block("table", CHINESE) == markdown_table(results_table(read_report(RESULTS)[0]), Words("zh")).strip()
    )


def test_a_students_first_question_is_answered_where_it_is_asked():
    """What explains 92.6 % stands below the answer, as the trial's own page says it."""
    analysis = read_report(RESULTS)[0]
    judged = next(claim for claim in analysis.claims if claim.claim.value == 0.926)
    for text, language in ((README, "en"), (CHINESE, "zh")):
        said = explained_text(analysis, judged, Words(language))
        assert said
        assert said in text


@over("text", [README, CHINESE])
def test_what_is_bold_is_shown_bold(text: str):
    """A bold text that ends in a Chinese mark with a letter behind it would keep its asterisks."""
    shown = re.sub(r"<(code|pre)>.*?</\1>", "", MarkdownIt().enable("table").render(text), flags=re.DOTALL)
    assert "<strong>" in shown
    assert "**" not in shown
