"""What is measured of logits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from dropout_lab.data import Images
from dropout_lab.engines import metrics
from dropout_lab.engines.calibration import reliability
from dropout_lab.engines.logits import Logits
from dropout_lab.engines.single_run import SingleRun
from dropout_lab.metrics import CATALOGUE, Metric


def measure(name, logits, labels):
    """A measure of logits against labels."""
    return metrics.measure(name, Logits(logits, labels))


def random_logits(n=1000, seed=0):
    """Logits (n, 10) and labels (n,) drawn from their probabilities, so that gaps have both signs."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 2, (n, 10)).astype(np.float32)
    return logits, (logits + generator.gumbel(size=(n, 10))).argmax(axis=1)


def test_accuracy_counts_the_largest_logit():
    """Two of three images are right: two thirds."""
    logits = np.array([[1.0, 2.0], [3.0, 1.0], [0.0, 5.0]])
    assert measure("accuracy", logits, np.array([1, 0, 0])) == pytest.approx(2 / 3)


def test_nll_survives_enormous_logits():
    """No overflow: a wrong label 100,000 below the right one costs 100,000 nats."""
    logits = np.array([[1e5, 0.0], [1e5, 0.0]], np.float32)
    assert measure("nll", logits, np.array([0, 1])) == pytest.approx(5e4)


@given(shift=st.floats(-50, 50))
def test_adding_a_constant_changes_no_probability(shift):
    """Softmax forgets a shift common to all logits of an image."""
    logits, labels = random_logits(20)
    shifted = logits.astype(np.float64) + shift
    assert measure("nll", shifted, labels) == pytest.approx(measure("nll", logits, labels), rel=1e-9)


def test_certain_and_right_is_perfect():
    """Probability 1 on every label: no calibration error, no Brier score."""
    found = [measure(name, 1000 * np.eye(10), np.arange(10)) for name in ("ece", "brier")]
    assert found == pytest.approx([0, 0], abs=1e-12)


def test_certain_and_wrong_is_the_worst():
    """Probability 1 on a wrong label: ECE 1, Brier score 2."""
    wrong = (np.arange(10) + 1) % 10
    found = [measure(name, 1000 * np.eye(10), wrong) for name in ("ece", "brier")]
    assert found == pytest.approx([1, 2])


def test_ece_is_taken_over_bins_of_equal_mass():
    """1,000 images in 15 bins by confidence, each with its own gap, by a loop written anew."""
    logits, labels = random_logits()
    probabilities = np.exp(logits.astype(float)) / np.exp(logits.astype(float)).sum(axis=1, keepdims=True)
    ranked = sorted(range(1000), key=lambda i: probabilities[i].max())
    bins = [ranked[: 10 * 67][67 * k : 67 * (k + 1)] for k in range(10)]
    bins += [ranked[670:][66 * k : 66 * (k + 1)] for k in range(5)]
    gaps = [
        len(bin_)
        * abs(np.mean([(probabilities[i].argmax() == labels[i]) - probabilities[i].max() for i in bin_]))
        for bin_ in bins
    ]
    assert measure("ece", logits, labels) == pytest.approx(sum(gaps) / 1000)


def test_the_reliability_bins_add_up_to_accuracy_and_ece():
    """Images are in one bin each; accuracy and ECE follow from the bins, which rise in confidence."""
    logits, labels = random_logits()
    images, confidence, right = reliability(Logits(logits, labels)).T
    assert images.tolist() == [67] * 10 + [66] * 5
    assert (np.diff(confidence) > 0).all()
    assert (images * right).sum() / 1000 == pytest.approx(measure("accuracy", logits, labels))
    gaps = images * np.abs(right - confidence)
    assert gaps.sum() / 1000 == pytest.approx(measure("ece", logits, labels))


@pytest.mark.parametrize("n", [1, 7, 15])
def test_fewer_images_than_bins_leave_no_empty_bin(n):
    """Each image then has a bin of its own."""
    logits, labels = random_logits(n)
    assert reliability(Logits(logits, labels))[:, 0].tolist() == [1] * n


def test_brier_is_the_squared_distance_from_the_label():
    """The score written anew, with unit vectors."""
    logits, labels = random_logits()
    probabilities = softmax(logits.astype(np.float64), axis=1)
    expected = ((probabilities - np.eye(10)[labels]) ** 2).sum(axis=1).mean()
    assert measure("brier", logits, labels) == pytest.approx(expected)


