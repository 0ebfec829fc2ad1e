"""A rate that grows over depth: rate l / L in hidden layer l of L, as a test of rates over depth.

Source: after Huang et al. (2016), arXiv:1603.09382, whose survival falls linearly with depth.
"""

from typing import Literal

from dropout_lab.dropout.layers.standard import Standard


class Sloped(Standard):
    """Drops as standard dropout does, more in deeper layers."""

    name: Literal["sloped"]

    @property
    def site_rates(self):
        n_hidden = len(self.rate)
        return (self.input_rate, *(rate * (layer + 1) / n_hidden for layer, rate in enumerate(self.rate)))
