"""Every command ends with a line and the usual exit code: asked to end, unread, or with closed streams."""

import os
import signal
import subprocess
import sys

import pytest

from dropout_lab.cli import app as application
from dropout_lab.cli import main


@pytest.fixture
def command(monkeypatch):
    """Let every command be a function."""

    def set_command(function):
        monkeypatch.setattr(application, "app", lambda **_words: function())

    return set_command


@pytest.mark.parametrize("verb", ["report", "judge", "status", "show", "list", "run"])
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)],
)
def test_a_signal_is_one_line_with_the_command_to_type_again(lab, command, verb, number, code):
    """Whatever the verb was doing."""
    command(lambda: os.kill(os.getpid(), number))
    said = lab(verb, "a name")
    assert (said.code, said.out) == (code, "")
    assert said.err == (
        f"\ndropout-lab: interrupted; what is written is whole. To go on, type it again: "
        f"dropout-lab {verb} 'a name'\n"
    )


def test_a_signal_after_the_last_line_is_read_by_nobody(command, monkeypatch):
    """A terminal that was closed: stderr is gone, and the exit code is still that of the signal."""
    command(lambda: os.kill(os.getpid(), signal.SIGHUP))
    gone, into = os.pipe()
    os.close(gone)
    with os.fdopen(into, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 129


def test_an_answer_that_finds_no_room_is_a_line_and_a_code(command, capsys, monkeypatch):
    """`dropout-lab list > /dev/full`: what was asked for is not there, and that is no success."""
    command(lambda: sys.stdout.write("the answer\n"))
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 74
    said = capsys.readouterr().err
    assert said == (
        "dropout-lab: standard output cannot be written (No space left on device); make room there\n"
    )


def test_a_reader_that_has_enough_is_no_error(command, capsys, monkeypatch):
    """`dropout-lab list | head -1`, whether typer or Python finds out."""
    gone, into = os.pipe()
    os.close(gone)
    command(lambda: sys.stdout.write("the answer\n"))
    with os.fdopen(into, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(SystemExit) as end:
            main()
    assert (end.value.code, capsys.readouterr().err) == (0, "")


def test_closed_streams_are_opened_to_nothing(tmp_path):
    """Else a store or a socket would become number 1 or 2, and a library's messages would go into it."""
    code = (
        "import os\nfrom dropout_lab.cli.entry import open_closed_streams\nopen_closed_streams()\n"
        "said = [os.path.samestat(os.fstat(n), os.stat(os.devnull)) for n in (0, 1, 2)]\n"
        f"open({str(tmp_path / 'said')!r}, 'w').write(str(said))"
    )
    shell = f"{sys.executable} -c '{code.replace(chr(39), chr(34))}' <&- >&- 2>&-"
    subprocess.run(["sh", "-c", shell], check=True, timeout=60)
    assert (tmp_path / "said").read_text() == "[True, True, True]"
