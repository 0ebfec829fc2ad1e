"""Every command of README, docs and CONTRIBUTING is what its reader types: in bash, in zsh, in a fresh clone.

Those that would train are planned (`--dry-run`), make's targets are printed (`make -n`), other programs are
looked for; all that reads is run. tests/cli/test_judge_page.py runs those of docs/judge.md, output and all.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import dropwhile
from pathlib import Path

import pytest

from tests.commands import assignments, blocks, overrides, shown, spans, unquoted
from tests.over import over

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
    if path.name != "CHANGELOG.md"
}
TYPED = sorted({command for text in PAGES.values() for part in (blocks, spans) for command in part(text)})
WALKED = {"docs/beside.md", "docs/judge.md", "docs/own-layer.md"}
"""Pages whose commands follow on each other, and have tests of their own."""
SHOWN = sorted({command for name, text in PAGES.items() if not WALKED & {name} for command in shown(text)})
KEYS = sorted({words for name in ("README.md", "README.zh-CN.md") for words in overrides(PAGES[name])})
WORDS = sorted({words for name, text in PAGES.items() if "python" not in name for words in assignments(text)})
SHELLS = {"bash": ("--norc", "--noprofile", "-is"), "zsh": ("-fis",)}
STUB = """#!/bin/sh
printf '%s\\037' "$(basename "$0")" "$@"; printf '\\036'
"""


def lab_words(command):
    """Words of a command after `dropout-lab`; None where it is another program's."""
    program, *words = shlex.split(command)
    return words if program.removeprefix(".venv/bin/") == "dropout-lab" else None


LOOKS = [command for command in SHOWN if lab_words(command) and "leaky" not in command]


def test_the_documents_have_commands():
    """An empty list would pass everything."""
    assert len(TYPED) > 60
    assert len(LOOKS) > 20
    assert len(KEYS) > 15


def test_no_letter_that_a_shell_acts_on_is_outside_quotes():
    """`dropout.rate=[0.2,0.5]` is a pattern to zsh, `# why` in a pasted line are two words more."""
    bare = {command: unquoted(command) for command in (*TYPED, *KEYS, *WORDS)}
    assert {command: letters for command, letters in bare.items() if letters} == {}


@pytest.fixture
def stubs(tmp_path):
    """A folder with programs that print their words."""
    programs = {shlex.split(command)[0] for command in TYPED} | {"dask", "dropout-lab"}
    for program in programs - {"."}:
        path = tmp_path / (program if "/" in program else f"stubs/{program}")
        if "=" not in program:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(STUB)
            path.chmod(0o755)
    for name in ("activate", "activate.fish"):
        (tmp_path / ".venv" / "bin" / name).write_text("printf 'activated\\037\\036'\n")
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_hands_over_the_words_that_were_meant(stubs, shell):
    """Pasted line by line into an interactive shell as it comes, each is one command of those words."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here; Debian: apt install {shell}")
    lines = [*TYPED, *(f"dropout-lab run {words}" for words in KEYS)]
    done = subprocess.run(
        [str(shutil.which(shell)), *SHELLS[shell]],
        input="\n".join(lines) + "\n", cwd=stubs, capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": f"{stubs}/stubs:/usr/bin:/bin", "HOME": str(stubs), "TERM": "dumb"},
    )  # fmt: skip
    heard = [record.split("\037")[:-1] for record in done.stdout.split("\036")[:-1]]
    assert "no matches found" not in done.stderr
    assert heard == [meant(line) for line in lines]


def meant(line):
    """Program and words of a line, by Python's reading of it."""
    words = list(dropwhile(re.compile("[A-Z_]+=").match, shlex.split(line)))
    return ["activated"] if words[0] == "." else [words[0].rpartition("/")[2], *words[1:]]


@pytest.fixture
def clone(folder, trainer, monkeypatch):
    """A fresh clone, as far as commands see it: committed results, no store; and CONTRIBUTING's own layer."""
    shutil.copytree(ROOT / "results" / "tutorial_claim", folder / "results" / "tutorial_claim")
    ((name, text),) = re.findall(r"^```python (\S+\.py)\n(.*?)^```", PAGES["CONTRIBUTING.md"], re.M | re.S)
    (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("webbrowser.open", lambda _address: True)
    yield folder
    sys.modules.pop(Path(name).stem, None)


@pytest.mark.slow
@pytest.mark.parametrize("command", LOOKS)
def test_each_command_runs_in_a_fresh_clone(lab, clone, command):
    """What trains is planned only; nothing ends in a refusal."""
    words = lab_words(command)
    trains = words[0] == "run" and "--cfg" not in words
    if "--check" in words:
        lab("report", "tutorial_claim")  # without pictures, as all reports of these tests
    said = lab(*words, *(["--dry-run"] if trains and "--dry-run" not in words else []))
    assert said.code == 0, said.err
    assert said.out + said.err


@pytest.mark.parametrize("words", KEYS)
def test_each_key_that_is_shown_is_taken(lab, clone, words):
    """Pasted after `run`, as the table of keys has it."""
    said = lab("run", *shlex.split(words), "--cfg", "job")
    assert said.code == 0, said.err


@over("command", [command for command in SHOWN if lab_words(command) is None])
def test_each_other_program_is_there(command):
    """A target of the Makefile, a script of ours, a program of the set-up."""
    words = list(dropwhile(re.compile("[A-Z_]+=").match, shlex.split(command)))
    if words[0] == "make":
        named = [word for word in words[1:] if "=" not in word]
        done = subprocess.run(["make", "-n", *named], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    elif words[0] == "sh":
        assert (ROOT / words[1]).is_file()
    elif words[0] not in ("uv", "pip", "."):
        assert (Path(sys.executable).parent / words[0].removeprefix(".venv/bin/")).exists()


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_reader_types_them_in_a_shell(folder, shell):
    """Two of the README's, by the installed program itself: a run that is read, and a list in its quotes."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here; Debian: apt install {shell}")
    shutil.copytree(ROOT / "results" / "tutorial_claim", folder / "results" / "tutorial_claim")
    (listed,) = [command for command in LOOKS if "'dropout.rate=[" in command and " -m " not in command]
    typed = ["dropout-lab show tutorial_claim/dropout/3", f"{listed} --cfg job"]
    program = Path(sys.executable).parent
    done = subprocess.run(
        [str(shutil.which(shell)), *SHELLS[shell]],
        input="".join(f"{command} || exit 9\n" for command in typed),
        cwd=folder, capture_output=True, text=True, check=False, timeout=200,
        env={**os.environ, "PATH": f"{program}:/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "7999e48c673db803" in done.stdout
    assert "rate: [0.2, 0.5]" in done.stdout
