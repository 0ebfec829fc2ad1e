"""docs/python.md is under test: its blocks run, in their order, as a reader would paste them."""

import os
import re
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
UNDRAWN = "from tests.e2e.undrawn import leave_out_pictures\nleave_out_pictures(setattr)"
"""Tests of figures draw them; here the folder that a block writes has none."""


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def little_memory():
    """Leave memory for one worker, as far as Dask can see: each loads TensorFlow for seconds."""
    resource.setrlimit(resource.RLIMIT_RSS, (2 * 2**30, 2 * 2**30))


def script(folder, text):
    (folder / "page.py").write_text(text, encoding="utf-8")
    path = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT)])
    return subprocess.run(
        [sys.executable, "page.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=250,
        preexec_fn=little_memory, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


@pytest.fixture(scope="module")
def scripted(tmp_path_factory):
    """The script of the page, guard and all, as it stands: its folder, with what it trained; how it ended."""
    folder = tmp_path_factory.mktemp("page")
    (text,) = blocks("python-script")
    return folder, script(folder, text)


@pytest.mark.slow
def test_the_script_of_the_page_runs_as_it_stands(scripted):
    """Its workers come past the guard; its answer sets two levels against each other."""
    folder, done = scripted
    assert done.returncode == 0, done.stderr
    assert "With dropout the net" in done.stdout
    assert (folder / "results" / "store.sqlite").is_file()


@pytest.mark.slow
def test_the_blocks_of_the_page_run(scripted):
    """All blocks in one script, where the page's own has trained their runs; what it shows is printed."""
    body = textwrap.indent("\n".join([UNDRAWN, *blocks("python")]), "    ")
    done = script(scripted[0], f'if __name__ == "__main__":\n{body}')
    assert done.returncode == 0, done.stderr
    for shown in blocks("text"):
        assert shown in done.stdout
    assert scripted[1].stdout.strip() in done.stdout


def test_the_blocks_that_train_nothing_run():
    """What the page says of judging, in the fast tests too."""
    text = "\n".join(block for block in blocks("python") if "judge(" in block)
    exec(compile(f"import dropout_lab\n{text}", "docs/python.md", "exec"), {"print": lambda *_words: None})
