"""Data sets that a function makes on the spot: checked, and a fixed part set aside as the test set."""

import numpy as np

from dropout_lab.data.idx import Parts, digest
from dropout_lab.data.splits import MADE_TEST, stratified_order
from dropout_lab.datasets import DatasetFacts
from dropout_lab.datasets.origins import Made
from dropout_lab.errors import DataError


def make(name: str, facts: DatasetFacts, origin: Made) -> Parts:
    """Make a data set and set a stratified part aside as its test set, the same on every machine.

    Returns:
        Examples of shape (n, inputs) and labels to match, in the order in which they were made.

    Raises:
        DataError: a package that it needs is missing, or makes other examples than these.
    """
    try:
        examples, labels = origin.make()
    except ImportError as error:
        raise DataError(
            f"dataset={name} needs {origin.needs}: {error}; type: pip install {origin.needs}"
        ) from None
    found = digest(examples.tobytes() + labels.tobytes())
    if found != origin.sha256:
        maker = f"this {origin.needs}" if origin.needs else "this machine"
        raise DataError(f"{name} of {maker}: sha256 is {found}, wanted {origin.sha256}")
    order, flat = stratified_order(labels, 0, MADE_TEST), examples.reshape(len(examples), -1)
    train, test = np.sort(order[: facts.train_examples]), np.sort(order[facts.train_examples :])
    return Parts(flat[train], labels[train], flat[test], labels[test])
