"""Whatever nobody foresaw ends in one line, a log and code 70; our own errors never do."""

import json
import re
import sys
from pathlib import Path

import pytest

from dropout_lab import errors
from dropout_lab.cli import app as application
from dropout_lab.cli import main
from dropout_lab.errors import DropoutLabError

OWN = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DropoutLabError)]


@pytest.fixture
def raising(monkeypatch, tmp_path):
    """Lets every command raise an error."""
    monkeypatch.setattr(application.tempfile, "tempdir", str(tmp_path))

    def raise_it(error):
        def command(**_words):
            raise error

        monkeypatch.setattr(application, "app", command)

    return raise_it


@pytest.mark.parametrize(
    "error",
    [
        KeyError("no such thing"),
        RuntimeError("first line\nsecond line"),
        RecursionError("maximum recursion depth exceeded"),
        MemoryError(),
        OSError(36, "File name too long"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_unforeseen_error_is_a_line_and_a_log(lab, raising, error):
    """The line names the error and the log, which holds the words typed and the traceback."""
    raising(error)
    said = lab("run", "dataset=digits", "name=\ud800")
    assert said.code == 70
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith(f"dropout-lab: an error that nobody foresaw: {type(error).__name__}")
    log = Path(re.search(r"\S+\.log$", said.err.strip())[0]).read_text(encoding="utf-8")
    assert "run dataset=digits" in log
    assert "Traceback" in log


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_an_error_of_ours_is_never_unforeseen(lab, raising, kind):
    """A user's mistake has code 2 and no log."""
    raising(kind("what to do"))
    said = lab("run")
    assert (said.code, said.err) == (2, "dropout-lab: what to do\n")


@pytest.mark.parametrize("where", ["variable", "development"])
def test_a_traceback_is_shown_to_those_who_ask(raising, monkeypatch, where):
    """`DROPOUT_LAB_TRACEBACK=1` and `python -X dev` raise it again."""
    raising(KeyError("no such thing"))
    monkeypatch.setattr(sys, "argv", ["dropout-lab", "run"])
    if where == "variable":
        monkeypatch.setenv("DROPOUT_LAB_TRACEBACK", "1")
    else:
        flags = type("Flags", (), {"dev_mode": True})()
        monkeypatch.setattr(application.sys, "flags", flags)
    with pytest.raises(KeyError):
        main()


def test_a_log_that_cannot_be_written_leaves_the_line(lab, raising, monkeypatch, tmp_path):
    """A full or missing temporary folder hides no error."""
    raising(KeyError("no such thing"))
    monkeypatch.setattr(application.tempfile, "tempdir", str(tmp_path / "nowhere"))
    said = lab("run")
    assert said.code == 70
    assert "DROPOUT_LAB_TRACEBACK=1" in said.err


@pytest.mark.parametrize("words", [["--cfg", "job"], ["-c", "job", "-m", "dropout.rate=0,0.5"]], ids=str)
def test_the_job_is_shown_from_the_command_line(lab, folder, words):
    """With a sweep too, and nothing is trained or written."""
    said = lab("run", "dataset=digits", *words)
    assert (said.code, said.err) == (0, "")
    assert said.out.count("hidden_units: [512, 512]\n") == (2 if "-m" in words else 1)
    assert list(folder.iterdir()) == []


def test_all_shows_the_job_as_it_is_trained_and_hydra(lab):
    """`--cfg all` has the keys of the job first, then Hydra's own."""
    said = lab("run", "dropout.rate=0.5", "--cfg", "all")
    assert said.code == 0
    assert said.out.index("name: standard") < said.out.index("hydra:")


def test_what_is_refused_is_refused_when_shown(refusal):
    """A key that nobody reads is not shown as if it were read."""
    assert "dropout.rat: no such key" in refusal("run", "+dropout.rat=0.5", "--cfg", "job")


def test_smoke_is_never_published(refusal):
    """Nothing is stored, so there would be nothing to publish."""
    assert "stores nothing to publish" in refusal("run", "dataset=digits", "debug=smoke", "--publish")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["question: [", "a: " + "[" * 1000, "question: a\nquestion: b\n"], ids=len)
def test_claims_are_listed_with_the_reason_where_a_file_is_broken(refusal, lab, folder, text):
    """`list claims` reads every experiment by the same door."""
    assert json.loads(lab("list", "claims", "--json").out)["claims"]
    (folder / "experiments").mkdir()
    (folder / "experiments" / "mine.yaml").write_text(text)
    assert refusal("list", "claims").startswith("experiments/mine.yaml: ")
