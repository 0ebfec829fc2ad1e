"""Cutting a training set into the examples trained on and a validation split."""

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data.idx import Parts
from dropout_lab.data.images import Images
from dropout_lab.recipe import Dataset

SPLIT, MADE_TEST = range(2)
"""Stream names; the streams of runs have longer keys, so none is shared."""


def stratified_order(labels: NDArray[np.uint8], seed: int, stream: int) -> NDArray[np.intp]:
    """Order the examples so that any first or last k hold every class in its proportion.

    Within a class the order is random; the classes are woven together by the fraction of each
    that came before. So the count of a class among the first k is within about one of its share,
    a smaller set is contained in a larger one, and the first k and the last m are disjoint.

    Args:
        labels: uint8, shape (n,), the class of each example.
        seed: 0 <= seed < 2**32.
        stream: which stream of the seed, `SPLIT` or `MADE_TEST`.

    Returns:
        intp, shape (n,): a permutation of the examples.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(stream,))
    shuffled = np.random.Generator(np.random.PCG64(sequence)).permutation(len(labels))
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = np.flatnonzero(labels[shuffled] == label)
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return shuffled[np.lexsort((labels[shuffled], place))]


def split(whole: Parts, dataset: Dataset) -> Images:
    """Cut the training examples as a recipe says; the test examples stay whole.

    Training examples come first in the stratified order, validation examples last; each part keeps
    the order in which the examples were published.
    """
    n, held_out = len(whole.train_labels), dataset.validation_size
    if dataset.n_train == n:
        train, validation = slice(None), slice(0)
    else:
        order = stratified_order(whole.train_labels, dataset.split_seed, SPLIT)
        train, validation = np.sort(order[: dataset.n_train]), np.sort(order[n - held_out :])
    images = Images(
        train_images=whole.train_examples[train],
        train_labels=whole.train_labels[train],
        validation_images=whole.train_examples[validation],
        validation_labels=whole.train_labels[validation],
        test_images=whole.test_examples,
        test_labels=whole.test_labels,
    )
    for array in vars(images).values():
        array.flags.writeable = False
    return images
