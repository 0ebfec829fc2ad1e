"""The misclassified test images of a run as two short texts, one row of errors.csv."""

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import ResultsError


def pack_errors(images: NDArray[np.uint16], labels: NDArray[np.uint8]) -> tuple[str, str]:
    """Pack the errors of one run.

    Args:
        images: uint16, shape (n_errors,): positions in the test set.
        labels: uint8, shape (n_errors,), 0 to 9: the wrong label given to each.

    Returns:
        (images, labels): base64 of little-endian uint16, and one digit an error, in one order.

    >>> pack_errors(np.array([8, 321], np.uint16), np.array([6, 7], np.uint8))
    ('CABBAQ==', '67')
    """
    packed = base64.b64encode(np.asarray(images).astype("<u2").tobytes()).decode("ascii")
    return packed, "".join(str(int(label)) for label in labels)


def unpack_errors(images: str, labels: str) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Undo `pack_errors`.

    Raises:
        ResultsError: text that no run was packed to.
    """
    try:
        positions = np.frombuffer(base64.b64decode(images, validate=True), dtype="<u2").astype(np.uint16)
        given = np.array([int(digit) for digit in labels], dtype=np.uint8)
    except (binascii.Error, ValueError) as error:
        raise ResultsError(f"errors.csv: a row cannot be unpacked: {error}") from None
    if positions.size != given.size:
        raise ResultsError(f"errors.csv: a row has {positions.size} images and {given.size} labels")
    return positions, given
