"""The normalised geometric mean of several passes with the noise on.

p(y | x) = softmax((1 / T) sum_t log softmax(f(x; noise_t)))

Over all masks of a net that is one softmax layer this equals scaled weights exactly; deeper it does not.

Source: Baldi and Sadowski (2013), NIPS; Warde-Farley, Goodfellow, Courville and Bengio (2014),
arXiv:1312.6197, which compares it with scaled weights and with the arithmetic mean.
"""

from typing import ClassVar, Literal

from dropout_lab.evaluations.base import OfPass, SeveralPasses
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class GeometricMean(SeveralPasses):
    """Averages log-probabilities."""

    name: Literal["geometric_mean"]

    words: ClassVar[Text] = Text(
        "after the last epoch also evaluated by the normalised geometric mean of the probabilities of {n} "
        "passes with noise",
        "最后一轮之后另以 {n} 次带噪声前向传播概率的归一化几何平均评估",
    )
    keras_words: ClassVar[str] = "the geometric mean of the probabilities of passes with dropout on"
    keras_mean: ClassVar[str] = "keras.ops.softmax(sum(map(keras.ops.log, passes)) / len(passes))"

    def joined(self, of_pass: OfPass) -> Tensor:
        """Return the mean log-probability, (rows, classes), which is not normalised."""
        return self.over_passes(of_pass, ops.add) / self.passes
