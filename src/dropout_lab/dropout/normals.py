"""Standard normals from 16 random bits: a table of 65,536 numbers, so equal to the bit on every engine.

z(k) = F(k) / s,  F(k) the inverse of the normal distribution function at (k + 1/2) / 65536,
s^2 = mean of F(k)^2 = 0.99997972

Mean 0 and variance 1, kurtosis 2.9992, largest 4.3249. A function of the backend's own, such as the inverse
error function, would differ in its last bits from engine to engine.

Source: Wichura (1988), algorithm AS 241, which `statistics.NormalDist` follows; cut into equal chances.
"""

from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

STEPS = 65536
"""Values of a 16-bit lane."""


@cache
def table() -> NDArray[np.float64]:
    """Return the normal of each lane, float64 of shape (65536,), rising, the two halves mirrored exactly."""
    half = map(NormalDist().inv_cdf, (np.arange(STEPS // 2) + 0.5) / STEPS)
    below = np.fromiter(half, np.float64, STEPS // 2)
    whole = np.concatenate([below, -below[::-1]])
    whole /= np.sqrt(np.mean(whole**2))
    whole.flags.writeable = False
    return whole
