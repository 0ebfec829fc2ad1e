"""Analyse the records of an experiment: all that tables, figures and sentences are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dropout_lab.evidence.by_seed import cells_table, ledger_frame
from dropout_lab.evidence.claims import Judged, judge_claims
from dropout_lab.evidence.comparisons import Compared, comparisons_frame
from dropout_lab.evidence.costs import Costs
from dropout_lab.evidence.divergence import Diverged, divergence_frame, divergence_pairs
from dropout_lab.evidence.environments import Mixed, mixed_environments
from dropout_lab.evidence.fewer_seeds import run_once_frame
from dropout_lab.evidence.frames import Frame, curves_frame, runs_frame
from dropout_lab.evidence.images import moved_frame
from dropout_lab.evidence.pairs import by_epoch_frame, means_reached, pairs_frame
from dropout_lab.evidence.plan_ages import PlanAge, Plans, plan_ages
from dropout_lab.evidence.ranking import ranks_frame
from dropout_lab.evidence.reliability import reliability_frame
from dropout_lab.evidence.selection import selection_frame
from dropout_lab.evidence.summary import learning_frame, levels_frame, summary_frame
from dropout_lab.evidence.variance import shares_frame
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell, plan_cells
from dropout_lab.store import RunRecord, Runs


@dataclass(frozen=True)
class Analysis:
    """An experiment's evidence as tidy frames, in fractions and nats; `language` says it in words.

    ``cells``: the plan's places. ``levels``: of the primary metric, per variant and seed that is done.
    ``summary``: per variant and metric. ``learning``: per variant and epoch. ``comparisons``: per comparison
    and metric. ``pairs``: per comparison, metric and seed. ``by_epoch``: per comparison and epoch, with a
    simultaneous band. ``moved``: images that a treatment rescues or breaks. ``shares``: of the variance, by
    stream. ``selection``: what choosing the epoch does. ``divergence`` and ``ledger``: per variant.
    ``claims``: each with its verdict. ``ages``: per comparison on each of its metrics, then per claim.
    ``costs``: of its variants, where they were measured; no number of its runs.
    """

    experiment: Experiment
    seeds: tuple[int, ...]
    cells: tuple[Cell, ...]  # in the order of variants, then of seeds
    records: Runs  # those of this experiment alone, in the order of the cells
    levels: Frame
    summary: Frame
    learning: Frame
    comparisons: Frame
    pairs: Frame
    by_epoch: Frame
    moved: Frame
    shares: Frame
    selection: Frame
    divergence: Frame
    diverged_pairs: tuple[Diverged, ...]
    claims: tuple[Judged, ...]
    ledger: Frame
    ages: tuple[PlanAge, ...]
    costs: Costs | None = None

    @property
    def metric(self) -> str:
        """The primary metric of the experiment."""
        return self.experiment.metric

    @cached_property
    def runs(self) -> Frame:
        """A row per variant and seed that has a run; made when it is first asked for."""
        return runs_frame(self.cells, self.records)

    @cached_property
    def curves(self) -> Frame:
        """A row per run and epoch; made when it is first asked for, since no decision needs it."""
        return curves_frame(self.runs, self.records)

    @cached_property
    def reliability(self) -> Frame:
        """A row per variant and bin of equal mass: mean confidence and accuracy at the end."""
        return reliability_frame(self.cells, self.records)

    @cached_property
    def run_once(self) -> Frame:
        """A row per comparison on test accuracy and number of seeds: what so few would have said."""
        return run_once_frame(self.experiment, self.pairs)

    @cached_property
    def ranks(self) -> Frame:
        """A row per metric and variant, where all pairs were planned: its best and worst possible rank."""
        return ranks_frame(self.compared)

    @cached_property
    def mixed(self) -> Mixed:
        """What differs between the environments of its runs; found when it is first asked for."""
        return mixed_environments(self.experiment, self.cells, self.records)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The rows of ``comparisons``; made when they are first asked for."""
        return tuple(Compared(**row) for row in self.comparisons.to_dict("records"))

    @cached_property
    def reached(self) -> dict[tuple[str, ...], tuple[float, float]]:
        """Means of both sides over the pairs of a comparison, by its variants and metric."""
        return means_reached(self.pairs)

    @property
    def n_older(self) -> int:
        """Runs that had been seen before a comparison or claim that needs them was planned."""
        return len(frozenset[str]().union(*(age.older for age in self.ages)))

    @property
    def test_measured(self) -> int:
        """How often the test set was measured: after each epoch of each run."""
        return sum(self.records.fact("epochs"))

    @property
    def is_whole(self) -> bool:
        """Whether every planned run was tried."""
        return not self.ledger["missing"].any()


def analyse(
    experiment: Experiment,
    records: Iterable[RunRecord] | Runs,
    seeds: Sequence[int],
    *,
    plans: Plans | None = (),
    cells: Sequence[Cell] | None = None,
) -> Analysis:
    """Analyse what is there of an experiment.

    Args:
        experiment: the question; its ``planned_seeds`` are those fixed before the data.
        records: finished runs (the store's records, or `read_results`); runs of others are left out.
        seeds: the seeds asked for. Runs of them that are not there count as missing.
        plans: the recorded plans that held its comparisons and claims, from `plans_of`; runs that had been
            seen before are counted. None: what was typed on the spot has no age.
        cells: of these seeds, where they are laid out already.
    """
    cells = plan_cells(experiment, seeds) if cells is None else cells
    order = {variant.name: place for place, variant in enumerate(experiment.variants)}
    cells = tuple(sorted(cells, key=lambda cell: order[cell.variant.name]))
    found = Runs.of(records).chosen(cell.run_id for cell in cells)
    table = cells_table(experiment, seeds, cells, found)
    ledger = ledger_frame(table)
    comparisons = comparisons_frame(experiment, table)
    claims = judge_claims(experiment, table, [Compared(**row) for row in comparisons.to_dict("records")])
    return Analysis(
        experiment=experiment,
        seeds=tuple(seeds),
        cells=cells,
        records=found,
        levels=levels_frame(experiment, table),
        summary=summary_frame(experiment, table),
        learning=learning_frame(experiment, table),
        comparisons=comparisons,
        pairs=pairs_frame(experiment, table),
        by_epoch=by_epoch_frame(experiment, table),
        moved=moved_frame(experiment, table),
        shares=shares_frame(experiment, table),
        selection=selection_frame(experiment, table),
        divergence=divergence_frame(table),
        diverged_pairs=divergence_pairs(experiment, table),
        claims=claims,
        ledger=ledger,
        ages=() if plans is None else plan_ages(experiment, cells, found, plans),
    )
