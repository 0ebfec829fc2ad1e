"""What a question is answered with: the sentence that a report opens with."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dropout_lab.analysis.comparisons import Compared
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.sentences import level_sentence, sentence
from dropout_lab.analysis.variance import POKE
from dropout_lab.analysis.words import difference_text, interval_text, number, pairs_text
from dropout_lab.experiment import Experiment

METRIC = "test_accuracy"
STREAMS = {"init": "the initial weights", "order": "the batch order", "mask": "the masks"}
CHOSEN = {"test_accuracy": "the best test epoch", "validation_accuracy": "the best validation epoch"}


def answer(
    experiment: Experiment,
    *,
    comparisons: Frame,
    summary: Frame,
    shares: Frame,
    by_epoch: Frame,
    selection: Frame,
) -> str:
    """Return the answer to what the experiment asks, as far as there is evidence of it.

    Without it: the first planned comparison in one sentence, or the levels where none is planned.
    """
    rows = [Compared(**row) for row in comparisons.to_dict("records")]
    ways: dict[str, Callable[[], str]] = {
        "interaction": lambda: " ".join(sentence(row) for row in rows if row.minus_treatment),
        "spread": lambda: spread_sentence(shares, rows),
        "epochs": lambda: " ".join(epochs_sentence(part) for _, part in _by_sides(by_epoch)),
        "selection": lambda: selection_sentence(selection),
    }
    found = ways[experiment.asks]() if experiment.asks in ways else ""
    return found or (sentence(rows[0]) if rows else level_sentence(summary))


def spread_sentence(shares: Frame, rows: Sequence[Compared]) -> str:
    """Say which part of the variance between seeds each stream makes, and what a poke alone makes.

    Args:
        shares: from `shares_frame`.
        rows: the planned comparisons; one with a poked variant says what pairing by seed leaves.
    """
    told = []
    poked, streams = shares[shares["stream"] == POKE], shares[shares["stream"] != POKE]
    for row in poked.to_dict("records"):
        told.append(
            f"One nudged initial weight, with every stream the same, makes {_share(row)} of the variance of "
            f"test accuracy between seeds ({row['n_pairs']} pairs of runs)."
        )
        told += [
            f"Pairing {compared.treatment} with {compared.control} by seed leaves "
            f"{number(100 * (1 - compared.pair_correlation), 0)} % of the variance that unpaired seeds have."
            for compared in rows
            if row["variant"] in (compared.treatment, compared.control)
        ]
    kinds = {
        "first-order": "What a stream makes by itself, of the variance of test accuracy between seeds",
        "total": "Together with the others",
    }
    for kind, head in kinds.items():
        part = streams[streams["share"] == kind].to_dict("records")
        if part:
            told.append(
                f"{head}: " + ", ".join(f"{STREAMS[row['stream']]} {_share(row)}" for row in part) + "."
            )
    return " ".join(told)


def epochs_sentence(band: Frame) -> str:
    """Say where a comparison's band lies beyond zero, and whether its sign changes with the epochs.

    Args:
        band: the rows of `by_epoch_frame` of one comparison.
    """
    first = band.iloc[0]
    head = f"{first['treatment']} - {first['control']} on test accuracy"
    n, epochs = int(first["n_pairs"]), band["epoch"].to_numpy()
    behind = f"by a band that holds at all {len(epochs)} epochs at once, over {pairs_text(n)}"
    low, high = (band[end].to_numpy(dtype=float) for end in ("ci_low", "ci_high"))
    above, below = epochs[low > 0], epochs[high < 0]
    if above.size and below.size:
        return (
            f"{head} changes its sign with the length of training: above zero at {_epochs(above)}, below it "
            f"at {_epochs(below)}, {behind}."
        )
    side, beyond = ("above", above) if above.size else ("below", below)
    if not beyond.size:
        return f"No change of sign is shown: {head} is told from zero at no epoch, {behind}."
    other = "below" if side == "above" else "above"
    return (
        f"No change of sign is shown: {head} is {side} zero at {_epochs(beyond)}, and nowhere shown {other} "
        f"it, {behind}."
    )


def selection_sentence(selection: Frame) -> str:
    """Say what taking the accuracy at a chosen epoch adds to each level and to each difference."""
    told = []
    for chosen_by, name in (
        ("test_accuracy", "the best test epoch"),
        ("validation_accuracy", "the best validation epoch"),
    ):
        part = selection[selection["chosen_by"] == chosen_by].to_dict("records")
        if part:
            each = ", ".join(_shift(row) for row in part)
            told.append(f"Taken at {name} instead of the last, test accuracy shifts: {each}.")
    return " ".join(told)


def _shift(row: dict[str, Any]) -> str:
    what = f"the difference {row['what']}" if row["kind"] == "difference" else row["what"]
    shift = difference_text(METRIC, row["shift"], [0.0])
    signed = f"+{shift}" if row["shift"] > 0 else shift
    return f"{what} by {signed} pp {interval_text(METRIC, row['ci_low'], row['ci_high'])}"


def _share(row: dict[str, Any]) -> str:
    ends = ", ".join(number(100 * row[end], 0) for end in ("ci_low", "ci_high"))
    return f"{number(100 * row['estimate'], 0)} % [{ends}]"


def _by_sides(by_epoch: Frame) -> Any:
    return by_epoch.groupby(["treatment", "control"], sort=False)


def _epochs(epochs: np.ndarray) -> str:
    """Name epochs by their stretches.

    >>> _epochs(np.array([1, 2, 3, 7]))
    'epochs 1 to 3, 7'
    """
    stretches = np.split(epochs, np.flatnonzero(np.diff(epochs) > 1) + 1)
    named = [f"{part[0]}" if part.size == 1 else f"{part[0]} to {part[-1]}" for part in stretches]
    return f"epoch{'s' * (epochs.size > 1)} {', '.join(named)}"
