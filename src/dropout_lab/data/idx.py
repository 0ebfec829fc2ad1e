"""The four files of a data set as published: names, sizes, hashes, and how to read them.

Source: LeCun, Cortes and Burges, the IDX format of MNIST; hashes of the canonical raw files.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import DataError

PIXELS = 784
HEADERS = {"images": 16, "labels": 8}
"""Bytes before the data: a magic number and one size for each dimension, big-endian 32 bits."""

SHA256 = {
    "mnist": {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    "fashion_mnist": {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
}
"""By data set and file: SHA-256 of the raw, uncompressed bytes. Every route is held to it."""

LARGEST = 64 * 2**20
"""No file of ours is larger, in bytes; what unpacks to more is not ours."""


@dataclass(frozen=True)
class Parts:
    """The four arrays of a data set, before any split: uint8, images of shape (n, pixels)."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def digest(content: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def check(dataset: str, name: str, content: bytes, where: str) -> None:
    """Hold the bytes of a file to the published hash.

    Raises:
        DataError: names the file, the hash found and the hash wanted.
    """
    found, wanted = digest(content), SHA256[dataset][name]
    if found != wanted:
        raise DataError(f"{where}: sha256 is {found}, wanted {wanted} ({len(content):,} bytes found)")


def _encode(array: NDArray[np.uint8]) -> bytes:
    """Write images of shape (n, pixels), square, or labels of shape (n,), as IDX.

    >>> _encode(np.array([7, 2], dtype=np.uint8)).hex()
    '00000801000000020702'
    """
    side = round((array.size // len(array)) ** 0.5)
    shape = (len(array),) if array.ndim == 1 else (len(array), side, side)
    header = bytes([0, 0, 8, len(shape)]) + b"".join(size.to_bytes(4, "big") for size in shape)
    return header + np.ascontiguousarray(array).tobytes()


def _decode(name: str, content: bytes) -> NDArray[np.uint8]:
    """Read a checked IDX file without copying it.

    Returns:
        uint8, read-only: labels of shape (n,), images of shape (n, pixels).
    """
    if "labels" in name:
        return np.frombuffer(content, np.uint8, offset=HEADERS["labels"])
    count = int.from_bytes(content[4:8], "big")
    return np.frombuffer(content, np.uint8, offset=HEADERS["images"]).reshape(count, -1)


def parts(files: dict[str, bytes]) -> Parts:
    """Read the four checked files of a data set."""
    arrays = {name: _decode(name, content) for name, content in files.items()}
    return Parts(
        train_images=arrays["train-images-idx3-ubyte"],
        train_labels=arrays["train-labels-idx1-ubyte"],
        test_images=arrays["t10k-images-idx3-ubyte"],
        test_labels=arrays["t10k-labels-idx1-ubyte"],
    )


def files(arrays: Parts) -> dict[str, bytes]:
    """Write the four arrays of a data set as IDX files."""
    return {
        "train-images-idx3-ubyte": _encode(arrays.train_images),
        "train-labels-idx1-ubyte": _encode(arrays.train_labels),
        "t10k-images-idx3-ubyte": _encode(arrays.test_images),
        "t10k-labels-idx1-ubyte": _encode(arrays.test_labels),
    }
