"""What a reader must know first, and the lines that count: runs, looks at the test set."""

from collections.abc import Iterable, Iterator, Sequence

from dropout_lab.analysis.comparisons import Compared
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.looks import auto_note
from dropout_lab.experiment import Experiment
from dropout_lab.words import ENGLISH, Words

SIDES = ["treatment", "control", "minus_treatment", "minus_control"]
STATES = ("planned", "done", "diverged", "failed")


def experiment_notes(
    experiment: Experiment,
    ledger: Frame,
    comparisons: Frame,
    seeds: Sequence[int],
    words: Words = ENGLISH,
) -> Iterator[str]:
    """Say which runs lack, what was left out, and where the seeds are other than planned."""
    yield from _lost_runs(ledger, words)
    for values in comparisons.drop_duplicates(SIDES).to_dict("records"):
        row = Compared(**values)
        if row.n_lost:
            planned = row.n_pairs + row.n_lost
            yield words("sentences.notes.pairs_lost", label=row.label, lost=row.n_lost, planned=planned)
        if row.n_unpaired:
            yield words("sentences.notes.unpaired", label=row.label, pairs=row.n_pairs, n=row.n_unpaired)
    yield from _seeds(experiment, comparisons, seeds, words)


def ledger_line(ledger: Frame, words: Words = ENGLISH) -> str:
    """Planned / done / diverged / failed, over all variants."""
    total = ledger.drop(columns="variant").sum()
    line = words("sentences.ledger.line", **{state: total[state] for state in STATES})
    return words("sentences.ledger.missing", line=line, n=total["missing"]) if total["missing"] else line


def _lost_runs(ledger: Frame, words: Words) -> Iterable[str]:
    total = ledger.drop(columns="variant").sum()
    if total["missing"]:
        yield words("sentences.notes.unfinished", missing=total["missing"], planned=total["planned"])
    for state in ("diverged", "failed"):
        if total[state]:
            names = (
                f"{row.variant} {getattr(row, state)}" for row in ledger.itertuples() if getattr(row, state)
            )
            yield words(
                f"sentences.notes.{state}",
                lost=total[state],
                planned=total["planned"],
                variants=words("units.join.comma").join(names),
            )


def _seeds(experiment: Experiment, comparisons: Frame, seeds: Sequence[int], words: Words) -> Iterable[str]:
    if experiment.auto:
        n_open = int((comparisons["decision"] == "inconclusive").sum())
        yield auto_note(experiment, len(set(seeds)), n_open, words)
        return
    planned = set(experiment.planned_seeds)
    extra = sum(seed not in planned for seed in seeds)
    if extra:
        yield words("sentences.notes.extra", extra=extra, seeds=len(seeds), planned=len(planned))
    elif len(set(seeds)) < len(planned):
        yield words("sentences.notes.fewer", seeds=len(set(seeds)), planned=len(planned))
