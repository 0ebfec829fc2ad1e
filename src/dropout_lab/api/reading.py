"""`dropout_lab.results` and `compare`: what a store or a results folder holds, as tidy frames."""

import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dropout_lab import figures, publication
from dropout_lab.errors import ConfigError, ResultsError, unknown_name
from dropout_lab.evidence import Analysis, Kept, explore
from dropout_lab.language import (
    ENGLISH,
    LANGUAGES,
    Words,
    answer,
    claim_sentence,
    explored_sentences,
    headline,
    ledger_line,
    notes,
    sentences,
)
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.results_folder import PUBLISHED, find_kept, is_results_folder, published_history
from dropout_lab.tables import claims_frame, written_comparisons

if TYPE_CHECKING:  # their doors are `analysis` and `figures`
    from matplotlib.figure import Figure
    from pandas import DataFrame

STORE = Path("results/store.sqlite")


class Place(NamedTuple):
    """Where results were read: a results folder, or else a store beside a folder of results."""

    folder: Path | None = None
    store: Path = STORE
    results: Path = PUBLISHED


@dataclass(frozen=True, repr=False)
class Results:
    """An experiment's evidence: frames in fractions and nats, what it says in words, and its pictures.

    The frames are those of the results folder's CSV files; a row's meaning is in its first columns.
    A notebook shows the answer, the comparisons and the picture that answers.
    """

    analysis: Analysis
    place: Place
    words: Words = ENGLISH

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
    def word(self) -> str:
        """What is answered, in a word: yes, no, slightly, can't tell yet, or a number in words."""
        return headline(self.analysis, self.words).word

    @property
    def answer(self) -> str:
        """The word, and one sentence with what it rests on."""
        return headline(self.analysis, self.words).text

    @property
    def exact(self) -> str:
        """The same answer by names, with each interval as it was decided by."""
        return answer(self.analysis, self.words)

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence per planned comparison, then one per claim."""
        claimed = (claim_sentence(claim, self.words) for claim in self.analysis.claims)
        return (*sentences(self.analysis, self.words), *claimed)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know first: missing, diverged or failed runs, looks, older runs."""
        return notes(self.analysis, self.words)

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the pictures that have something to show, for `plot`."""
        return figures.names_of(self.analysis)

    def plot(self, name: str | None = None) -> "Figure":
        """Draw a picture of the page, as a Matplotlib figure that a notebook shows.

        Args:
            name: one of `figures`; None: the one that answers.

        Raises:
            ConfigError: no such picture, or one that has nothing to show here.
        """
        return figures.draw_one(self.analysis, name, self.words)

    def open(self) -> Path:
        """Open the page in a browser, and return its path; of results in a store it is written first.

        Raises:
            ResultsError: the page cannot be written.
        """
        page = self._page()
        webbrowser.open(page.resolve().as_uri())
        return page

    def _page(self) -> Path:
        folder, store, results = self.place
        if folder is not None:
            return folder / publication.PAGE
        return publication.write_campaign(store, self.experiment, results=results).page

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the answer, five columns of the comparisons, a picture."""
        return publication.view_html(self.analysis, self.words)

    def __repr__(self) -> str:
        return f"<Results of {self.experiment}: {ledger_line(self.analysis, self.words)}>\n{self.answer}"


def spoken(language: str) -> Words:
    """Return the words of a language.

    Raises:
        ConfigError: none of ours.
    """
    if language not in LANGUAGES:
        raise ConfigError(unknown_name("language", language, "language", LANGUAGES))
    return Words(language)


def results(experiment: str | Path, *, store: str | Path = STORE, language: str = "en") -> Results:
    """Read an experiment or a sweep; nothing is trained and nothing is written.

    Args:
        experiment: its name in the store, else in ``results/``; or a results folder such as
            ``results/tutorial_claim``.
        store: the database of runs; unused for a folder.
        language: of answer, sentences, notes and pictures: ``en`` or ``zh``.

    Raises:
        ConfigError: no such experiment in either, or no such language.
        ResultsError: a folder that is no results folder, or is damaged.
        StoreError: a store that cannot be read.
    """
    folder, words = Path(experiment), spoken(language)
    if (isinstance(experiment, Path) or "/" in experiment) and not is_results_folder(folder):
        raise ResultsError(f"{folder}: no such results folder")
    history = published_history()
    kept, found = find_kept(Path(store), str(experiment), asked_as="results", history=history)
    return Results(kept.analysis, Place(found, Path(store)), words)


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
