"""Records -> everything that tables, figures and sentences are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dropout_lab.analysis.answers import answer
from dropout_lab.analysis.cells import cells_table, ledger_frame
from dropout_lab.analysis.claims import Judged, judge_claims
from dropout_lab.analysis.comparisons import Compared, comparisons_frame
from dropout_lab.analysis.divergence import (
    Diverged,
    divergence_frame,
    divergence_pairs,
    divergence_sentence,
)
from dropout_lab.analysis.frames import Frame, curves_frame, records_by_id, runs_frame
from dropout_lab.analysis.images import moved_frame
from dropout_lab.analysis.notes import experiment_notes, ledger_line
from dropout_lab.analysis.pairs import by_epoch_frame, pairs_frame
from dropout_lab.analysis.reliability import reliability_frame
from dropout_lab.analysis.run_once import run_once_frame
from dropout_lab.analysis.selection import chooses_by_test_set, selection_frame
from dropout_lab.analysis.sentences import sentence
from dropout_lab.analysis.summary import learning_frame, summary_frame
from dropout_lab.analysis.tables import (
    Table,
    comparison_table,
    ledger_table,
    summary_table,
)
from dropout_lab.analysis.variance import shares_frame
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell, plan_cells
from dropout_lab.store import RunRecord
from dropout_lab.words import ENGLISH, Words


@dataclass(frozen=True)
class Analysis:
    """An experiment's evidence as tidy frames (fractions and nats), and what it says in words.

    ``cells``: the plan's places. ``summary``: per variant and metric. ``learning``: per variant
    and epoch. ``comparisons``: per comparison and metric. ``pairs``: per comparison, metric and seed.
    ``by_epoch``: per comparison and epoch, with a simultaneous band. ``moved``: images that a treatment
    rescues or breaks. ``shares``: of the variance, by stream. ``selection``: what choosing the epoch does.
    ``divergence`` and ``ledger``: per variant. ``claims``: each with its verdict. What it says in words it
    says in any language (``answer_in(words)``), and in English by its plain name (``answer``).
    """

    experiment: Experiment
    seeds: tuple[int, ...]
    cells: tuple[Cell, ...]  # in the order of variants, then of seeds
    records: Mapping[str, RunRecord]  # run_id -> record, for the runs of this experiment alone
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
    older: int  # runs that are older than the plan

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

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence per planned comparison and metric."""
        return self.sentences_in(ENGLISH)

    def sentences_in(self, words: Words) -> tuple[str, ...]:
        """One sentence per planned comparison and metric, in a language."""
        return tuple(sentence(Compared(**row), words) for row in self.comparisons.to_dict("records"))

    @property
    def answer(self) -> str:
        """What the experiment asks, answered in a sentence or two."""
        return self.answer_in(ENGLISH)

    def answer_in(self, words: Words) -> str:
        """What the experiment asks, answered in a language."""
        return answer(
            self.experiment,
            comparisons=self.comparisons,
            summary=self.summary,
            shares=self.shares,
            by_epoch=self.by_epoch,
            selection=self.selection,
            words=words,
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know first."""
        return self.notes_in(ENGLISH)

    def notes_in(self, words: Words) -> tuple[str, ...]:
        """What a reader must know first, in a language."""
        notes = [*experiment_notes(self.experiment, self.ledger, self.comparisons, self.seeds, words)]
        if self.older:
            notes.append(words("sentences.notes.older", older=self.older, runs=len(self.records)))
        return (*notes, *(claim.note_in(words.language) for claim in self.claims if claim.note))

    @property
    def divergence_sentences(self) -> tuple[str, ...]:
        """One sentence per planned pair of variants of which any run diverged."""
        return self.divergence_sentences_in(ENGLISH)

    def divergence_sentences_in(self, words: Words) -> tuple[str, ...]:
        """One sentence per planned pair of variants of which any run diverged, in a language."""
        return tuple(divergence_sentence(pair, words) for pair in self.diverged_pairs)

    @property
    def ledger_line(self) -> str:
        """Planned / done / diverged / failed, over all variants."""
        return self.ledger_line_in(ENGLISH)

    def ledger_line_in(self, words: Words) -> str:
        """Planned / done / diverged / failed, over all variants, in a language."""
        return ledger_line(self.ledger, words)

    @property
    def test_measured(self) -> int:
        """How often the test set was measured: after each epoch of each run."""
        return sum(record.epochs for record in self.records.values())

    @property
    def test_set_line(self) -> str:
        """How often the test set was measured, and whether anything was chosen by it."""
        return self.test_set_line_in(ENGLISH)

    def test_set_line_in(self, words: Words) -> str:
        """How often the test set was measured, and whether anything was chosen by it, in a language."""
        kind = "chosen" if chooses_by_test_set(self.experiment) else "unused"
        return words(f"sentences.test_set.{kind}", times=self.test_measured)

    @property
    def is_whole(self) -> bool:
        """Whether every planned run was tried."""
        return not self.ledger["missing"].any()

    @property
    def summary_table(self) -> Table:
        """The results by variant, as people read them."""
        return summary_table(self.summary, self.ledger, self.runs)

    @property
    def comparison_table(self) -> Table:
        """The comparisons, as people read them."""
        return comparison_table(self.comparisons)

    @property
    def ledger_table(self) -> Table:
        """The ledger by variant."""
        return ledger_table(self.ledger)


def analyse(
    experiment: Experiment,
    records: Iterable[RunRecord],
    seeds: Sequence[int],
    *,
    planned_at: str | None = None,
) -> Analysis:
    """Analyse what is there of an experiment.

    Args:
        experiment: the question; its ``planned_seeds`` are those fixed before the data.
        records: finished runs (the store's records, or `read_results`); runs of others are left out.
        seeds: the seeds asked for. Runs of them that are not there count as missing.
        planned_at: when the plan was recorded, as ISO text in UTC; older runs are counted in the notes.
    """
    cells = plan_cells(experiment, seeds)
    order = {variant.name: place for place, variant in enumerate(experiment.variants)}
    cells = tuple(sorted(cells, key=lambda cell: order[cell.variant.name]))
    known = records_by_id(records)
    found = {cell.run_id: known[cell.run_id] for cell in cells if cell.run_id in known}
    table = cells_table(experiment, seeds, cells, found)
    ledger = ledger_frame(table)
    comparisons = comparisons_frame(experiment, table)
    claims = judge_claims(experiment, table, [Compared(**row) for row in comparisons.to_dict("records")])
    finished = [found[cell.run_id].finished_at for cell in cells if cell.run_id in found]
    older = sum(time < planned_at for time in finished) if planned_at else 0
    return Analysis(
        experiment=experiment,
        seeds=tuple(seeds),
        cells=cells,
        records=found,
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
        older=older,
    )
