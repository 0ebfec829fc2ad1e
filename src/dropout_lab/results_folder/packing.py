"""The misclassified test examples of a run as two short texts, one row of errors.csv."""

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import ResultsError


def pack_errors(images: NDArray[np.uint16], labels: NDArray[np.uint8]) -> tuple[str, str]:
    """Pack the errors of one run.

    Args:
        images: uint16, shape (n_errors,): positions in the test set.
        labels: uint8, shape (n_errors,): the wrong label given to each.

    Returns:
        (images, labels): base64 of little-endian uint16, and the labels in decimal with spaces between, all
        of the width of the largest, in one order. Without the spaces readers would take them for a number.

    >>> pack_errors(np.array([8, 321], np.uint16), np.array([6, 7], np.uint8))
    ('CABBAQ==', '6 7')
    >>> pack_errors(np.array([8, 321], np.uint16), np.array([6, 17], np.uint8))
    ('CABBAQ==', '06 17')
    """
    packed = base64.b64encode(np.asarray(images).astype("<u2").tobytes()).decode("ascii")
    width = len(str(labels.max(initial=0)))
    return packed, " ".join(f"{label:0{width}d}" for label in labels)


def unpack_errors(images: str, labels: str) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Undo `pack_errors`; of older folders too, whose labels have no spaces between.

    Raises:
        ResultsError: text that no run was packed to.
    """
    try:
        labels = labels.replace(" ", "")
        positions = np.frombuffer(base64.b64decode(images, validate=True), dtype="<u2").astype(np.uint16)
        width = max(1, len(labels) // max(1, positions.size))
        given = [int(labels[start : start + width]) for start in range(0, len(labels), width)]
        wrong = np.array(given, dtype=np.uint8)
    except (binascii.Error, ValueError, OverflowError) as error:
        raise ResultsError(f"errors.csv: a row cannot be unpacked: {error}") from None
    if positions.size != wrong.size:
        raise ResultsError(f"errors.csv: a row has {positions.size} examples and {wrong.size} labels")
    return positions, wrong