def test_errors_name_the_images_and_the_label_given():
    """Only misclassified images, in their order, in the narrow types that are stored."""
    logits, labels = random_logits(50)
    images, given_labels = Logits(logits, labels.astype(np.uint8)).errors()
    assert (images.dtype, given_labels.dtype) == (np.uint16, np.uint8)
    assert len(images) / 50 == pytest.approx(1 - measure("accuracy", logits, labels))
    assert (logits[images].argmax(axis=1) == given_labels).all()
    assert (given_labels != labels[images]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_logits_that_are_not_finite_give_no_number(bad):
    """One bad logit: NaN throughout and no list of errors, never a plausible value."""
    logits, labels = random_logits(10)
    logits[3, 4] = bad
    values = [measure(name, logits, labels) for name in metrics.MEASURES]
    assert np.isnan(values).all()
    assert all(len(found) == 0 for found in Logits(logits, labels.astype(np.uint8)).errors())
    assert reliability(Logits(logits, labels)).shape == (0, 3)


def test_the_digest_sees_values_shapes_types_and_order():
    """Any change gives another digest, a copy the same, whatever its byte order in memory."""
    arrays = [np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(3, np.float32)]
    same = [arrays[0].astype(">f4"), np.asfortranarray(arrays[1])]
    others = [
        [arrays[0].reshape(3, 2), arrays[1]],
        [arrays[0].astype(np.float64), arrays[1]],
        arrays[::-1],
        [arrays[0], np.nextafter(arrays[1], 2)],
    ]
    digest = metrics.weights_sha256(arrays)
    assert metrics.weights_sha256(same) == digest
    assert digest not in [metrics.weights_sha256(other) for other in others]
    assert len({metrics.weights_sha256(other) for other in others}) == len(others)


def test_every_row_that_names_a_measure_has_its_function_and_every_function_its_row():
    """A row without a function would be no metric, a function without a row would never be called."""
    of_logits = {row.measure for row in CATALOGUE.values() if row.measure and row.split != "training"}
    assert of_logits == set(metrics.MEASURES)
    assert {row.measure for row in CATALOGUE.values() if row.split == "training"} == {"loss"}


class Still:
    """A session whose logits stay what they are."""

    def __init__(self, images):
        self.images = images

    def train_epoch(self):
        return 0.5

    def logits(self, split):
        pixels = {"test": self.images.test_images, "validation": self.images.validation_images}
        return pixels.get(split, self.images.train_images[:40]).astype(np.float32)

    def weights(self):
        return []

    def learned(self):
        return {}


def some_images(n_validation):
    """Ten classes; the pixels are the logits."""
    logits, labels = random_logits(120)
    pixels, labels = np.round(logits * 20 + 120).astype(np.uint8), labels.astype(np.uint8)
    cut = 40 + n_validation
    parts = (slice(0, 40), slice(40, cut), slice(cut, None))
    return Images(*(part for cut in parts for part in (pixels[cut], labels[cut])))


def top2(logits):
    """The fraction of images whose label is among the two largest logits."""
    others = (logits.values > logits.of_label(logits.values)[:, None]).sum(axis=1)
    return (others < 2).mean()


TOP2 = Metric(name="test_top2", kind="fraction", higher_is_better=True, split="test", measure="top2")


def test_a_row_and_a_function_are_a_metric_of_every_run(monkeypatch):
    """A single run measures whatever the catalogue lists, on the splits that there are."""
    for n_validation, held_out in ((0, set()), (10, {"validation_accuracy", "validation_nll"})):
        before = set(SingleRun(Still(some_images(n_validation)), some_images(n_validation)).train_epoch())
        assert {name for name in before if CATALOGUE[name].needs_validation} == held_out
    monkeypatch.setitem(CATALOGUE, "test_top2", TOP2)
    monkeypatch.setitem(metrics.MEASURES, "top2", top2)
    seen = SingleRun(Still(some_images(0)), some_images(0)).train_epoch()
    assert seen["test_accuracy"] < seen["test_top2"] <= 1
    assert seen["train_loss"] == [0.5]
