"""Doors for what comes from elsewhere: a path inside a folder, a name, a file of somebody else, text to show.

A folder, a store or a table of somebody else decides neither where we write nor what we delete, and its
text acts on no terminal, page or spreadsheet (law 9).
"""

import io
import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from dropout_lab.errors import ResultsError

RESERVED = ("index.html", "readme.md", "local", "logs", "checkpoints", "bench")
"""Names in ``results/`` and ``results/local/`` that no experiment can have, in small letters."""

STORE = "store.sqlite"
"""What the store's own files in ``results/`` begin with."""

_JOINS = "\u0590-\u109f\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
"""Letters between which a joiner changes how they are written: Arabic, Indic scripts, emoji."""

_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, escapes of a terminal among them
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # directions, ends of lines
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # seen by nobody
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f"  # other formats
    "\ud800-\udfff]"  # halves of pairs, which no file can hold
    f"|(?<![{_JOINS}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINS}])"
)

_FORMULA = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def visible(text: object) -> str:
    r"""Return text in one line in which nothing acts and nothing is hidden: such letters as escapes.

    >>> visible("a\x1b[31mb\nc"), visible("evil\u202egnp.exe"), visible("种子 é 😀 -0.5 °C")
    ('a\\x1b[31mb\\nc', 'evil\\u202egnp.exe', '种子 é 😀 -0.5 °C')
    """
    plain = str(text)
    if plain.isascii() and plain.isprintable():
        return plain
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), plain)


def visible_lines(text: str) -> str:
    """Return text of several lines, each as `visible` shows it; tabs stay."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


class VisibleStream(io.TextIOWrapper):
    r"""A text stream in which nothing acts: whatever is printed is written as `visible_lines` shows it.

    >>> raw = io.BytesIO()
    >>> stream = VisibleStream(raw, "utf-8")
    >>> print("loss 0.1 \x1b[2J 种子\n", end="", file=stream, flush=True)
    >>> print(raw.getvalue().decode(), end="")
    loss 0.1 \x1b[2J 种子
    """

    def write(self, text: str, /) -> int:
        """Write a text; return how many letters it has."""
        super().write(visible_lines(text))
        return len(text)


def visible_json(text: str) -> str:
    r"""Return JSON of the same value in which letters that act are escaped.

    Args:
        text: as `json.dumps` writes it, which leaves most of them as they are.

    >>> print(visible_json(json.dumps("种\x9b31m\x7f", ensure_ascii=False)))
    "种\u009b31m\u007f"
    """
    lines = (_ACTING.sub(lambda found: json.dumps(found[0])[1:-1].replace("\x7f", "\\u007f"), line)
             for line in text.split("\n"))  # fmt: skip
    return "\n".join(lines)


def for_spreadsheet(text: str) -> str:
    r"""Return the text of a cell so that a spreadsheet shows it: a formula behind an apostrophe.

    A number stays a number. `from_spreadsheet` gives the text back, as `visible` shows it.

    >>> for_spreadsheet("=1+1"), for_spreadsheet("-0.5"), for_spreadsheet("-nan"), for_spreadsheet("a=b")
    ("'=1+1", '-0.5', "'-nan", 'a=b')
    """
    plain = visible(text)
    return f"'{plain}" if _FORMULA.match(plain) and not _NUMBER.fullmatch(plain) else plain


def from_spreadsheet(cell: str) -> str:
    """Undo `for_spreadsheet`.

    >>> from_spreadsheet("'=1+1"), from_spreadsheet("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def is_free_name(name: str) -> bool:
    """Whether an experiment may have a name: a folder called so is in nobody's way.

    >>> is_free_name("tutorial_claim"), is_free_name("README.md"), is_free_name("store.sqlite-wal")
    (True, False, False)
    """
    small = name.casefold()
    return small not in RESERVED and not small.startswith(STORE)


def is_inside(name: str) -> bool:
    """Whether a name is that of a file in a folder, or in a folder of it.

    >>> is_inside("figures/forest.svg"), is_inside("../x"), is_inside("/x"), is_inside("a/b/c"), is_inside("")
    (True, False, False, False, False)
    """
    path = PurePosixPath(name)
    return 0 < len(path.parts) <= 2 and not path.is_absolute() and ".." not in path.parts


def path_inside(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder, or in a folder of it, that no link leads elsewhere.

    Args:
        folder: where it should stand; it may be a link itself, if the user named it.
        name: such as ``figures/forest.svg``; it need not exist.

    Raises:
        ResultsError: a name that leads out of the folder, or a part of the path that is a link.
    """
    if not is_inside(name):
        raise ResultsError(f"{folder}: {name!r} leads out of the folder; a name inside it is wanted")
    path = folder
    for part in PurePosixPath(name).parts:
        path = path / part
        refuse_link(path)
    return path


def refuse_link(path: Path) -> None:
    """Refuse to write where a link leads.

    Raises:
        ResultsError: a link stands at the path.
    """
    if path.is_symlink():
        raise ResultsError(f"{path}: is a link to {os.readlink(path)}, and is not followed; move it away")


def refuse_to_overwrite(
    folder: Path, names: Iterable[str], is_ours: Callable[[str], bool], inputs: Iterable[Path] = ()
) -> None:
    """Refuse to write over files that are somebody else's, or that the command reads.

    Args:
        folder: where they would be written; it need not exist.
        names: of the files, inside the folder.
        is_ours: whether a file of that name was written by dropout-lab before; asked of those that exist.
        inputs: files that the command reads; they are never written over, whosever they are.

    Raises:
        ResultsError: the first file that would be lost.
    """
    read = [path for path in inputs if path.exists()]
    for name in names:
        path = path_inside(folder, name)
        if not path.exists():
            continue
        if any(path.samefile(one) for one in read):
            raise ResultsError(f"{path}: is what was read, and is not written over; choose another folder")
        if not is_ours(name):
            raise ResultsError(
                f"{path}: is not from dropout-lab, and is not written over; move it away or write elsewhere"
            )
