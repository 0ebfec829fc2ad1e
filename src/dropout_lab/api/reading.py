"""`dropout_lab.results` and `compare`: what a store or a results folder holds, as tidy frames."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dropout_lab.errors import ResultsError
from dropout_lab.evidence import Analysis, Kept, explore
from dropout_lab.language import answer, claim_sentence, explored_sentences, ledger_line, notes, sentences
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.results_folder import find_kept, is_results_folder, published_history
from dropout_lab.tables import claims_frame, written_comparisons

if TYPE_CHECKING:  # its one door is `analysis`
    from pandas import DataFrame

STORE = Path("results/store.sqlite")


@dataclass(frozen=True, repr=False)
class Results:
    """An experiment's evidence: frames in fractions and nats, and what it says in words.

    The frames are those of the results folder's CSV files; a row's meaning is in its first columns.
    """

    analysis: Analysis

    @property
    def experiment(self) -> str:
        """Name of the experiment or sweep."""
        return self.analysis.experiment.name

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds asked for."""
        return self.analysis.seeds

    @property
    def runs(self) -> "DataFrame":
        """A row per variant and seed."""
        return self.analysis.runs.copy()

    @property
    def curves(self) -> "DataFrame":
        """A row per variant, seed and epoch."""
        names = self.analysis.runs[["variant", "seed", "run_id"]]
        return names.merge(self.analysis.curves, on="run_id", how="inner")

    @property
    def summary(self) -> "DataFrame":
        """A row per variant and metric: n, mean, sd, 95 % interval."""
        return self.analysis.summary.copy()

    @property
    def comparisons(self) -> "DataFrame":
        """A row per planned comparison and metric, with its decision."""
        return written_comparisons(self.analysis.comparisons)

    @property
    def pairs(self) -> "DataFrame":
        """A row per comparison, metric and seed: both values and their difference."""
        return self.analysis.pairs.copy()

    @property
    def by_epoch(self) -> "DataFrame":
        """A row per comparison and epoch, with a band that holds over all epochs at once."""
        return self.analysis.by_epoch.copy()

    @property
    def claims(self) -> "DataFrame":
        """A row per claim with its verdict."""
        return claims_frame(self.analysis)

    @property
    def answer(self) -> str:
        """The first planned comparison in one sentence, or the level where none is planned."""
        return answer(self.analysis)

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence per planned comparison, then one per claim."""
        return (*sentences(self.analysis), *map(claim_sentence, self.analysis.claims))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know first: missing, diverged or failed runs, looks, older runs."""
        return notes(self.analysis)

    def __repr__(self) -> str:
        return f"<Results of {self.experiment}: {ledger_line(self.analysis)}>\n{self.answer}"


def results(experiment: str | Path, *, store: str | Path = STORE) -> Results:
    """Read an experiment or a sweep; nothing is trained and nothing is written.

    Args:
        experiment: its name in the store, else in ``results/``; or a results folder such as
            ``results/tutorial_claim``.
        store: the database of runs; unused for a folder.

    Raises:
        ConfigError: no such experiment in either.
        ResultsError: a folder that is no results folder, or is damaged.
        StoreError: a store that cannot be read.
    """
    folder = Path(experiment)
    if (isinstance(experiment, Path) or "/" in experiment) and not is_results_folder(folder):
        raise ResultsError(f"{folder}: no such results folder")
    history = published_history()
    kept, _ = find_kept(Path(store), str(experiment), asked_as="results", history=history)
    return Results(kept.analysis)


def compare(
    treatment: str,
    control: str | None = None,
    *,
    metric: str = DEFAULT_METRIC,
    store: str | Path = STORE,
) -> "DataFrame":
    """Compare two variants, experiments or sweeps of the store or of ``results/`` by seed, treatment first.

    Args:
        treatment: EXPERIMENT/VARIANT, or the name of an experiment or sweep.
        control: likewise; None: all that the experiment planned.
        metric: what is compared where no plan says it.
        store: the database of runs.

    Returns:
        The columns of comparisons.csv, a row per comparison, and ``sentence``. What no plan names has the
        decision ``exploratory``: an interval, and nothing decided.

    Raises:
        ConfigError: nothing of that name in either, or nothing to compare.
        StoreError: a store that cannot be read.
    """

    def find(name: str, variants: frozenset[str] | None) -> Kept:
        return find_kept(Path(store), name, variants, asked_as="compare")[0]

    found = explore(find, treatment, control, metric=metric)
    return written_comparisons(found.frame).assign(sentence=explored_sentences(found))
