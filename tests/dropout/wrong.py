"""Dropouts as public code had them, wrong: each with the law that catches it.

Numbers W1 to W28 are the rows of a list of wrong implementations; docs/own-layer.md has those that no law
can catch. Each class is wrong in one thing, and right otherwise.
"""

from typing import ClassVar

import numpy as np
from pydantic import field_validator

from dropout_lab.dropout import LAYERS, Dropout, Rated, Weight, ops
from dropout_lab.dropout.layers.weight_drop import WeightDrop


class Right(Rated):
    """Standard dropout, as anybody may write it: declares its moments, and breaks no law."""

    name: str = "wrong"

    def disturb(self, inputs, at):
        return inputs * self.mask(inputs, at)

    def mask(self, inputs, at):
        return ops.where(at.rate.kept(at.lanes(inputs)), at.rate.scale(at.dtype), at.constant(0))

    def moments(self, rate):
        return 1.0, rate / (1 - rate)


class OnAtInference(Right):
    """W1: noise at inference, since the question whether one trains is asked wrongly."""

    def infer(self, inputs, at):
        return self.disturb(inputs, at)


class OnePassOfManyAtInference(OnAtInference):
    """W9: one draw at inference, where the mean over draws is meant."""

    breaks: ClassVar = {"nothing happens at inference": "inference draws, as Monte-Carlo dropout does"}


class SpreadIsAlpha(Right):
    """W2, W5: alpha is taken for the standard deviation, and is the variance."""

    def disturb(self, inputs, at):
        return inputs * (1 + at.rate.odds(at.dtype) * at.normals(inputs))


class MeanZero(Right):
    """W3: the noise is N(0, alpha), which no activation survives."""

    def disturb(self, inputs, at):
        return inputs * ops.sqrt(at.rate.odds(at.dtype)) * at.normals(inputs)


class Variational(Dropout):
    """Gaussian noise of a learned variance, with a divergence that falls with it, over n_train."""

    name: str = "wrong"

    def weights(self, widths, at):
        return {"log_alpha": Weight((widths.units,), -2.0)}

    def disturb(self, inputs, at):
        return inputs * (1 + ops.exp(at.weights["log_alpha"] / 2) * at.normals(inputs))

    def divergence(self, at):
        return ops.sum(ops.log1p(ops.exp(-at.weights["log_alpha"]))) / 2

    def loss(self, inputs, at):
        return self.divergence(at) / at.n_train


class OverTheClasses(Variational):
    """W4: the divergence is divided by the 10 classes, where the number of examples is meant."""

    def loss(self, inputs, at):
        return self.divergence(at) / 10


class LessTheDivergence(Variational):
    """W5, W6: the negative divergence is added to the loss, so that noise is punished."""

    def loss(self, inputs, at):
        return -self.divergence(at) / at.n_train


class RightProduct(Rated):
    """DropConnect by masks: declares the variance, and breaks no law."""

    name: str = "wrong"

    def product_moments(self, inputs, kernel, at):
        return WeightDrop(name="weight_drop").product_moments(inputs, kernel, at)

    def product(self, inputs, kernel, bias, at):
        n_inputs, units = kernel.shape
        terms = ops.reshape(ops.expand_dims(inputs, 2) * kernel, (-1, n_inputs * units))
        kept = ops.where(at.rate.kept(at.lanes(terms)), terms, 0)
        summed = ops.sum(ops.reshape(kept, (-1, n_inputs, units)), axis=1)
        return self.scale(at) * summed + bias

    def scale(self, at):
        return at.rate.scale(at.dtype)


class OneMaskABatch(RightProduct):
    """W7, W13, W14: one sample of the weights for a batch, under the name of one for each example."""

    def product(self, inputs, kernel, bias, at):
        kept = ops.where(at.rate.kept(at.lanes(kernel)), kernel, 0)
        return at.multiply(inputs, self.scale(at) * kept) + bias


class Unscaled(RightProduct):
    """W11: the scale is undone while inference has the whole weights."""

    def scale(self, at):
        return 1.0


class WithoutBias(RightProduct):
    """W11: the bias is lost while training."""

    def product(self, inputs, kernel, bias, at):
        return super().product(inputs, kernel, 0 * bias, at)


class OnActivations(RightProduct):
    """W12: dropout on activations under the name of DropConnect."""

    def product(self, inputs, kernel, bias, at):
        kept = ops.where(at.rate.kept(at.lanes(inputs)), inputs, 0)
        return at.multiply(self.scale(at) * kept, kernel) + bias


class TimesTheRate(OnActivations):
    """W12: the same, times the rate instead of over the share that is kept."""

    def scale(self, at):
        return at.rate.fraction(at.dtype)


class Off(RightProduct):
    """W14: noise that an upgrade switched off."""

    def product(self, inputs, kernel, bias, at):
        return at.multiply(inputs, kernel) + bias


