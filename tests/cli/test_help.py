import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
LOOKING = ("status", "list", "show", "report", "compare", "judge")
VERBS = ("", "run", *LOOKING, "check-layer", "new", "new layer", "data", "data fetch")


def test_the_help_is_the_golden_one(lab, file_regression):
    """What a newcomer reads: verbs in groups, an example each, every option in one line."""
    shown = {verb: lab(*verb.split(), "--help").out for verb in VERBS}
    text = "\n".join(
        line.rstrip() for verb in VERBS for line in [f"$ dropout-lab {verb}", *shown[verb].splitlines()]
    )
    file_regression.check(text + "\n", fullpath=GOLDEN / "help.txt")


@pytest.mark.parametrize("words", [[], ["data"]], ids=str)
def test_no_verb_at_all_shows_the_help(lab, words):
    """Somebody who types the bare name sees what there is, and nothing of an error."""
    said = lab(*words)
    assert "Usage: dropout-lab" in said.out
    assert said.err == ""


def test_the_version_is_the_packages(lab):
    """`--version` says which code this is."""
    from dropout_lab import __version__

    assert lab("--version").out == f"dropout-lab {__version__}\n"


def test_hydras_flags_answer_and_train_nothing(lab, folder):
    """`--cfg job` shows every key; no store, no `outputs/`."""
    said = lab("run", "--cfg", "job", "dropout=standard", "training.epochs=3")
    assert said.code == 0
    assert "epochs: 3" in said.out
    assert list(folder.iterdir()) == []


def test_a_reader_that_closes_early_is_no_error(folder):
    """`dropout-lab list | head -1` ends without a traceback."""
    done = subprocess.run(
        [f"{sys.executable} -m dropout_lab list | head -n 1"],
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("experiments: ")
    assert done.stderr == ""
