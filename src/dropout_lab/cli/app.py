"""The application: its verbs in groups, and every error in one line."""

import contextlib
import errno
import os
import shlex
import sys
import tempfile
import traceback
import warnings
from typing import Any

import typer
from typer.exceptions import TyperException

from dropout_lab import __version__
from dropout_lab.causes import cause
from dropout_lab.cli.check_layer import check_layer
from dropout_lab.cli.compare import compare
from dropout_lab.cli.completion import whole_words
from dropout_lab.cli.data import data
from dropout_lab.cli.judge import judge
from dropout_lab.cli.look import list_names, show, status
from dropout_lab.cli.new import new
from dropout_lab.cli.report import report
from dropout_lab.cli.run import RunCommand, run
from dropout_lab.cli.say import say
from dropout_lab.errors import DropoutLabError, Notice
from dropout_lab.foreign import visible_lines
from dropout_lab.metrics import DEFAULT_METRIC

HELP = """Does dropout help? Train with and without it over many seeds; read the answer with its spread.

[bold]dropout-lab run experiment=quickstart[/]: a whole question in a minute, offline

[bold]dropout-lab run -m dropout.rate=0,0.2,0.5[/]: a sweep against its first value

[bold]dropout-lab run experiment=tutorial_claim --dry-run[/]: the plan alone
"""

app = typer.Typer(
    help=HELP,
    rich_markup_mode="rich",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command(
    cls=RunCommand,
    rich_help_panel="Run",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)(run)
app.command(rich_help_panel="Look")(status)
app.command("list", rich_help_panel="Look")(list_names)
app.command(rich_help_panel="Look")(show)
app.command(rich_help_panel="Look")(report)
app.command(rich_help_panel="Look")(compare)
app.command(
    rich_help_panel="Look", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)(judge)
app.command("check-layer", rich_help_panel="Your own")(check_layer)
app.add_typer(new, name="new", rich_help_panel="Your own")
app.add_typer(data, name="data", rich_help_panel="Share")


def _version(asked: bool) -> None:
    if asked:
        say(f"dropout-lab {__version__}")
        raise typer.Exit


@app.callback()
def common(
    _version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Take the options that belong to no verb."""


def answer() -> int:
    """Run the command line and return its exit code; a user's mistake is one line on stderr and code 2.

    Whatever else is raised is one line too, with the path of a log, and exit code 70; ``python -X dev`` or
    ``DROPOUT_LAB_TRACEBACK=1`` show its traceback instead.
    """
    _say_notices()
    try:
        with whole_words():
            code = app(standalone_mode=False, prog_name="dropout-lab")
        if sys.stdout is not None:
            sys.stdout.flush()
    except DropoutLabError as error:
        code = _complain(str(error), error.exit_code)
    except TyperException as error:
        message = error.format_message().rstrip(".")  # none where the help was shown instead
        code = _complain(f"{message}; {_usage(error)}", 2) if message else 2
    except (typer.Abort, KeyboardInterrupt):
        code = _complain("interrupted", 130)
    except BrokenPipeError:
        code = 0  # whoever read has enough
    except SystemExit as end:  # as typer answers it
        code = 0 if isinstance(end.__context__, BrokenPipeError) else end.code
    except Exception as error:
        if sys.flags.dev_mode or os.environ.get("DROPOUT_LAB_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.filename is None and error.errno in NO_ROOM:
            code = _complain(f"standard output cannot be written ({error.strerror}); make room there", UNSAID)
        else:
            code = _complain(_unforeseen(error), UNFORESEEN)
    return code if isinstance(code, int) else 0


def _usage(error: TyperException) -> str:
    """Return where to look: the help of the verb that was typed, and how an option takes its value."""
    command, path = typer.main.get_command(app), "dropout-lab"
    for word in sys.argv[1:]:
        if word not in (verbs := getattr(command, "commands", {})):
            break
        command, path = verbs[word], f"{path} {word}"
    said, option = f"see {path} --help", getattr(error, "option_name", None)
    if option is None or "requires an argument" not in str(error):
        return said
    known = [one for one in command.params if option in one.opts]
    return "; ".join([*(f"type {option} {_example(one)}" for one in known), said])


def _example(option: Any) -> str:
    """Return a value that an option takes: one of its name, else what its help calls it."""
    name = next(one[2:] for one in option.opts if one.startswith("--"))
    called = (option.metavar or "").strip().partition("|")[0]
    return EXAMPLES.get(name) or called or name.upper()


EXAMPLES = {
    "pdf": "page.pdf",
    "site": "site",
    "report": "page",
    "store": "results/store.sqlite",
    "results": "results",
    "metric": DEFAULT_METRIC,
    "cfg": "job",
    "info": "defaults",
    "config-dir": "conf",
    "treatment": "dropout",
    "control": "none",
    "margin": "0.005",
    "claim": "0.01",
    "language": "en",
}
"""Values of options that need one, by the option's name."""


UNSAID = 74
"""Exit code where the answer could not be written to standard output (EX_IOERR of sysexits.h)."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

UNFORESEEN = 70
"""Exit code of an error that nobody foresaw (EX_SOFTWARE of sysexits.h); never of an error of ours."""


def _unforeseen(error: Exception) -> str:
    """Write the traceback of an error that nobody foresaw to a file; return the line that says so."""
    said = f"an error that nobody foresaw: {cause(error)}"
    try:
        handle, path = tempfile.mkstemp(prefix="dropout-lab-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(
                visible_lines(f"dropout-lab {__version__}: {shlex.join(sys.argv[1:])}\n\n{_traceback(error)}")
            )
    except OSError:
        return f"{said}; no log could be written; DROPOUT_LAB_TRACEBACK=1 shows where it was raised"
    return f"{said}; where it was raised: {path}"


def _traceback(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _say_notices() -> None:
    """Let what is to be known, such as damage, be said in one line on stderr, once."""
    shown = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, Notice):
            _complain(str(message), 0)
        else:
            shown(message, category, *place, **more)

    warnings.filterwarnings("default", category=Notice)
    warnings.showwarning = show


def _complain(message: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):  # nobody reads it
        say(f"dropout-lab: {' '.join(message.split())}", err=True)
    return code
