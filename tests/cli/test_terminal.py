import contextlib
import io
import os
import shutil
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.cli import main
from dropout_lab.cli.terminal import print_record, print_table, terminal_width
from dropout_lab.language import duration_words
from dropout_lab.tables import text_width
from tests.cli.conftest import enter, pretend
from tests.store.examples import DONE, done

SWEEP = (
    "run",
    "-m",
    "dropout.rate=0,0.25,0.5",
    "dataset=digits",
    "training.epochs=1",
    "seeds=3",
    "name=sweep",
)
RUNS = "variant,seed,test_accuracy\n" + "".join(
    f"{name},{seed},{0.9 + seed / 1000 + bonus}\n"
    for name, bonus in {"input_dropout_and_more": 0.0035, "none": 0, "丢弃": 0.001}.items()
    for seed in range(5)
)
COMMANDS = {
    "report": ("report", "sweep"),
    "compare": ("compare", "sweep"),
    "show": ("show", "sweep/rate=0.25/1"),
    "status": ("status",),
    "list": ("list",),
    "claims": ("list", "claims"),
    "experiments": ("list", "experiments"),
    "one": ("list", "dropout", "concrete"),
    "plan": (*SWEEP, "--dry-run"),
    "run": SWEEP,
    "judge": ("judge", "runs.csv", "--treatment", "all", "--control", "none", "--ranks"),
}
TO_COPY = ("next: ", "page: ")
"""Lines with a command or a path, which a terminal may break and a mouse still takes whole."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A store with a sweep of three rates; nothing is drawn."""
    folder = tmp_path_factory.mktemp("sweep")
    with pytest.MonkeyPatch.context() as patch:
        enter(folder, patch)
        pretend(patch)
        patch.setattr("dropout_lab.publication.publish.write_results", lambda *_words: [])
        patch.setattr("sys.argv", ["dropout-lab", *SWEEP])
        with pytest.raises(SystemExit), contextlib.redirect_stdout(io.StringIO()):
            main()
    return folder / "results"


@pytest.fixture
def kept(results, folder, undrawn):
    """A copy of that store in the current folder, and a table of somebody else's runs."""
    shutil.copytree(results, folder / "results")
    (folder / "runs.csv").write_text(RUNS, encoding="utf-8")


@pytest.fixture
def screen(lab, monkeypatch):
    """Type a command in a terminal of so many columns; the lines that it shows."""
    monkeypatch.setenv("TERM", "dumb")

    def go(width, *words):
        monkeypatch.setenv("COLUMNS", str(width))
        for stream in (sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: True)
        said = lab(*words)
        return (said.err + said.out).splitlines()

    return go


@pytest.mark.slow
@pytest.mark.parametrize("verb", COMMANDS)
def test_what_a_verb_says_is_whole_at_any_width(lab, kept, screen, verb):
    """Each name, number, interval and decision that a pipe gets stands whole in a terminal."""
    piped = lab(*COMMANDS[verb])
    assert piped.code == 0
    for width in (80, 60, 40):
        lines = screen(width, *COMMANDS[verb])
        words = {word for word in (piped.err + piped.out).split() if text_width(word) <= width - 16}
        assert words - set(" ".join(lines).split()) == set()
        assert [line for line in lines if text_width(line) > width and not line.startswith(TO_COPY)] == []


def test_a_table_into_a_pipe_is_plain_and_whole(capsys):
    """No colour, no cut cell, names with brackets as they are."""
    long = "x" * 200
    print_table("[a] title", ["variant", "n"], [["rates=[0.1,0.2]", 12], [long, 3]])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[a] title" in out
    assert "rates=[0.1,0.2]" in out
    assert long in out


def test_a_terminal_is_as_wide_as_it_says(monkeypatch):
    """A pipe has no width; a terminal that says 0, or nothing, has the usual one."""
    assert terminal_width(sys.stdout) is None
    reader, writer = os.openpty()
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.delenv("COLUMNS", raising=False)
        assert terminal_width(terminal) == 80
        os.system(f"stty cols 52 < {os.ttyname(terminal.fileno())}")
        assert terminal_width(terminal) == 52
        monkeypatch.setenv("COLUMNS", "33")
        assert terminal_width(terminal) == 33
    os.close(reader)


@given(seconds=st.floats(0, 1e6))
def test_a_time_has_one_unit(seconds):
    """Seconds, minutes or hours, as a person would say it."""
    number, unit = duration_words(seconds).split()
    factor = {"s": 1, "min": 60, "h": 3600}[unit]
    assert float(number) * factor == pytest.approx(seconds, rel=0.4, abs=0.5)


def test_show_says_what_a_dropout_learned(capsys):
    """Its rates at the end, a line by itself; of a run that learned none there is no such line."""
    curves = {**DONE.curves, "learned_rate_0": np.array([0.1, 0.03]), "learned_rate_1": np.array([0.1, 0.4])}
    print_record(done(3, curves=curves), as_json=False)
    assert 'learned         {"rate_0": 0.03, "rate_1": 0.4}' in capsys.readouterr().out
    print_record(DONE, as_json=False)
    assert "learned" not in capsys.readouterr().out
