"""Every error a user can meet.

DropoutLabError            exit code 2: one line on stderr, no traceback
├── ConfigError            a key, value, experiment, variant or seed that cannot be
├── DataError              a data set that is missing, damaged or unreachable
├── StoreError             a store that is unwritable, full or from a newer version
│   └── LockedError        a store that another program holds a lock on
├── ClusterError           workers that cannot be started or reached
├── ResultsError           a results folder that cannot be read or written
└── TableError             somebody's table of runs that cannot be judged

Notice                     one line on stderr, and the command goes on
├── DamageWarning          something kept is damaged and left out, the rest is used
├── UnverifiedWarning      a results folder carries no digests, so damage may go unseen
└── WaitNotice             another process is in the way: how long it is waited for
"""

import shlex
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class DropoutLabError(Exception):
    """Base of all errors with a one-line message that says what to do."""

    exit_code = 2

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: where a message says what to do, it is noise."""
        return [f"{type(self).__name__}: {self}"]


class ConfigError(DropoutLabError):
    r"""A configuration that names something impossible, on one line whatever value it shows.

    >>> str(ConfigError("seeds=a\nb: no seed"))
    'seeds=a\\nb: no seed'
    """

    def __init__(self, said: str = "") -> None:
        """Say what is impossible; ends of lines in it are shown as they are typed."""
        super().__init__(said.replace("\n", "\\n").replace("\r", "\\r"))


class DataError(DropoutLabError):
    """A data set that cannot be had, or is not what its hash says."""


class StoreError(DropoutLabError):
    """A store that cannot be opened or written."""


class LockedError(StoreError):
    """A store that another program holds a lock on, as a database browser may."""


class ClusterError(DropoutLabError):
    """Workers that cannot be started or reached."""


class ResultsError(DropoutLabError):
    """A results folder that cannot be read or written."""


class Notice(UserWarning):
    """Something that whoever typed the command should know; it goes on."""


class DamageWarning(Notice):
    """Something kept is damaged: it is named and left out, and the rest is used."""


class UnverifiedWarning(Notice):
    """A results folder carries no digests, as those of earlier versions: damage may go unseen."""


class WaitNotice(Notice):
    """Another process is in the way, and is waited for."""


class Option(NamedTuple):
    """An option of `dropout-lab judge`, and those that it needs beside it; a flag has no value.

    >>> str(Option("where", "model=wide resnet")), str(Option("wide", beside=(Option("variant", "net"),)))
    ("--where 'model=wide resnet'", '--wide --variant net')
    """

    name: str
    value: str | None = None
    beside: tuple["Option", ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Its words on a command line, unquoted."""
        own = (f"--{self.name}",) if self.value is None else (f"--{self.name}", self.value)
        return (*own, *(word for other in self.beside for word in other.words))

    def __str__(self) -> str:
        """Return it as it is typed."""
        return shlex.join(self.words)


class TableError(DropoutLabError):
    """Somebody's table of runs that cannot be read, or not be paired by seed."""

    def __init__(self, message: str, *options: Option) -> None:
        """Say what is wrong and, where an option would answer it, which: the first is the one to paste."""
        self.options = options
        super().__init__(": ".join(filter(None, [message, ", or ".join(map(str, options))])))


def first_line(error: BaseException, *, typed: bool = False, most: int = 300) -> str:
    r"""Return the first line of a library's error; the name of its type where it says nothing.

    Args:
        error: what was raised.
        typed: whether the name of its type stands before the line.
        most: letters that are kept.

    >>> first_line(ValueError("no such key\n  at line 3")), first_line(KeyError())
    ('no such key', 'KeyError')
    >>> first_line(OSError("disk full"), typed=True)
    'OSError: disk full'
    """
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    parts = [type(error).__name__] if typed or not said else []
    return ": ".join(part for part in (*parts, said) if part)[:most]


MOST_NAMES = 24
"""Names that one line lists; a stranger's table may have thousands of columns."""

LONGEST_NAME = 80
"""Characters of a name that one line shows, and that are compared with what was typed."""


MOST_SPELT = 12
"""Names that one line lists where a command lists them all."""


def unknown_name(key: str, value: str, kind: str, choices: Iterable[str], look: str = "") -> str:
    """Say that a name is unknown, which exist, and which is nearest, in one line.

    Args:
        key: what the user typed before the equals sign, such as ``experiment``.
        value: what the user typed after it.
        kind: the noun, such as ``experiment``.
        choices: the names that exist. Of many, the first in order are listed and the others counted; the
            nearest is looked for among all.
        look: the command that lists them, if there is one: of many only the nearest are named then.

    >>> unknown_name("dropout", "standart", "dropout", ["none", "standard"])
    'dropout=standart: no such dropout; choose none or standard; nearest: standard'
    """
    typed = value if value.isprintable() else value.encode("unicode_escape").decode()
    return f"{key}={typed}: no such {kind}; {nearest_of(value, choices, look)}"


def nearest_of(value: str, choices: Iterable[str], look: str = "") -> str:
    """Say which names exist, and which of them is nearest to one that does not.

    >>> nearest_of("standart", ["none", "standard"])
    'choose none or standard; nearest: standard'
    >>> nearest_of("rat_9", [f"rate_{n}" for n in range(30)], "dropout-lab list rate")
    'nearest: rate_9, rate_29, rate_19; see all 30: dropout-lab list rate'
    """
    names = sorted(choices)
    compared = dict.fromkeys(name[:LONGEST_NAME] for name in names)
    nearest = get_close_matches(value[:LONGEST_NAME], compared, n=3, cutoff=0.5)
    near = f"nearest: {', '.join(nearest)}" if nearest else ""
    if look and len(names) > MOST_SPELT:
        return "; ".join(filter(None, [near, f"see all {len(names)}: {look}"]))
    shown = [_short(name) for name in names[:MOST_NAMES]]
    more = len(names) - len(shown)
    if more:
        listed = f"{', '.join(shown)} and {more} more"
    else:
        listed = " or ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
    return "; ".join(filter(None, [f"choose {listed or '(none exist)'}", near]))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."
