"""What a reader must know first, and the lines that count: runs, looks at the test set."""

from collections.abc import Iterable, Iterator

from dropout_lab.evidence import Analysis, Compared, Mixed, chooses_by_test_set
from dropout_lab.experiment import ROUND, Experiment
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.claims import claim_note
from dropout_lab.language.labels import comparison_labels, labels_of
from dropout_lab.language.planned import seen_before_notes
from dropout_lab.stats import mcnemar_exact

LOST = ("diverged", "failed", "missing")


def notes(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say which runs lack, what was left out, where seeds are other than planned, what can never be shown."""
    found = [*_lost_runs(analysis, words), *_lost_pairs(analysis, words)]
    found += _seeds(analysis, words)
    found += seen_before_notes(analysis, words)
    found += mixed_notes([analysis.mixed], words)
    return (*found, *(note for claim in analysis.claims if (note := claim_note(claim, words))))


def mixed_notes(found: Iterable[Mixed], words: Words = ENGLISH) -> tuple[str, ...]:
    """Say in one line each what differs between the environments of runs, and what that means."""
    return tuple(dict.fromkeys(_mixed_note(mixed, words) for mixed in found if mixed.is_mixed))


def environment_notes(here: Mixed, others: Mixed, experiment: str, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say of a run how its environment differs from this machine's, and from other runs'.

    Args:
        here: the run set apart from this machine.
        others: the run set apart from the other runs of its experiment.
        experiment: its name.
        words: the language.
    """
    found = []
    if here.is_mixed:
        found.append(words("sentences.notes.apart.here", what=_what(here, words)))
    if others.is_mixed:
        fields = {"n": others.pairs, "apart": others.apart, "experiment": experiment}
        found.append(words("sentences.notes.apart.others", what=_what(others, words), **fields))
    return tuple(found)


def _what(mixed: Mixed, words: Words) -> str:
    """Name what differs, with commas between."""
    comma, part = words("units.join.comma"), "sentences.notes.mixed_in"
    counted = {"processors": mixed.processors, "commits": mixed.commits}
    what = [words(f"{part}.versions", names=comma.join(mixed.versions))] if mixed.versions else []
    what += [words(f"{part}.{kind}", n=n) for kind, n in counted.items() if n > 1]
    what += [words(f"{part}.variables", names=comma.join(mixed.variables))] if mixed.variables else []
    return comma.join(what)


def _mixed_note(mixed: Mixed, words: Words) -> str:
    part = "sentences.notes.mixed_in"
    pairs = words(f"{part}.variables_meaning") if mixed.variables else ""
    if mixed.pairs:
        pairs += words(f"{part}.{'apart' if mixed.apart else 'alike'}", apart=mixed.apart, n=mixed.pairs)
    return words("sentences.notes.mixed", what=_what(mixed, words), pairs=pairs)


def ledger_line(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say that all planned runs finished, or how many did, diverged, failed and are missing."""
    total = analysis.ledger.drop(columns="variant").sum()
    if total["done"] == total["planned"]:
        return words("sentences.ledger.whole", n=total["planned"])
    lost = (words(f"sentences.ledger.{state}", n=total[state]) for state in LOST if total[state])
    return words("sentences.ledger.part", planned=total["planned"], done=total["done"], lost="".join(lost))


def looked_sentence(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say which epoch counts, and whether any was chosen on the test set."""
    unused = "epochs" if analysis.experiment.asks == "epochs" else "unused"
    kind = "chosen" if chooses_by_test_set(analysis.experiment) else unused
    return words(f"sentences.test_set.{kind}")


def divergence_sentences(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say of each planned pair with a diverged run at how many seeds which side diverged.

    With the exact test of McNemar (1947).
    """
    called = labels_of(analysis.experiment, words)
    return tuple(
        words(
            "sentences.divergence",
            **pair._asdict() | {"treatment": called[pair.treatment], "control": called[pair.control]},
            p=mcnemar_exact(pair.left, pair.right),
        )
        for pair in analysis.diverged_pairs
    )


def _lost_pairs(analysis: Analysis, words: Words) -> Iterator[str]:
    first = dict[tuple[str, ...], Compared]()  # its metrics have the same pairs
    for row in analysis.compared:
        first.setdefault(row.sides, row)
    labels = comparison_labels(analysis.experiment, words)
    for sides, row in first.items():
        label = labels.get(sides, row.label)
        if row.n_lost:
            planned = row.n_pairs + row.n_lost
            yield words("sentences.notes.pairs_lost", label=label, lost=row.n_lost, planned=planned)
        if row.n_unpaired:
            yield words("sentences.notes.unpaired", label=label, pairs=row.n_pairs, n=row.n_unpaired)


def _lost_runs(analysis: Analysis, words: Words) -> Iterable[str]:
    ledger, called = analysis.ledger, labels_of(analysis.experiment, words)
    total = ledger.drop(columns="variant").sum()
    if total["missing"]:
        yield words("sentences.notes.unfinished", missing=total["missing"], planned=total["planned"])
    for state in ("diverged", "failed"):
        if total[state]:
            counts = zip(ledger["variant"], ledger[state], strict=True)
            names = (words("sentences.notes.of", label=called[name], n=n) for name, n in counts if n)
            yield words(
                f"sentences.notes.{state}",
                lost=total[state],
                planned=total["planned"],
                variants=words("units.join.comma").join(names),
            )


def _seeds(analysis: Analysis, words: Words) -> Iterable[str]:
    experiment, seeds = analysis.experiment, analysis.seeds
    if experiment.auto:
        n_open = int((analysis.comparisons["decision"] == "inconclusive").sum())
        yield _auto_note(experiment, len(set(seeds)), n_open, words)
        return
    planned = set(experiment.planned_seeds)
    extra = sum(seed not in planned for seed in seeds)
    if extra:
        yield words("sentences.notes.extra", extra=extra, seeds=len(seeds), planned=len(planned))
    elif len(set(seeds)) < len(planned):
        yield words("sentences.notes.fewer", seeds=len(set(seeds)), planned=len(planned))


def _auto_note(experiment: Experiment, n_seeds: int, n_open: int, words: Words) -> str:
    """Say how many seeds ``seeds=auto`` took, why it stopped, and that its looks are allowed for.

    Args:
        experiment: with ``auto``.
        n_seeds: seeds asked for so far.
        n_open: comparisons that are still inconclusive.
        words: the language.
    """
    most = len(experiment.planned_seeds)
    if not n_open:
        stopped = words("sentences.auto.settled", seeds=n_seeds, most=most)
    else:
        where = words(f"sentences.auto.{'cap' if n_seeds >= most else 'so_far'}", seeds=n_seeds, most=most)
        stopped = words("sentences.auto.open", where=where, n=n_open)
    return words("sentences.auto.note", stopped=stopped, round=ROUND)
