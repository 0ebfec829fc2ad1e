"""What a run yields and keeps, with an engine that only pretends to train."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.engines import Epoch, Outcome, metrics, train
from dropout_lab.recipe import engine_choice
from dropout_lab.store import RunRecord


class Pretender:
    """An engine and its session: losses as given, logits that are right for `right` images in ten."""

    def __init__(self, losses, bad_logits_at=None):
        self.losses, self.bad_logits_at, self.epoch = losses, bad_logits_at, 0

    def session(self, recipe, seed, images):
        self.images = images
        return self

    def train_epoch(self):
        self.epoch += 1
        return self.losses[self.epoch - 1]

    def logits(self, split):
        labels = {
            "test": self.images.test_labels,
            "train_probe": self.images.train_labels[:10_000],
            "validation": self.images.validation_labels,
        }[split]
        logits = 5 * np.eye(10, dtype=np.float32)[labels]
        logits[::10] = np.roll(logits[::10], 1, axis=1)
        if self.bad_logits_at == self.epoch and split == "test":
            logits[2, 2] = np.nan
        return logits

    def weights(self):
        return [np.full((2, 2), self.epoch, np.float32)]

    def learned(self):
        return {}


def run(engine, recipe, images):
    """All that a run yields."""
    return list(train(engine, recipe, 0, images))


def test_epochs_come_one_by_one_and_the_outcome_last(recipe, digits):
    """Numbers count from 1, curves hold what the epochs showed, every image gets its place."""
    *epochs, outcome = run(Pretender([2.0, 1.0, 0.5]), recipe(epochs=3), digits)
    assert all(isinstance(epoch, Epoch) for epoch in epochs)
    assert isinstance(outcome, Outcome)
    assert [epoch.number for epoch in epochs] == [1, 2, 3]
    assert outcome.status == "done"
    assert outcome.curves["train_loss"].tolist() == [2.0, 1.0, 0.5]
    for metric, curve in outcome.curves.items():
        assert curve.dtype == np.float64
        assert curve.tolist() == [epoch.metrics[metric] for epoch in epochs]
    assert outcome.error_images.tolist() == list(range(0, 360, 10))
    assert outcome.weights_sha256 == metrics.weights_sha256([np.full((2, 2), 3, np.float32)])


def test_a_run_measures_what_the_design_lists(recipe, digits):
    """Without a validation split the six metrics of the design, and none of a validation split."""
    epoch, outcome = run(Pretender([1.0]), recipe(epochs=1), digits)
    wanted = {"test_accuracy", "test_nll", "ece", "brier", "train_accuracy", "train_loss"}
    assert set(epoch.metrics) == set(outcome.curves) >= wanted
    assert not any(name.startswith("validation") for name in epoch.metrics)
    assert epoch.metrics["test_accuracy"] == 0.9


def test_what_a_dropout_learned_is_a_curve_and_no_metric(recipe, digits):
    """A learned rate is kept after each epoch; it is neither good nor bad, so no summary has it."""

    class Learner(Pretender):
        """An engine whose dropout learns a rate."""

        def learned(self):
            return {"learned_rate_0": self.epoch / 10}

    parts = recipe(epochs=2)
    *_, outcome = run(Learner([2.0, 1.0]), parts, digits)
    assert outcome.curves["learned_rate_0"].tolist() == [0.1, 0.2]
    record = RunRecord.of(parts, engine_choice(), 0, outcome, {})
    assert "learned_rate_0" in record.curves
    assert "learned_rate_0" not in record.metrics


def test_a_validation_split_is_measured_too(recipe, digits):
    """With one there are its accuracy and NLL as well."""
    split = replace(digits, validation_images=digits.test_images, validation_labels=digits.test_labels)
    epoch, _ = run(Pretender([1.0]), recipe(epochs=1), split)
    assert epoch.metrics["validation_accuracy"] == epoch.metrics["test_accuracy"]
    assert epoch.metrics["validation_nll"] == epoch.metrics["test_nll"]


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_ends_the_run(recipe, digits, bad):
    """Divergence is data: the run stops, and keeps its curves with that epoch, NaN where there is nothing."""
    *epochs, outcome = run(Pretender([2.0, bad, 0.5]), recipe(epochs=3), digits)
    assert outcome.status == "diverged"
    assert len(epochs) == 2
    np.testing.assert_array_equal(outcome.curves["train_loss"], [2.0, math.nan])
    assert outcome.curves["test_accuracy"].tolist() == [0.9, 0.9]


def test_logits_that_are_not_finite_end_the_run(recipe, digits):
    """One NaN among the test logits is divergence, with no test error listed."""
    *epochs, outcome = run(Pretender([2.0, 1.0], bad_logits_at=1), recipe(epochs=2), digits)
    assert (outcome.status, len(epochs), len(outcome.error_images)) == ("diverged", 1, 0)
    assert np.isnan(outcome.curves["test_nll"]).all()


def test_seconds_are_the_engines_not_the_callers(recipe, digits, monkeypatch):
    """A caller that takes its time between two epochs does not slow the run."""
    now = [0.0]
    monkeypatch.setattr("dropout_lab.engines.course.perf_counter", lambda: now[0])

    class Slow(Pretender):
        """An engine whose epochs take two seconds each by the test's clock."""

        def train_epoch(self):
            now[0] += 2
            return super().train_epoch()

    *_, outcome = _at_leisure(train(Slow([2.0, 1.0]), recipe(epochs=2), 0, digits), now)
    assert outcome.seconds == 4


def _at_leisure(events, now):
    """Yield events, and let 100 seconds pass after each."""
    for event in events:
        yield event
        now[0] += 100
