"""What is kept of an experiment, in a store or in a folder of results; analysed where that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dropout_lab.evidence.analyse import Analysis, analyse
from dropout_lab.evidence.plan_ages import Plans
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.plan import Cell, variant_cells
from dropout_lab.store import Runs


@dataclass(frozen=True, eq=False)
class Kept:
    """An experiment, the seeds asked for, and its runs: of all variants, or of some that were read alone.

    ``plans`` are those that held its comparisons and claims, None of what was typed on the spot; ``cells``
    its places, where they are laid out.
    """

    experiment: Experiment
    seeds: Sequence[int]
    runs: Runs
    plans: Plans | None = ()
    cells: Sequence[Cell] | None = None
    _cells_of: dict[str, list[Cell]] = field(default_factory=dict)

    def cells_of(self, variant: Variant, seeds: Sequence[int]) -> list[Cell]:
        """Return a variant's places at some seeds; of thousands of runs the names are made once."""
        if list(seeds) != list(self.seeds):
            return variant_cells(variant, seeds)
        if variant.name not in self._cells_of:
            self._cells_of[variant.name] = variant_cells(variant, seeds)
        return self._cells_of[variant.name]

    @cached_property
    def analysis(self) -> Analysis:
        """The whole analysis; runs that were not read count as missing."""
        return analyse(self.experiment, self.runs, self.seeds, plans=self.plans, cells=self.cells)
