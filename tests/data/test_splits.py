import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dropout_lab.data.idx import Parts
from dropout_lab.data.splits import SPLIT, split, stratified_order
from dropout_lab.recipe import Dataset

label_arrays = arrays(np.uint8, st.integers(10, 200), elements=st.integers(0, 9))


@given(labels=label_arrays, seed=st.integers(0, 2**32 - 1))
def test_the_order_is_a_permutation(labels, seed):
    """No image is lost or doubled, whatever the labels."""
    assert sorted(stratified_order(labels, seed, SPLIT)) == list(range(len(labels)))


@given(labels=label_arrays, seed=st.integers(0, 2**32 - 1), data=st.data())
def test_any_beginning_holds_the_classes_in_proportion(labels, seed, data):
    """A class's count among the first k stays near its share, also where classes differ in size."""
    k = data.draw(st.integers(0, len(labels)))
    order = stratified_order(labels, seed, SPLIT)
    classes, sizes = np.unique(labels, return_counts=True)
    counts = np.array([np.count_nonzero(labels[order[:k]] == digit) for digit in classes])
    shares = sizes / len(labels)
    assert np.all(np.abs(counts - k * shares) <= 1 + len(classes) / 2 * shares)


def test_equal_classes_differ_by_one_at_most():
    """With classes of one size every beginning is as even as it can be."""
    labels = np.repeat(np.arange(10, dtype=np.uint8), 30)
    order = stratified_order(labels, 1, SPLIT)
    for k in range(301):
        counts = np.bincount(labels[order[:k]], minlength=10)
        assert counts.max() - counts.min() <= 1


def whole(n=1_437):
    """A data set whose images carry their own number."""
    numbers = np.arange(n)
    images = np.stack([numbers // 256, numbers % 256], axis=1).astype(np.uint8)
    labels = (numbers * 7 % 10).astype(np.uint8)
    return Parts(images, labels, images[:5], labels[:5])


def numbers(images):
    """Which images these are."""
    return (images[:, 0].astype(int) * 256 + images[:, 1]).tolist()


def cut(**sizes):
    """Split the numbered data set."""
    return split(whole(), Dataset(name="digits", **sizes))


def test_without_sizes_nothing_is_cut():
    """The whole training set, in the published order, and an empty validation split."""
    images = cut()
    assert numbers(images.train_images) == list(range(1_437))
    assert images.validation_images.shape == (0, 2)


def test_training_and_validation_are_disjoint():
    """No validation image is trained on, and together they are what was asked for."""
    images = cut(train_size=500, validation_size=200)
    train, validation = set(numbers(images.train_images)), set(numbers(images.validation_images))
    assert (len(train), len(validation)) == (500, 200)
    assert not train & validation


def test_a_validation_size_alone_leaves_the_rest_to_train_on():
    """Every image is in one part or the other."""
    images = cut(validation_size=100)
    assert sorted(numbers(images.train_images) + numbers(images.validation_images)) == list(range(1_437))


def test_labels_follow_their_images():
    """Image and label stay together through the split."""
    images = cut(train_size=50, validation_size=30)
    for part, labels in (
        (images.train_images, images.train_labels),
        (images.validation_images, images.validation_labels),
    ):
        assert [n * 7 % 10 for n in numbers(part)] == labels.tolist()


def test_smaller_training_sets_lie_in_larger_ones():
    """A learning curve adds images and exchanges none, and the validation split does not move."""
    small, large = (cut(train_size=size, validation_size=100) for size in (100, 400))
    assert set(numbers(small.train_images)) < set(numbers(large.train_images))
    assert numbers(small.validation_images) == numbers(large.validation_images)


def test_the_split_seed_alone_decides():
    """One seed gives one split, another seed another."""
    first, again, other = (cut(train_size=100, split_seed=seed) for seed in (3, 3, 4))
    assert numbers(first.train_images) == numbers(again.train_images) != numbers(other.train_images)


def test_the_split_is_the_same_on_every_machine():
    """NumPy does not promise its streams across versions, so the numbers are kept here."""
    assert numbers(cut(train_size=10, split_seed=3).train_images) == GOLDEN


GOLDEN = [441, 509, 718, 805, 844, 913, 1056, 1280, 1382, 1407]
