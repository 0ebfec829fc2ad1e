"""scikit-learn's 8 x 8 digits: small, offline, for tests and the demo."""

import numpy as np

from dropout_lab.data.idx import Parts, digest
from dropout_lab.data.splits import DIGITS_TEST, stratified_order
from dropout_lab.errors import DataError
from dropout_lab.recipe import DATASETS

SHA256 = "a19cb3d96bba7deace8ee5a513a6eb7bad0403d528f00bf4d351b6a7a55baa91"
"""Of the images' bytes followed by the labels', in scikit-learn's order."""


def load_digits() -> Parts:
    """Read the digits as bytes 0 to 255 and set a fixed stratified fifth aside as the test set.

    Returns:
        Images of shape (1437, 64) and (360, 64), from 0 to 255; labels to match.

    Raises:
        DataError: scikit-learn is missing, or ships other digits than these.

    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, test part.
    """
    try:
        # sklearn takes a second to import, and no other data set needs it
        from sklearn.datasets import load_digits as published
    except ImportError as error:
        raise DataError(
            f"dataset=digits needs scikit-learn: {error}; type: pip install scikit-learn"
        ) from None
    values, targets = map(np.asarray, published(return_X_y=True))
    images = np.rint(values * 255 / 16).astype(np.uint8)
    labels = targets.astype(np.uint8)
    found = digest(images.tobytes() + labels.tobytes())
    if found != SHA256:
        raise DataError(f"digits of this scikit-learn: sha256 is {found}, wanted {SHA256}")
    order = stratified_order(labels, 0, DIGITS_TEST)
    train = np.sort(order[: DATASETS["digits"].train_images])
    test = np.sort(order[DATASETS["digits"].train_images :])
    return Parts(images[train], labels[train], images[test], labels[test])
