"""Monte-Carlo dropout: the mean of the probabilities of several passes with the noise on.

p(y | x) = (1 / T) sum_t softmax(f(x; noise_t))

T = 1 is a net that is evaluated with its dropout left on, a mistake that people make.

Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15, section 7.5, where some
50 passes match scaled weights; Gal and Ghahramani (2016), ICML, arXiv:1506.02142.
"""

from math import log
from typing import ClassVar, Literal

from dropout_lab.evaluations.base import OfPass, SeveralPasses
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class MonteCarlo(SeveralPasses):
    """Averages probabilities."""

    name: Literal["monte_carlo"]

    words: ClassVar[Text] = Text(
        "after the last epoch also evaluated by the mean probability of {n} passes with noise",
        "最后一轮之后另以 {n} 次带噪声前向传播的平均概率评估",
    )
    keras_words: ClassVar[str] = "Monte-Carlo dropout: the mean probability of passes with dropout on"
    keras_mean: ClassVar[str] = "sum(passes) / len(passes)"

    def joined(self, of_pass: OfPass) -> Tensor:
        """Return the log of the mean probability, (rows, classes); no small one is lost to rounding."""
        return self.over_passes(of_pass, _log_of_sum) - log(self.passes)


def _log_of_sum(first: Tensor, second: Tensor) -> Tensor:
    """Return log(e^a + e^b); `keras.ops.logaddexp` on JAX computes one of float64 in float32."""
    return ops.logsumexp(ops.stack([first, second]), axis=0)