class NoMomentInTheGradient(RightProduct):
    """The deviation of a moment-matched product gets no gradient."""

    breaks: ClassVar = LAYERS.get("dropconnect").breaks

    def product(self, inputs, kernel, bias, at):
        mean, variance = self.product_moments(inputs, kernel, at)
        return mean + ops.stop_gradient(ops.sqrt(variance)) * at.normals(mean) + bias


class OneMaskForAllExamples(Right):
    """W16: drops by batch what is said to be dropped by example."""

    def mask(self, inputs, at):
        return super().mask(inputs[:1], at)


class ScaledOnceMore(Right):
    """W16: scaled while training, and at inference again."""

    breaks: ClassVar = {"nothing happens at inference": "activations are scaled there"}

    def infer(self, inputs, at):
        return inputs * (1 - at.rate.fraction(at.dtype))


class Blocks(Right):
    """W17: blocks of 3 units, whose centres are drawn at the rate, as if a block were one unit."""

    breaks: ClassVar = {
        "the mean stays": "blocks are cut at the borders",
        "inference is the mean of training": "blocks are cut at the borders",
        "units are uncorrelated": "a block is dropped as a whole",
    }

    def mask(self, inputs, at):
        kept = at.rate.kept(at.lanes(inputs))
        around = [ops.roll(kept, shift, axis=1) for shift in (-1, 1)]
        whole = ops.logical_and(kept, ops.logical_and(*around))
        return ops.where(whole, at.rate.scale(at.dtype), at.constant(0))


class ScaledOverTheBatch(Right):
    """W18: what is kept is scaled by the activations kept in the whole batch."""

    def disturb(self, inputs, at):
        kept = inputs * ops.cast(at.rate.kept(at.lanes(inputs)), at.dtype)
        return kept * ops.sum(inputs) / ops.sum(kept)


class GlobalGenerator(Right):
    """W19: the masks are drawn from NumPy's global generator."""

    def mask(self, inputs, at):
        drawn = np.random.uniform(size=inputs.shape) >= 0.2  # noqa: NPY002 - this is what is wrong
        return ops.convert_to_tensor(drawn / 0.8, at.dtype)


