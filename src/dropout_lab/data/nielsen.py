"""Reading the one pickle among the routes, without letting it run anything.

The file is a split of Nielsen's form: training, validation and test, each a pair of float32 images
(byte / 256) and int64 labels. Its hash is checked first; even then nothing but arrays is built.

Source: Nielsen (2015), Neural Networks and Deep Learning, mnist.pkl.gz.
"""

import gzip
import io
import pickle
from typing import Any

import numpy as np

from dropout_lab.data.idx import Parts, digest
from dropout_lab.data.routes import NoRoute

_RECONSTRUCT: Any = np.empty(0).__reduce__()[0]

ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): _RECONSTRUCT,  # where NumPy 1 kept it
    ("numpy._core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


class ArraysOnly(pickle.Unpickler):
    """An unpickler that can name NumPy's array constructors and nothing else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        """Look a name up in the short list of what arrays need."""
        try:
            return ALLOWED[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"names {module_name}.{global_name}, which is no array") from None


def read(content: bytes, name: str, sha256: str) -> Parts:
    """Read a gzipped pickle, hash first, and put training and validation end to end.

    Args:
        content: the gzip file.
        name: of the file, for the message.
        sha256: of the gzip file, in hex.

    Raises:
        NoRoute: the bytes are not those of the known file.
    """
    found = digest(content)
    if found != sha256:
        raise NoRoute(f"{name} has sha256 {found}, wanted {sha256}")
    with gzip.open(io.BytesIO(content)) as stream:
        training, validation, test = ArraysOnly(stream, encoding="latin1").load()
    return Parts(
        train_examples=as_bytes(np.concatenate([training[0], validation[0]])),
        train_labels=np.concatenate([training[1], validation[1]]).astype(np.uint8),
        test_examples=as_bytes(test[0]),
        test_labels=test[1].astype(np.uint8),
    )


def as_bytes(examples: np.ndarray) -> np.ndarray:
    """Turn byte / 256 as float32, shape (n, inputs), back into uint8, in place to spare memory."""
    examples *= 256
    return np.rint(examples, out=examples).astype(np.uint8)
