"""A published difference as it was written: its last digit says how it was rounded."""

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dropout_lab.errors import ConfigError

MOST_WRITTEN = 400
"""Decimals of a number that a float can hold: more are zeros, or a slip of the hand."""


@dataclass(frozen=True)
class Published:
    """A published difference, treatment minus control, in the unit of the metric's column.

    ``tolerance``: how near it counts; None: half a percentage point, or 0.005 of any other unit.
    ``runs``: runs behind each of its numbers; None: said of the recipe itself. ``decimals``: digits after
    the point, in the same unit (0.10 as a fraction and 10 in percent have two and none); None: those that
    ``text`` is written with, or ``value`` where there is no text. The rounding is half a unit of the last
    digit, doubled for a difference of two rounded numbers (statistics.md).
    """

    value: float
    tolerance: float | None = None
    runs: int | None = 1
    decimals: int | None = None
    text: str = ""

    @classmethod
    def written(
        cls, text: str, tolerance: float | None = None, runs: int | None = 1, decimals: int | None = None
    ) -> "Published":
        """Return a published difference from its text, which keeps its zeros.

        Raises:
            ConfigError: a text that is no number, or has more decimals than a number can have.

        >>> [Published.written(text).digits for text in ("0.10", "0.100", "5.70", "1e-2", "-2.05e-8", "10")]
        [2, 3, 2, 2, 10, 0]
        """
        try:
            value = float(text)
        except ValueError:
            raise ConfigError(f"claim={text}: should be a number, such as 0.057") from None
        if math.isfinite(value) and _decimals(text) > MOST_WRITTEN:
            raise ConfigError(f"claim={text}: has over {MOST_WRITTEN} decimals; write those that are known")
        return cls(value, tolerance, runs, decimals, text)

    @property
    def digits(self) -> int | None:
        """Decimals as given or as written; a zero without any says nothing of its rounding.

        A whole number has none: 10 stands for 9.5 to 10.5. From Python a float is written as short as it
        can be, so that 0.10 has one decimal there.

        >>> Published(0.057).digits, Published(0).digits, Published(10.0).digits
        (3, None, 0)
        """
        if self.decimals is not None:
            return self.decimals
        written = self.text or repr(self.value).removesuffix(".0")
        return _decimals(written) or (0 if self.value else None)


def _decimals(text: str) -> int:
    """Count the digits after the point that a finite number is written with.

    >>> _decimals("0.10"), _decimals("1e3"), _decimals("1.5e-3"), _decimals("+1_0.5 ")
    (2, 0, 4, 1)
    """
    try:
        exponent = Decimal(text.strip()).as_tuple().exponent
    except InvalidOperation:
        return 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
