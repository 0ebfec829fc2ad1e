"""What figures draw of variants: of an analysis of ours and of a stranger's table alike."""

from typing import Protocol

from dropout_lab.evidence.frames import Frame


class Drawable(Protocol):
    """Frames of what was measured, as `Analysis` has them, and `Judgement`."""

    @property
    def metric(self) -> str:
        """The primary metric."""
        ...

    @property
    def runs(self) -> Frame:
        """One row per run: ``variant``, ``seed``, ``status``, and a column for each metric."""
        ...

    @property
    def levels(self) -> Frame:
        """One row per run that is done: ``variant``, ``seed``, and the primary metric, derived ones too."""
        ...

    @property
    def ledger(self) -> Frame:
        """One row per variant: ``planned``, ``done``, ``diverged``, ``failed``."""
        ...

    @property
    def summary(self) -> Frame:
        """One row per variant and metric: ``mean``, ``sd``, ``ci_low``, ``ci_high``, ``min``, ``max``."""
        ...

    @property
    def comparisons(self) -> Frame:
        """Rows of comparisons.csv."""
        ...
