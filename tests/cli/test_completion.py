"""What a shell completes after `dropout-lab`, and how soon."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dropout_lab.cli.completion import complete_experiments, complete_lists, complete_overrides, joined
from dropout_lab.config import read_command
from dropout_lab.config_files import experiment_files, groups
from tests.over import over

PROGRAM = Path(sys.executable).parent / "dropout-lab"


def offered(incomplete, *typed):
    return complete_overrides(SimpleNamespace(params={"overrides": typed}), incomplete)


def test_experiments_choices_and_keys_are_offered():
    """All that begins as typed: a name, a choice of a group, a key with the value that it has."""
    assert offered("experiment=") == [f"experiment={name}" for name in experiment_files()]
    assert {f"dropout={name}" for name in groups()["dropout"]} == set(offered("dropout="))
    assert offered("training.ep") == ["training.epochs=20"]
    assert offered("dropout.ra") == ["dropout.rate=0.2"]
    assert offered("zzz") == []


def test_keys_are_those_of_what_is_chosen():
    """A choice that is typed already brings its own keys."""
    assert offered("optimizer.beta") == []
    assert offered("optimizer.beta", "optimizer=adam") == ["optimizer.beta_1=0.9", "optimizer.beta_2=0.999"]


def test_what_is_offered_is_taken():
    """Each key with its value is a command; a value that waits for one is left out."""
    words = [word for word in offered("") if "." in word and not word.endswith("=")]
    assert len(words) > 20
    dropout = [word for word in words if word.startswith("dropout.")]
    read_command([word for word in words if word not in dropout], multirun=False)
    read_command(["dropout=standard", *(word for word in dropout if "layer=" not in word)], multirun=False)


def test_other_verbs_complete_what_they_read(folder):
    """Results folders, published and of one's own; the lists that there are."""
    for name in ("published", "local/mine"):
        (folder / "results" / name).mkdir(parents=True)
        (folder / "results" / name / "provenance.json").write_text("{}")
    assert complete_experiments("") == ["published", "mine"]
    assert complete_lists("dropo") == ["dropout"]


@over(
    ("words", "place", "whole"),
    [
        (["lab", "run", "experiment", "=", "qu"], 4, (["lab", "run", "experiment=qu"], 2, "experiment=")),
        (["lab", "run", "experiment", "=", ""], 4, (["lab", "run", "experiment="], 2, "experiment=")),
        (["lab", "run", "a", "=", "b", "opt"], 5, (["lab", "run", "a=b", "opt"], 3, "")),
        (
            ["lab", "run", "seeds", "=", "auto", ":", "1"],
            6,
            (["lab", "run", "seeds=auto:1"], 2, "seeds=auto:"),
        ),
        (["lab", "run"], 2, (["lab", "run", ""], 2, "")),
    ],
)
def test_what_bash_cuts_is_put_together(words, place, whole):
    """It cuts at = and at :, and puts what comes back in place of the last piece."""
    assert joined(words, place) == whole


COMPLETED = """
source <(_DROPOUT_LAB_COMPLETE=source_bash {program})
COMP_WORDS=(dropout-lab run dropout = st); COMP_CWORD=4
complete -p dropout-lab > /dev/null
_dropout_lab_completion {program}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.slow
@pytest.mark.skipif(not PROGRAM.is_file(), reason="the package is not installed as a program")
def test_bash_is_answered_with_what_it_puts_in(folder):
    """Its own function, from the script that `--show-completion bash` prints."""
    script = folder / "complete.sh"
    script.write_text(COMPLETED.format(program=PROGRAM))
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["standard", "standout"], done.stderr


LOADED = """
import sys
sys.argv = ["dropout-lab"]
from dropout_lab.cli.app import answer
answer()
heavy = {{"tensorflow", "keras", "jax", "numpy", "pandas", "hydra", "omegaconf"}} & set(sys.modules)
print(*sorted(heavy), file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("words", ["run optimizer=adam optimizer.be", "run experiment=tut", "report tut"])
def test_completion_loads_nothing_heavy(words, folder):
    """A key is answered before a person waits: no library of numbers, configurations or training."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format()], capture_output=True, text=True, timeout=60, check=False,
        env={"_DROPOUT_LAB_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"dropout-lab {words}",
             "PYTHONPATH": ":".join(sys.path), "HOME": str(folder)},
    )  # fmt: skip
    assert done.stderr.split() == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here; Debian: apt install fish")
def test_fish_completes_a_word_with_an_equals_sign_and_an_option(folder):
    """Installed by our own command, asked as the key Tab asks: with what fish shows beside a word."""
    asks = "complete -C 'dropout-lab run experiment=tutorial_claim_'; complete -C 'dropout-lab report --pd'"
    script = (
        "dropout-lab --install-completion fish > installed; "
        f"source ~/.config/fish/completions/dropout-lab.fish; {asks}"
    )
    environment = {"PATH": f"{PROGRAM.parent}:/usr/bin:/bin", "HOME": str(folder)}
    said = subprocess.run(
        [shutil.which("fish"), "--no-config", "-c", script],
        capture_output=True, text=True, check=True, cwd=folder, env=environment,
    )  # fmt: skip
    lines = [line.split("\t")[0] for line in said.stdout.splitlines()]
    assert lines == ["experiment=tutorial_claim_again", "--pdf"]
