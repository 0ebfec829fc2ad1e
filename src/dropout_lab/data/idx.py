"""The IDX format: unsigned bytes behind a header of sizes, and the SHA-256 that each file is held to.

Source: LeCun, Cortes and Burges, the IDX format of MNIST.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.datasets import DatasetFacts
from dropout_lab.datasets.origins import IdxFiles
from dropout_lab.errors import DataError

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read; what unpacks to more is cut off there, and its hash is wrong."""


@dataclass(frozen=True)
class Parts:
    """The four arrays of a data set, before any split: uint8, examples of shape (n, inputs), labels (n,)."""

    train_examples: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_examples: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def digest(content: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def check(content: bytes, wanted: str, where: str) -> None:
    """Hold the bytes of a file to the published hash.

    Args:
        content: raw bytes, unpacked.
        wanted: their SHA-256 in hex, as published.
        where: path or name of the file, for the message.

    Raises:
        DataError: names the file, the hash found and the hash wanted.
    """
    found = digest(content)
    if found != wanted:
        raise DataError(f"{where}: sha256 is {found}, wanted {wanted} ({len(content):,} bytes found)")


def decode(files: Mapping[str, bytes], origin: IdxFiles) -> Parts:
    """Read the four checked files of a data set, by name; read-only, nothing is copied."""
    return Parts(
        train_examples=_decode(files[origin.train_examples.name]),
        train_labels=_decode(files[origin.train_labels.name]).ravel(),
        test_examples=_decode(files[origin.test_examples.name]),
        test_labels=_decode(files[origin.test_labels.name]).ravel(),
    )


def encode(arrays: Parts, facts: DatasetFacts, origin: IdxFiles) -> dict[str, bytes]:
    """Write the four arrays of a data set as IDX files, by name; examples in the data set's shape."""
    return {
        origin.train_examples.name: _encode(arrays.train_examples, facts.shape),
        origin.train_labels.name: _encode(arrays.train_labels, ()),
        origin.test_examples.name: _encode(arrays.test_examples, facts.shape),
        origin.test_labels.name: _encode(arrays.test_labels, ()),
    }


def _encode(array: NDArray[np.uint8], shape: tuple[int, ...]) -> bytes:
    """Write n entries of a shape as IDX: 0, 0, 8 (unsigned bytes), the dimensions, and each size in 32 bits.

    >>> _encode(np.array([7, 2], dtype=np.uint8), ()).hex()
    '00000801000000020702'
    """
    sizes = (len(array), *shape)
    header = bytes([0, 0, 8, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)
    return header + np.ascontiguousarray(array).tobytes()


def _decode(content: bytes) -> NDArray[np.uint8]:
    """Read a checked IDX file without copying it: uint8 of shape (n, numbers of an entry), read-only."""
    dimensions, count = content[3], int.from_bytes(content[4:8], "big")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(count, -1)
