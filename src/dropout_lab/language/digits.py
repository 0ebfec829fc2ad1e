"""Digits of numbers that stand together: as many as their interval gives, with a power of ten if shorter."""

import math
from collections.abc import Sequence
from decimal import Context, Decimal
from typing import NamedTuple

UNKNOWN = "-"
"""A number that is unknown or unbounded."""

MOST_WRITTEN = 7
"""Digits that are written out even where a power of ten is shorter: 0.000123, but 1.23e-5.

One less where the last of them are noise: 123456, but 1.23e6.
"""

SHORTER = 3
"""Letters that a power of ten costs, such as e-8."""

LARGEST = 1e12
"""From here on a number of fixed decimals is written with a power of ten."""

PRECISION = 15
"""Significant digits that a float holds whatever it is."""

MOST_DECIMALS = 6
"""Decimals that a number near to a boundary gets before it is written by its own first digits."""

MOST_ADDED = 3
"""Decimals that numbers together may get more, so that none of them seems to touch a boundary."""

NOISE = 1e-11
"""Part of the last digit that is what floats leave of equal numbers."""

EXACT = Context(prec=800)  # every float is a decimal number of fewer digits


class Digits(NamedTuple):
    """How numbers are written that stand together, so that they can be compared at a glance.

    ``decimals``: after the point. ``power``: of ten, that all of them are multiples of; 0: written out.

    >>> [Digits(2, -8).text(value) for value in (-2.05e-8, 1.2e-7, 0.0)]
    ['-2.05e-8', '12.00e-8', '0']
    """

    decimals: int
    power: int = 0

    @classmethod
    def fitting(cls, low: float, high: float, *others: float) -> "Digits":
        """Return the digits that half the width of an interval gives: two of them are known.

        Args:
            low: lower end of the interval.
            high: upper end; without a width that is known, the largest number has four digits.
            others: numbers that stand beside it, such as its mean.

        >>> Digits.fitting(0.0075, 0.0199, 0.0137), Digits.fitting(-2.26e-8, -1.84e-8, -2.05e-8)
        (Digits(decimals=4, power=0), Digits(decimals=2, power=-8))
        """
        numbers = [abs(value) for value in (low, high, *others) if math.isfinite(value)]
        largest = max(numbers, default=0.0)
        half = high / 2 - low / 2
        if not (math.isfinite(half) and half > 0):
            return cls.of_decimals(_decimals(_rounded(largest, 4)), largest)
        decimals = min(1 - _exponent(_rounded(half, 2)), PRECISION - 1 - _exponent(largest))
        return cls.of_decimals(decimals, _rounded(largest, decimals + _exponent(largest) + 1))

    @classmethod
    def of_decimals(cls, decimals: int, largest: float) -> "Digits":
        """Return digits of so many decimals, with a power of ten where that is clearly shorter.

        >>> Digits.of_decimals(3, 0.057).text(0.057), Digits.of_decimals(10, -2.05e-8).text(-2.05e-8)
        ('0.057', '-2.05e-8')
        """
        exponent = _exponent(largest)
        out = max(exponent, 0) + 1 + max(decimals, 0)
        significant = max(1, decimals + exponent + 1)
        if out + (decimals < 0) > MOST_WRITTEN and significant + SHORTER < out:
            return cls(significant - 1, exponent)
        return cls(max(0, decimals))

    def apart(self, values: Sequence[float], boundaries: Sequence[float], most: int = MOST_ADDED) -> "Digits":
        """Return digits that round none of the values onto a boundary or across it, `most` more at most.

        >>> Digits(2).apart([0.003, 0.6], [0.0]), Digits(2).apart([1e-17, 0.6], [0.0])
        (Digits(decimals=3, power=0), Digits(decimals=2, power=0))
        """
        for added in range(most + 1):
            tried = self._replace(decimals=self.decimals + added)
            if all(tried.touched(value, boundaries) is None for value in values):
                return tried
        return self

    def touched(self, value: float, boundaries: Sequence[float]) -> float | None:
        """Return the boundary that a number would seem to be on, or across; None: it is told from all.

        >>> Digits(2).touched(0.003, [0.0]), Digits(3).touched(0.003, [0.0])
        (0.0, None)
        """
        text = self._rounded(value)
        return next((edge for edge in boundaries if self._crosses(text, value, [edge])), None)

    def text(self, value: float, boundaries: Sequence[float] = ()) -> str:
        """Write a number; one that is nearer to a boundary than these digits tell gets more of its own.

        >>> Digits(2).text(0.003), Digits(2).text(0.003, [0.0]), Digits(2).text(4e-9, [0.0])
        ('0.00', '0.003', '4e-9')
        """
        for decimals in range(self.decimals, max(self.decimals, 0 if self.power else MOST_DECIMALS) + 1):
            text = self._replace(decimals=decimals)._rounded(value)
            if not self._crosses(text, value, boundaries):
                return text
        texts = (plainly(value, significant) for significant in range(2, PRECISION + 3))
        return next((text for text in texts if not self._crosses(text, value, boundaries)), repr(value))

    def _rounded(self, value: float) -> str:
        if not math.isfinite(value):
            return UNKNOWN
        if not self.power and abs(value) >= LARGEST:
            return plainly(value, 4)
        if not self.power:
            return _unsigned_zero(f"{Decimal(value):.{self.decimals}f}")
        mantissa = _unsigned_zero(f"{Decimal(value).scaleb(-self.power, EXACT):.{self.decimals}f}")
        return f"{mantissa}e{self.power}" if value else "0"

    def _crosses(self, text: str, value: float, boundaries: Sequence[float]) -> bool:
        """Whether a number as written lies on another side of a boundary, or on it, than it does."""
        if text == UNKNOWN:
            return False
        written, noise = float(text), NOISE * 10.0 ** max(self.power - self.decimals, -300)
        return any(_side(written, edge, noise) != _side(value, edge, noise) for edge in boundaries)


def plainly(value: float, significant: int = 6) -> str:
    """Write a number that is known as it is, such as a margin: without zeros at its end.

    >>> plainly(0.1), plainly(1e-07), plainly(1200.0), plainly(3.2e160), plainly(2 / 3, 2)
    ('0.1', '1e-7', '1200', '3.2e160', '0.67')
    """
    if not math.isfinite(value):
        return UNKNOWN
    rounded = _rounded(value, significant)
    return Digits.of_decimals(_decimals(rounded), abs(rounded)).text(rounded)


def _unsigned_zero(text: str) -> str:
    """Return a number without the sign of a zero.

    >>> _unsigned_zero("-0.00"), _unsigned_zero("-0.01")
    ('0.00', '-0.01')
    """
    return text.removeprefix("-") if float(text) == 0 else text


def _side(value: float, boundary: float, noise: float) -> int:
    if math.isclose(value, boundary, rel_tol=1e-12, abs_tol=noise):
        return 0
    return 1 if value > boundary else -1


def _exponent(value: float) -> int:
    """Return the power of ten of a number's first digit; of zero 0.

    >>> _exponent(0.001), _exponent(999.0), _exponent(1e-7), _exponent(0.0)
    (-3, 2, -7, 0)
    """
    return Decimal(repr(float(value))).adjusted() if value else 0


def _rounded(value: float, significant: int) -> float:
    return float(f"{value:.{significant - 1}e}")


def _decimals(value: float) -> int:
    """Count the decimals of a float as it is written shortest; 1200 has -2.

    >>> _decimals(0.02), _decimals(1200.0), _decimals(2.05e-8)
    (2, -2, 10)
    """
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