class WholeBatchesAlone(Right):
    """W19: four masks by turns, for a batch that four divides."""

    def mask(self, inputs, at):
        four = super().mask(inputs[:4], at)
        return ops.reshape(ops.tile(ops.expand_dims(four, 1), (1, inputs.shape[0] // 4, 1)), inputs.shape)


class TurnedOverWhenItIsRead(Right):
    """A share to keep is made one to drop whenever it is read, from a file too."""

    share: float = 0.4

    @field_validator("share")
    @classmethod
    def _keep_to_drop(cls, share):
        return 1 - share

    def disturb(self, inputs, at):
        return inputs * (self.share + (1 - self.share) * self.mask(inputs, at))

    def moments(self, rate):
        return None


class SummedOverTheBatch(Right):
    """W20: the divergence between two passes is summed over the batch, where cross-entropy is averaged."""

    def passes(self):
        return 2

    def consistency(self, logits):
        one, other = (ops.log_softmax(each) for each in logits)
        return ops.sum(ops.exp(one) * (one - other))


class Standout(Dropout):
    """Keeps a unit with chance sigmoid(alpha z + beta), z its sum: says so by `expected`."""

    name: str = "wrong"
    breaks: ClassVar = {
        "the mean stays": "kept units are not scaled",
        "nothing happens at inference": "units are multiplied by their chance",
    }

    def chance(self, at):
        return ops.sigmoid(0.5 * ops.matmul(at.before.inputs, at.before.kernel) + 1.0)

    def disturb(self, inputs, at):
        kept = ops.less(at.uniforms(inputs), ops.stop_gradient(self.chance(at)))
        return ops.where(kept, inputs, at.constant(0))

    def expected(self, inputs, at):
        return inputs * ops.sigmoid(0.5 * ops.matmul(at.before.inputs, at.before.kernel) + 1.0)

    def infer(self, inputs, at):
        return inputs * self.chance(at)


class BetaOnTheWeights(Standout):
    """W22: beta is added to the weights, and multiplied by the inputs with them."""

    def chance(self, at):
        return ops.sigmoid(ops.matmul(at.before.inputs, 0.5 * at.before.kernel + 1.0))


class OverTheRate(Right):
    """W23: kept units are divided by the rate, and not by what is kept."""

    def mask(self, inputs, at):
        kept = at.rate.kept(at.lanes(inputs))
        return ops.where(kept, 1 / at.rate.fraction(at.dtype), at.constant(0))


class InferredAtTheRate(LAYERS.get("classic")):
    """W23: nothing is scaled while training, and inference scales by what is dropped."""

    name: str = "wrong"

    def infer(self, inputs, at):
        return inputs * at.rate.fraction(at.dtype)


class OverTheRealisedShare(Right):
    """W24: divided by the share that happens to be kept in each example, so that units interact."""

    def disturb(self, inputs, at):
        kept = ops.cast(at.rate.kept(at.lanes(inputs)), at.dtype)
        return inputs * kept / ops.mean(kept, axis=1, keepdims=True)


class OneFactorAnExample(Right):
    """W25: a dot product, where elements are multiplied."""

    def disturb(self, inputs, at):
        noise = ops.mean(at.normals(inputs), axis=1, keepdims=True)
        return inputs * (1 + ops.sqrt(at.rate.odds(at.dtype) * inputs.shape[1]) * noise)


class Added(Right):
    """W25: multiplicative noise is added."""

    def disturb(self, inputs, at):
        return inputs + ops.sqrt(at.rate.odds(at.dtype)) * at.normals(inputs)


class RateOne(Dropout):
    """W26: takes rate 1, which leaves nothing to be scaled."""

    name: str = "wrong"
    rate: float = 0.2

    def disturb(self, inputs, at):
        return Right.disturb(Right(rate=(0.2,)), inputs, at)


class DropsAtRateZero(Right):
    """W26: a lane at the threshold is dropped, so that rate 0 drops some."""

    def mask(self, inputs, at):
        lanes, none = at.lanes(inputs), at.constant(0)
        low = ops.less_equal(lanes, ops.add(at.rate.threshold, at.word(200)))
        return ops.where(low, none, at.rate.scale(at.dtype))


class Pruned(LAYERS.get("targeted_weights")):
    """W28: candidates are dropped without a scale and cut off at inference, and nobody says so."""

    name: str = "wrong"
    breaks: ClassVar = WeightDrop.breaks


class FourShareAMask(Right):
    """A compiler gives four neighbouring units one mask."""

    def mask(self, inputs, at):
        few = super().mask(inputs[:, : -(-inputs.shape[1] // 4)], at)
        return ops.repeat(few, 4, axis=1)[:, : inputs.shape[1]]


class BackwardHasAnotherMask(Right):
    """A gradient is computed with a mask that is drawn anew."""

    def disturb(self, inputs, at):
        forward, backward = (at.rate.kept(at.lanes(inputs, draw)) for draw in (0, 1))
        with_one, with_other = (
            inputs * ops.where(kept, at.rate.scale(at.dtype), at.constant(0)) for kept in (forward, backward)
        )
        return ops.stop_gradient(with_one - with_other) + with_other


class TheSameInEveryCall(Right):
    """A key is frozen when the program is built, and each call has the first one's noise."""

    def mask(self, inputs, at):
        lanes = at.fixed_lanes(inputs.shape[0], inputs.shape[1])
        return ops.where(at.rate.kept(lanes), at.rate.scale(at.dtype), at.constant(0))


class ASeedOfItsOwn(Right):
    """A generator of the backend's, begun anew in each call from a constant."""

    def mask(self, inputs, at):
        drawn = np.random.default_rng(42).uniform(size=inputs.shape)
        return ops.convert_to_tensor((drawn >= 0.2) / 0.8, at.dtype)


class TheSameAtEverySite(Right):
    """One seed for all layers of a net."""

    def mask(self, inputs, at):
        lanes = at.drawn(0, at.call, *inputs.shape)
        return ops.where(at.rate.kept(lanes), at.rate.scale(at.dtype), at.constant(0))


RIGHT = (Right, RightProduct, Variational, Standout)

CAUGHT = {
    OnAtInference: "nothing happens at inference",
    OnePassOfManyAtInference: "inference is without chance",
    SpreadIsAlpha: "the variance is as declared",
    MeanZero: "the mean stays",
    OverTheClasses: "a loss is of one example",
    LessTheDivergence: "a loss falls as noise rises",
    OneMaskABatch: "examples are independent",
    Unscaled: "inference is the mean of training",
    WithoutBias: "the mean stays",
    OnActivations: "weights have noise of their own",
    TimesTheRate: "the mean stays",
    Off: "noise is on while training",
    NoMomentInTheGradient: "gradients are those of differences",
    OneMaskForAllExamples: "examples are independent",
    ScaledOnceMore: "inference is the mean of training",
    Blocks: "the share dropped is the rate",
    ScaledOverTheBatch: "examples are independent",
    GlobalGenerator: "the same seed gives the same bits",
    WholeBatchesAlone: "a partial batch has the noise of its rows",
    TurnedOverWhenItIsRead: "it is saved and loaded",
    SummedOverTheBatch: "a loss is of one example",
    BetaOnTheWeights: "the mean is as declared",
    OverTheRate: "the mean stays",
    InferredAtTheRate: "inference is the mean of training",
    OverTheRealisedShare: "units are uncorrelated",
    OneFactorAnExample: "units are uncorrelated",
    Added: "gradients pass where units pass",
    RateOne: "an impossible rate is refused",
    DropsAtRateZero: "nothing happens at rate 0",
    Pruned: "nothing happens at inference",
    FourShareAMask: "units are uncorrelated",
    BackwardHasAnotherMask: "gradients pass where units pass",
    TheSameInEveryCall: "two calls differ",
    ASeedOfItsOwn: "two calls differ",
    TheSameAtEverySite: "another seed or site is other noise",
}
"""Wrong dropouts, each with the law that it breaks."""
