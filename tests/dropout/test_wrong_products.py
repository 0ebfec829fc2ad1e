"""Noisy products as public code had them, wrong: the law that catches each.

One mask a batch, a scale undone, a bias lost, dropout on activations under another's name, noise that is
silently off, a gradient that lacks a moment.
"""

import pytest

from dropout_lab.dropout import LAYERS, Rated, ops
from tests.dropout import test_laws as laws


class Wrong(Rated):
    """DropConnect by masks, as anybody may write it: declares the variance, and breaks no law."""

    name: str = "wrong"

    def product_moments(self, inputs, kernel, at):
        return LAYERS.get("weight_drop")(name="weight_drop").product_moments(inputs, kernel, at)

    def product(self, inputs, kernel, bias, at):
        n_inputs, units = kernel.shape
        terms = ops.reshape(ops.expand_dims(inputs, 2) * kernel, (-1, n_inputs * units))
        kept = ops.where(at.rate.kept(at.lanes(terms)), terms, 0)
        summed = ops.sum(ops.reshape(kept, (-1, n_inputs, units)), axis=1)
        return self.scale(at) * summed + bias

    def scale(self, at):
        return at.rate.scale(at.dtype)


class OneMaskABatch(Wrong):
    """Weight drop that calls itself DropConnect, or local reparametrisation left out."""

    def product(self, inputs, kernel, bias, at):
        kept = ops.where(at.rate.kept(at.lanes(kernel)), kernel, 0)
        return at.multiply(inputs, self.scale(at) * kept) + bias


class Unscaled(Wrong):
    """The scale is undone while inference has the whole weights."""

    def scale(self, at):
        return 1.0


class WithoutBias(Wrong):
    """The bias is lost while training."""

    def product(self, inputs, kernel, bias, at):
        return super().product(inputs, kernel, 0 * bias, at)


class OnActivations(Wrong):
    """Dropout on activations under the name of DropConnect."""

    def product(self, inputs, kernel, bias, at):
        kept = ops.where(at.rate.kept(at.lanes(inputs)), inputs, 0)
        return at.multiply(self.scale(at) * kept, kernel) + bias


class TimesTheRate(OnActivations):
    """The same, times the rate instead of over the share that is kept."""

    def scale(self, at):
        return at.rate.fraction(at.dtype)


class Off(Wrong):
    """Noise that an upgrade switched off."""

    def product(self, inputs, kernel, bias, at):
        return at.multiply(inputs, kernel) + bias


class NoMomentInTheGradient(Wrong):
    """The deviation of a moment-matched product gets no gradient."""

    breaks = LAYERS.get("dropconnect").breaks

    def product(self, inputs, kernel, bias, at):
        mean, variance = self.product_moments(inputs, kernel, at)
        return mean + ops.stop_gradient(ops.sqrt(variance)) * at.normals(mean) + bias


class Pruned(LAYERS.get("targeted_weights")):
    """Candidates are dropped without a scale and cut off at inference, and nobody says so."""

    name: str = "wrong"
    breaks = LAYERS.get("weight_drop").breaks


pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

CAUGHT = {
    Pruned: laws.test_nothing_happens_at_inference,
    OneMaskABatch: laws.test_examples_are_independent,
    Unscaled: lambda name: laws.test_the_mean_stays(name, 0.5),
    WithoutBias: lambda name: laws.test_the_mean_stays(name, 0.1),
    OnActivations: laws.test_weights_have_noise_of_their_own,
    TimesTheRate: lambda name: laws.test_the_mean_stays(name, 0.5),
    Off: laws.test_the_variance_is_as_declared,
    NoMomentInTheGradient: lambda name: laws.test_gradients_of_a_noisy_product_are_its_own(name, "linear"),
}


@pytest.mark.parametrize("kind", CAUGHT, ids=lambda kind: kind.__name__)
def test_a_wrong_product_breaks_a_law(monkeypatch, kind):
    """Without a declaration the law fails."""
    monkeypatch.setitem(laws.KINDS, "wrong", kind)
    with pytest.raises(AssertionError):
        CAUGHT[kind]("wrong")


def test_a_right_product_keeps_those_laws(monkeypatch):
    """Nothing but the error is caught: the same product without it passes."""
    monkeypatch.setitem(laws.KINDS, "wrong", Wrong)
    for law in CAUGHT.values():
        law("wrong")
