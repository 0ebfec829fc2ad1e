"""Rates, the fractions of units dropped: how a recipe holds them and how masks take them (law 2)."""

from typing import Annotated, Any, Never

from pydantic import Field

from dropout_lab.canonical import LISTS, State, Wanted
from dropout_lab.keras_ops import Tensor, ops

RATE_STEPS = 65536
"""Masks are drawn from 16-bit lanes, so a rate acts as a multiple of 1/65536."""

RANGE = "should be a rate, the fraction dropped: 0 <= rate < 1"


def _drops(value: Any) -> object:
    """Say where something is dropped at all; a site that drops nothing has no noise in the program."""
    return [bool(rate) for rate in value] if isinstance(value, tuple) else bool(value)


OneRate = Annotated[float, Field(ge=0, lt=1), State(_drops), Wanted(RANGE)]
"""A rate as state of a compiled program."""

Rates = Annotated[
    tuple[Annotated[float, Field(ge=0, lt=1)], ...],
    LISTS,
    State(_drops),
    Wanted(f"{RANGE}, one number or one for each hidden layer"),
]
"""One rate for each hidden layer, as state of a compiled program."""


NO_NUMBER = (
    "no number by itself; write at.rate.fraction(at.dtype), a scalar, or at.rate.scale(at.dtype), "
    "1 / (1 - rate); what is kept is at.rate.kept(at.lanes(inputs))"
)
"""What to write where somebody computes with `Site.rate`."""


class InfersByRate:
    """Marks a dropout whose inference depends on its rate, so that it can be evaluated at another one."""

    def infers_by_rate(self) -> bool:
        """Tell whether it does so with these parameters."""
        return True


class RateNow:
    """A rate at one site in one step, as a layer's methods see it.

    Args:
        threshold: t = round(65536 rate), uint32 scalar: a lane below it drops its unit.
    """

    def __init__(self, threshold: Tensor) -> None:
        self.threshold = threshold

    def __getattr__(self, name: str) -> Never:
        """Refuse a word that a rate does not have, with those that it has."""
        raise AttributeError(f"at.rate.{name}: {NO_NUMBER}")

    def _number(self, *_operands: Any, **_named: Any) -> Never:
        """Refuse to be computed with: what is meant is a tensor of the site's dtype."""
        raise TypeError(f"at.rate: {NO_NUMBER}")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _number
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __pow__ = __rpow__ = __float__ = _number
    __array__ = __jax_array__ = __tf_tensor__ = _number  # NumPy, JAX and TensorFlow ask these for a tensor
    dtype = property(_number)  # Keras asks it first

    def kept(self, lanes: Tensor) -> Tensor:
        """Say which lanes keep their unit: bool, the shape of the lanes."""
        return ops.greater_equal(lanes, self.threshold)

    def scale(self, dtype: str) -> Tensor:
        """Return 65536 / (65536 - t), which keeps the expectation exactly: a scalar."""
        kept = ops.subtract(ops.convert_to_tensor(RATE_STEPS, "uint32"), self.threshold)
        return _ratio(RATE_STEPS, kept, dtype)

    def fraction(self, dtype: str) -> Tensor:
        """Return the rate as it acts, t / 65536: a scalar."""
        return _ratio(self.threshold, RATE_STEPS, dtype)

    def odds(self, dtype: str) -> Tensor:
        """Return rate / (1 - rate) = t / (65536 - t), the variance of a scaled mask: a scalar."""
        kept = ops.subtract(ops.convert_to_tensor(RATE_STEPS, "uint32"), self.threshold)
        return _ratio(self.threshold, kept, dtype)


def _ratio(above: Tensor, below: Tensor, dtype: str) -> Tensor:
    """Divide two counts up to 65536, which float16 does not reach: half precision is rounded at the end."""
    divided = "float32" if dtype in ("float16", "bfloat16") else dtype
    return ops.cast(ops.divide(*(ops.cast(count, divided) for count in (above, below))), dtype)


def check_rate(rate: float) -> None:
    """Refuse a rate above 0 that the lanes cannot have.

    Raises:
        ValueError: it rounds to 0 or 65536 of 65536.
    """
    steps = round(RATE_STEPS * rate)
    if rate and not 0 < steps < RATE_STEPS:
        raise ValueError(
            f"rate {rate:g} rounds to {steps}/65536, which drops nothing or everything; "
            "choose 0 or a rate from 0.00001 to 0.99999"
        )


def acting(rate: float) -> float:
    """Return the multiple of 1/65536 that acts for a rate; the rate itself where that is as good as it.

    Args:
        rate: fraction of units dropped, 0 <= rate < 1, that `check_rate` lets pass.

    Returns:
        The rate where rate and 1 - rate are met within 1 %, else what acts.

    >>> acting(0.2), round(acting(0.00001), 7)
    (0.2, 1.53e-05)
    """
    acts = threshold(rate) / RATE_STEPS
    return rate if abs(acts - rate) <= 0.01 * min(rate, 1 - rate) else acts


def short_rate(rate: float) -> str:
    """Return a rate, or what it keeps, as texts show it: 4 digits, or all of one that they would make 1.

    >>> short_rate(0.2 * 4 / 9), short_rate(0.2), short_rate(0.99999)
    ('0.08889', '0.2', '0.99999')
    """
    few = f"{rate:.4g}"
    return few if few != "1" else f"{rate:g}"


def threshold(rate: float) -> int:
    """Return t = round(65536 rate): a lane below t drops its unit.

    Args:
        rate: fraction of units dropped, 0 <= rate < 1.

    Raises:
        ValueError: the rate is outside, or so near 1 that it rounds to 65536.

    >>> threshold(0.2)
    13107
    """
    steps = round(RATE_STEPS * rate) if 0 <= rate < 1 else RATE_STEPS
    if steps >= RATE_STEPS:
        raise ValueError(f"rate must be in [0, 1) and at most 0.99999, received {rate!r}")
    return steps
