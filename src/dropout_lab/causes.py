"""What went wrong in a user's own code: the innermost exception and its place in the user's file.

Libraries wrap what a user's code raises (Keras in "Exception encountered when calling", JAX, Dask), raise it
anew without its cause, and cut their frames from its traceback; XLA names places in its text alone.
"""

import linecache
import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb
from typing import NamedTuple

from dropout_lab.errors import DropoutLabError, first_line
from dropout_lab.foreign import visible

LONGEST = 240
"""Letters of a library's message in a cause; some hold a page of advice."""

WRAPPED = "Exception encountered when calling"
"""Begins the message of an exception that Keras raises in place of a layer's own."""

LIBRARIES = tuple(
    os.path.realpath(path) + os.sep
    for path in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        str(Path(__file__).parent),
    }
)
"""Folders of Python, of installed packages and of this one: none of their files is the user's."""

NOISE = re.compile(r"\[_XlaMustCompile[^]]*\]|\{\{node [^}]*\}\}")
"""What XLA's messages hold beside words."""

IN_TEXT = re.compile(r'File "([^"\n]+)", line (\d+), in (\S+)')


class Place(NamedTuple):
    """A line of a user's file."""

    file: str
    line: int
    function: str

    @property
    def code(self) -> str:
        """The line's own text; empty where the file is not at hand."""
        return linecache.getline(self.file, self.line).strip()

    def __str__(self) -> str:
        """Say file, line, function and code, the file as seen from the current folder."""
        where = f"{_seen_from_here(self.file)}, line {self.line}"
        where += f", in {self.function}" if self.function.isidentifier() else ""
        return f"{where}: {self.code}" if self.code else where


def cause(error: BaseException, most: int = 500) -> str:
    """Say in one line what an error comes from, and where in a user's file.

    Args:
        error: as it was caught, with its traceback.
        most: letters of the line.

    Returns:
        Such as ``ValueError: no unit 7; my_layers.py, line 9, in disturb: raise ValueError("no unit 7")``.
        Where the user's code has raised an error of its own in place of another, that one is named too.
    """
    errors = list(_chain(error))
    told = [said(errors[-1])]
    place = place_of(errors[-1]) or next((p for e in reversed(errors) if (p := place_of(e))), None)
    told += [str(place)] if place else []
    if isinstance(errors[-1], ModuleNotFoundError) and errors[-1].name:
        told.append(f"install {errors[-1].name} for {sys.executable}, or put its file where that looks")
    if place and "self.rate" in place.code and "'tuple'" in str(errors[-1]):
        told.append("in a layer's methods the rate is at.rate.fraction(at.dtype)")
    anew = next((e for e in errors[:-1] if _is_raised_by_user(e) and not _is_wrapper(e)), None)
    told += [f"raised anew as {said(anew)}"] if anew else []
    return visible("; ".join(told))[:most]


def said(error: BaseException) -> str:
    r"""Say the type of an error and the first line of its message, cut at the end of a sentence if long.

    >>> said(ValueError("no such key\nat line 3"))
    'ValueError: no such key'
    """
    if isinstance(error, DropoutLabError):
        return first_line(error, typed=True, most=10 * LONGEST)
    line = NOISE.sub("", first_line(error, typed=True, most=10 * LONGEST)).strip()
    if len(line) <= LONGEST:
        return line
    end = line.rfind(". ", 0, LONGEST)
    return line[: end + 1] if end > 0 else f"{line[: LONGEST - 3]}..."


def place_of(error: BaseException) -> Place | None:
    """Return the innermost place of an error in a file of the user's; None where there is none."""
    if isinstance(error, SyntaxError) and error.filename and _is_users(error.filename):
        return Place(error.filename, error.lineno or 1, "")
    return _place_in_text(str(error)) or _place_in_frames(error)


def _place_in_text(text: str) -> Place | None:
    """Return the innermost of the user's places that a message names, as XLA's do."""
    for file, line, function in reversed(IN_TEXT.findall(text)):
        for path in (file, *_loaded_from(file)):
            if _is_users(path) and Path(path).is_file():
                return Place(path, int(line), function)
    return None


def _loaded_from(end: str) -> list[str]:
    """Return the files of modules that end so: TensorFlow drops what all paths of a message share."""
    files = (str(getattr(module, "__file__", None)) for module in list(sys.modules.values()))
    return [f"/{end}", *(file for file in files if file.endswith(f"/{end}"))]


def _place_in_frames(error: BaseException) -> Place | None:
    for frame, line in reversed(list(walk_tb(error.__traceback__))):
        if _is_users(frame.f_code.co_filename):
            return Place(frame.f_code.co_filename, line, frame.f_code.co_name)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what it comes from, outermost first; wrappers of libraries are gone through."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if isinstance(current, BaseExceptionGroup):
            current = current.exceptions[0]
            continue
        yield current
        hidden = current.__suppress_context__ and not _is_wrapper(current)
        inner = current.__cause__ or (None if hidden else current.__context__)
        current = None if _is_bookkeeping(inner) else inner


def _is_wrapper(error: BaseException) -> bool:
    return WRAPPED in str(error)[: len(WRAPPED) + 1]  # a KeyError shows its message in quotes


def _is_bookkeeping(error: BaseException | None) -> bool:
    """Whether a cause is none: JAX hangs its own frames on an error in such a form."""
    kind = type(error)
    return kind.__module__.startswith("jax") and ("Traceback" in kind.__name__ or "Stack" in kind.__name__)


def _is_raised_by_user(error: BaseException) -> bool:
    frames = list(walk_tb(error.__traceback__))
    return bool(frames) and _is_users(frames[-1][0].f_code.co_filename)


def _is_users(file: str) -> bool:
    if file.startswith("<") or "site-packages" in file or "dist-packages" in file:
        return False
    return not os.path.realpath(file).startswith(LIBRARIES)


def _seen_from_here(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
