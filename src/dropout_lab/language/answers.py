"""The exact answer, by names and with every interval: what stands small below the word and the sentence."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dropout_lab.evidence import POKE, Analysis, Compared, Frame, needed, row_of
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.comparisons import level_sentence, sentence
from dropout_lab.language.families import first_sentence
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.numbers import share_text
from dropout_lab.language.values import shift_text
from dropout_lab.outcomes import OUTCOMES

SPOKEN = 3
"""Comparisons that an answer has a sentence for, or a name; more are counted."""


def answer(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Answer what the experiment asks by all that its question needs, in a sentence each.

    Without evidence of what it asks: these comparisons, or the levels where none is planned.
    """
    asks, metric = analysis.experiment.asks, analysis.experiment.metric
    ways: dict[str, Callable[[], str]] = {
        "how much": lambda: spread_sentence(analysis.shares, words),
        "epochs": lambda: _by_epochs(analysis.by_epoch, words),
        "ranks": lambda: ranks_sentence(analysis.ranks, metric, words),
        "selection": lambda: selection_sentence(analysis.selection, metric, words),
    }
    found = ways[asks]() if asks in ways else ""
    if found:
        return found
    rows = needed(analysis)
    return compared_sentences(rows, words) if rows else level_sentence(analysis.summary, metric, words)


def compared_sentences(rows: Sequence[Compared], words: Words = ENGLISH) -> str:
    """Say a sentence for each comparison where they are few, else how many came out how."""
    if len(rows) <= SPOKEN:
        return words("units.join.sentences").join(sentence(row, words) for row in rows)
    groups: dict[str, list[Compared]] = {}
    for row in rows:
        groups.setdefault(row.decision, []).append(row)
    each = words("units.join.semicolon").join(_named(*group, words) for group in groups.items())
    said = words("sentences.many", each=each, metric=metrics_in(words)[rows[0].metric].name)
    return said[0].upper() + said[1:]


def _named(decision: str, rows: Sequence[Compared], words: Words) -> str:
    """Say a decision with the comparisons that it holds for."""
    names = words("units.join.comma").join(row.label for row in rows)
    if len(rows) > SPOKEN:
        names = words("units.family.comparisons", n=len(rows))
    return words("sentences.decided", decision=words(f"outcomes.{OUTCOMES[decision].key}"), names=names)


def sentences(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say in one sentence each what the planned comparisons showed, metric by metric."""
    return tuple(sentence(row, words) for row in analysis.compared)


def further_sentences(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Return the sentences of the planned comparisons that the answer itself does not say."""
    said = answer(analysis, words)
    return tuple(each for each in sentences(analysis, words) if each not in said)


def spread_sentence(shares: Frame, words: Words = ENGLISH) -> str:
    """Say which part of the variance between seeds each stream makes, and what a poke alone makes.

    Args:
        shares: from `shares_frame`.
        words: the language.
    """
    poked, streams = shares[shares["stream"] == POKE], shares[shares["stream"] != POKE]
    told = [
        words("sentences.answer.poke", share=_share(row, words), pairs=row["n_pairs"])
        for row in poked.to_dict("records")
    ]
    for kind, key in {"first-order": "first_order", "total": "total"}.items():
        part = streams[streams["share"] == kind].to_dict("records")
        if part:
            each = (
                words(
                    "sentences.answer.stream",
                    stream=words(f"units.streams.{row['stream']}"),
                    share=_share(row, words),
                )
                for row in part
            )
            told.append(words(f"sentences.answer.{key}", shares=words("units.join.comma").join(each)))
    return words("units.join.sentences").join(told)


def ranks_sentence(ranks: Frame, primary: str, words: Words = ENGLISH) -> str:
    """Say which variant ranks first, or between which this stays open; of the primary metric first.

    Args:
        ranks: from `ranks_frame`.
        primary: the metric that is spoken of without its name.
        words: the language.
    """
    first = ranks[ranks["best"] == 1].groupby("metric", sort=False)["variant"].agg(list)
    told = [first_sentence(first[primary], words)] if primary in first else []
    for name, names in first.items():
        if name != primary:
            shown = metrics_in(words)[str(name)].name
            told.append(words("sentences.family.by_metric", metric=shown, said=first_sentence(names, words)))
    return words("units.join.sentences").join(told)


def epochs_sentence(band: Frame, words: Words = ENGLISH) -> str:
    """Say where a comparison's band lies beyond zero, and whether its sign changes with the epochs.

    Args:
        band: the rows of `by_epoch_frame` of one comparison.
        words: the language.
    """
    first = band.iloc[0]
    epochs = band["epoch"].to_numpy()
    low, high = (band[end].to_numpy(dtype=float) for end in ("ci_low", "ci_high"))
    above, below = epochs[low > 0], epochs[high < 0]
    kind = (
        "both"
        if above.size and below.size
        else "above"
        if above.size
        else "below"
        if below.size
        else "neither"
    )
    return words(
        f"sentences.answer.{kind}",
        treatment=first["treatment"],
        control=first["control"],
        above=_epochs(above, words) if above.size else "",
        below=_epochs(below, words) if below.size else "",
        band=words(
            "sentences.answer.band", epochs=len(epochs), count=words("units.pairs", n=int(first["n_pairs"]))
        ),
    )


def selection_sentence(selection: Frame, metric: str, words: Words = ENGLISH) -> str:
    """Say what taking the primary metric at a chosen epoch adds to each level and to each difference."""
    told, name = [], metrics_in(words)[metric].name
    for chosen_by, part in selection.groupby("chosen_by", sort=False):
        comma = words("units.join.comma")
        shifts = comma.join(_shift(row, metric, words) for row in part.to_dict("records"))
        key = f"sentences.answer.chosen.{row_of(str(chosen_by)).split}"
        told.append(words(key, metric=name, shifts=shifts))
    return words("units.join.sentences").join(told)


def _shift(row: dict[str, Any], metric: str, words: Words) -> str:
    return words(
        f"sentences.answer.shift_{row['kind']}",
        what=row["what"],
        shift=shift_text(metric, row, words),
    )


def _by_epochs(by_epoch: Frame, words: Words) -> str:
    """Say of each comparison where its band lies."""
    parts = [part for _, part in _by_sides(by_epoch)]
    told = [epochs_sentence(part, words) for part in parts]
    return words("units.join.sentences").join(told)


def _share(row: dict[str, Any], words: Words) -> str:
    return share_text(row["estimate"], row["ci_low"], row["ci_high"], words)


def _by_sides(by_epoch: Frame) -> Any:
    return by_epoch.groupby(["treatment", "control"], sort=False)


def _epochs(epochs: np.ndarray, words: Words = ENGLISH) -> str:
    """Name epochs by their stretches.

    >>> _epochs(np.array([1, 2, 3, 7])), _epochs(np.array([17, 18, 20])), _epochs(np.array([20]))
    ('epochs 1 to 3 and 7', 'epochs 17, 18 and 20', 'epoch 20')
    """
    named: list[str] = []
    for part in np.split(epochs, np.flatnonzero(np.diff(epochs) > 1) + 1):
        if part.size > 2:
            named.append(words("sentences.answer.stretch", first=part[0], last=part[-1]))
        else:
            named += map(str, part)
    *others, last = named
    if others:
        last = words("units.join.last", list=words("units.join.comma").join(others), last=last)
    return words("sentences.answer.epochs", n=epochs.size, list=last)
