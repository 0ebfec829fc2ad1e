"""The noise of a trained net at test time, for evaluations of many passes or of another rate."""

from dataclasses import replace
from typing import Any

from keras import ops

from dropout_lab.dropout import Dropout, RateNow, Site, threshold
from dropout_lab.training.noise import Noise, NoiseAtSites


class NoiseAtTestTime(NoiseAtSites):
    """The noise of a trained net in one pass over test examples; draws of its own, and counts no call.

    Rates and other state are those of the last training step.

    Args:
        noise: the net's.
        number: of the pass, int32 scalar.
        rows: number in the test set of each row of the batch, int32 of shape (rows,).
        rate: takes the place of each trained rate above 0; None: none does.
    """

    def __init__(self, noise: Noise, number: Any, rows: Any, rate: float | None) -> None:
        self._noise, self._number, self._rows = noise, number, rows
        self._instead = None if rate is None else RateNow(ops.convert_to_tensor(threshold(rate), "uint32"))
        self.dropout, self.sites = noise.dropout, noise.sites

    def now(self) -> Dropout:
        """Return the dropout with its state as tensors."""
        return self._noise.now(behind=1)

    def at(self, site: int, **around: Any) -> Site:
        """Return a site in this pass; `around` is what else of it is known."""
        at = self._noise.at(site, behind=1, **around)
        rate = at.rate if self._instead is None or at.rate is None else self._instead
        return replace(at, call=ops.cast(self._number, "uint32"), rows=self._rows, rate=rate)
