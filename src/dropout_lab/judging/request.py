"""What is asked of a stranger's table: columns, rows, question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Literal

from dropout_lab.errors import ConfigError
from dropout_lab.judging.published import Published

Pairing = Literal["paired", "unpaired"]
Where = str | tuple[str, tuple[str, ...]]
"""``COLUMN=VALUE[,VALUE]``, or the column and its values."""

DEFAULT_COLUMN = "variant"
"""The column of variants where nobody names another; the usual name says nothing of what they are."""

ALL = "all"
"""As a treatment: every variant but the control."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of a table; columns are named as people type them, several with commas between.

    Args:
        treatments: names of variants, each to compare with ``control``; `ALL` is every other one.
        control: the baseline.
        variant: column of the variant, or several whose cells together name it.
        seed: column of the seed, or several; rows pair by it.
        metric: column to compare; None: ``test_accuracy``, of a wide table ``value``.
        ignore: columns that may vary inside a variant as they like.
        where: rows to keep.
        at: of several rows a run: ``last``, ``first`` or ``COLUMN=VALUE``.
        by: column whose every value gets comparisons of its own, beside those over all.
        wide: whether a column is a variant, or a seed.
        higher_is_better: the good direction; None: by the metric's name, where that is known.
        margin: smallest difference that matters, in the unit of the column.
        unit: resolution of the metric, in the unit of the column.
        units: resolution of metrics that the folder of the table tells, used where ``unit`` is None.
        percent: whether the column is in percent; None: by its cells.
        pairing: None: paired, where enough seeds pair.
        ranks: whether variants are ranked too.
        published: a claim on the difference, in the unit of the column.
    """

    treatments: tuple[str, ...]
    control: str
    variant: str = DEFAULT_COLUMN
    seed: str = "seed"
    metric: str | None = None
    ignore: tuple[str, ...] = ()
    where: Sequence[Where] = ()
    at: str | None = None
    by: str | None = None
    wide: bool = False
    higher_is_better: bool | None = None
    margin: float | None = None
    unit: float | None = None
    units: Mapping[str, float] = field(default_factory=dict)
    percent: bool | None = None
    pairing: Pairing | None = None
    ranks: bool = False
    published: Published | None = None

    @property
    def is_family(self) -> bool:
        """Whether it asks for more comparisons than one."""
        many = len(self.treatments) > 1 or self.treatments == (ALL,)
        return many or self.by is not None or self.ranks

    def check(self) -> None:
        """Refuse numbers that cannot be, and questions that do not go together.

        Raises:
            ConfigError: one line.
        """
        self._check_kinds()
        if not self.treatments:
            raise ConfigError("treatment: name at least one variant, or all")
        claim = self.published
        positive = {"unit": self.unit, "margin": self.margin, "tolerance": claim.tolerance if claim else None}
        for key, value in positive.items():
            if value is not None and not (math.isfinite(value) and value > 0):
                raise ConfigError(f"{key}={value:g}: should be above 0")
        if self.ranks and self.pairing == "unpaired":
            raise ConfigError("ranks: come from paired intervals of all pairs; leave out --unpaired")
        if self.ranks and self.by is not None:
            raise ConfigError(f"ranks: are of one group; keep one value by --where {self.by}=VALUE, not --by")
        if claim is not None:
            self._check_claim(claim)

    def _check_kinds(self) -> None:
        """Refuse values of a wrong type, as a notebook may hand them in."""
        claim = self.published
        numbers = {"margin": self.margin, "unit": self.unit}
        if claim is not None:
            numbers |= {"claim": claim.value, "tolerance": claim.tolerance, "claim_runs": claim.runs}
            numbers |= {"claim_decimals": claim.decimals}
        flags = {"higher_is_better": self.higher_is_better, "percent": self.percent}
        flags |= {"wide": self.wide, "ranks": self.ranks}
        for key, value in numbers.items():
            if value is not None and (isinstance(value, bool) or not isinstance(value, Real)):
                raise ConfigError(f"{key}={value!r}: should be a number")
        for key, value in flags.items():
            if value not in (None, True, False):
                raise ConfigError(f"{key}={value!r}: should be True or False")
        if self.pairing not in (None, "paired", "unpaired"):
            raise ConfigError(f"pairing={self.pairing!r}: should be paired, unpaired or None")

    def _check_claim(self, claim: Published) -> None:
        if self.is_family:
            raise ConfigError("claim: is of one treatment against one control; leave out other treatments, "
                              "--by and --ranks")  # fmt: skip
        if not math.isfinite(claim.value):
            raise ConfigError(f"claim={claim.value:g}: should be a number")
        if claim.runs is not None and claim.runs < 1:
            raise ConfigError(f"claim-runs={claim.runs}: should be at least 1")
        if claim.decimals is not None and not 0 <= claim.decimals <= 12:
            raise ConfigError(f"claim-decimals={claim.decimals}: should be 0 to 12")
