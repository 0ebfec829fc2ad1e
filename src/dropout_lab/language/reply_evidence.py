"""Shares, epochs, chosen epochs, ranks and levels -> the word and the sentence that answer a question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dropout_lab.evidence import CHEAP, POKE, Analysis, Frame, Reply, of_streams
from dropout_lab.experiment import Variant
from dropout_lab.language.comparisons import LEVELS
from dropout_lab.language.numbers import number, share_text
from dropout_lab.language.reply_parts import Telling, counted, level, thousands, unit
from dropout_lab.language.reply_rows import asked_word
from dropout_lab.language.values import difference_text, digits_of, reach_text
from dropout_lab.stats import FEWEST_PAIRS

STRETCHES = 3
"""Stretches of epochs that a sentence names; of more it gives the number of epochs."""

NAMED = 3
"""Variants that a sentence names as possible first ones."""


def shares(analysis: Analysis, reply: Reply, telling: Telling) -> tuple[str, str]:
    """Say how much of the variance between seeds a poke makes, or each stream."""
    poked = analysis.shares[analysis.shares["stream"] == POKE]
    if len(poked):
        row = poked.iloc[0].to_dict()
        return asked_word("how much", reply.kind, telling), _poke(analysis, row, reply, telling)
    part = of_streams(analysis.shares)
    found = part.sort_values("ci_low", ascending=False).to_dict("records")
    first = telling.words(f"answers.shares.names.{found[0]['stream']}")
    fields = {"count": counted(len(found), telling), "stream": first}
    word = asked_word("how much", reply.kind, telling, **fields)
    return word, telling.first_fitting(_streams(found, reply, len(analysis.seeds), telling))


def _poke(analysis: Analysis, row: dict[str, Any], reply: Reply, telling: Telling) -> str:
    variant = analysis.experiment.variant(row["variant"])
    poke = f"{100 * variant.recipe.randomness.poke:g} %"
    told = {"weights": thousands(_weights(variant), telling.words.language), "poke": poke}
    if reply.kind == "open":
        return telling.say("shares.poke_open", **told)
    share = share_text(row["estimate"], row["ci_low"], row["ci_high"], telling.words)
    return telling.say("shares.poke", share=share, **told)


def _weights(variant: Variant) -> int:
    """Return the number of weights and biases of a variant's net."""
    layers = variant.recipe.model.layers(variant.recipe.dataset.facts)
    return sum((layer.inputs + 1) * layer.units for layer in layers)


def _streams(found: Sequence[dict[str, Any]], reply: Reply, n_seeds: int, telling: Telling) -> Iterator[str]:
    if reply.kind == "open":
        yield telling.say("shares.nothing", seeds=n_seeds)
        return
    entries = []
    for row in found:
        stream = telling.words(f"answers.shares.names.{row['stream']}")
        key = "told" if row["ci_low"] > 0 else "open"
        entries.append(telling.say(f"shares.{key}", stream=stream, share=number(100 * row["ci_low"], 0)))
    each = telling.words("units.join.comma").join(entries)
    if reply.kind != "mostly":
        yield telling.say("shares.streams", each=each, seeds=n_seeds)
    total = found[0]["share"] == "total"
    yield telling.say("shares.streams_told" if total else "shares.by_itself", each=each)


def epochs(analysis: Analysis, reply: Reply, telling: Telling) -> tuple[str, str]:
    """Say at which epochs a difference is shown, and which way; of several comparisons of the clearest."""
    parts = [part for _, part in analysis.by_epoch.groupby(["treatment", "control"], sort=False)]
    part = max(parts, key=_shown)
    return asked_word("epochs", reply.kind, telling), telling.first_fitting(_epochs(part, telling))


def _shown(part: Frame) -> tuple[bool, int]:
    above, below = (part["ci_low"] > 0).sum(), (part["ci_high"] < 0).sum()
    return bool(above and below), int(above + below)


def _epochs(part: Frame, telling: Telling) -> Iterator[str]:
    every = part["epoch"].to_numpy()
    at = {"above": every[(part["ci_low"] > 0).to_numpy()], "below": every[(part["ci_high"] < 0).to_numpy()]}
    treatment = telling.called(str(part["treatment"].iloc[0]))
    if not any(epochs.size for epochs in at.values()):
        yield telling.say("epochs.nothing", n=every.size, treatment=treatment)
        return
    for stretches in (True, False):
        named = {side: _named(epochs, every.size, telling, stretches) for side, epochs in at.items()}
        if all(epochs.size for epochs in at.values()):
            yield telling.say("epochs.both", treatment=treatment, **named)
            continue
        side, other = ("above", "below") if at["above"].size else ("below", "above")
        told = {"side": telling.say(f"epochs.{side}"), "other": telling.say(f"epochs.{other}")}
        for key in ("side", "side_short"):
            yield telling.say(f"epochs.{key}", treatment=treatment, epochs=named[side], **told)


def _named(epochs: np.ndarray, n: int, telling: Telling, stretches: bool) -> str:
    """Name epochs by their stretches, or by their number where these are many."""
    if not epochs.size:
        return ""
    parts = np.split(epochs, np.flatnonzero(np.diff(epochs) > 1) + 1)
    if len(parts) > STRETCHES or not stretches:
        return telling.say("epochs.many", k=epochs.size, n=n)
    shown: list[str] = []
    for part in parts:
        if part.size > 2:
            shown.append(telling.say("epochs.stretch", first=part[0], last=part[-1]))
        else:
            shown += map(str, part)
    listed = telling.words("answers.epochs.comma").join(shown[:-1])
    if listed:
        listed = telling.say("epochs.last", list=listed, last=shown[-1])
    return telling.words("answers.epochs.named", n=epochs.size, list=listed or shown[-1])


def selection(analysis: Analysis, reply: Reply, telling: Telling) -> tuple[str, str]:
    """Say what picking the best test epoch adds to the levels, and whether picking by validation adds any."""
    said = telling.first_fitting(_selection(analysis.selection, analysis.metric, telling))
    return asked_word("selection", reply.kind, telling), said


def _selection(found: Frame, metric: str, telling: Telling) -> Iterator[str]:
    by_test = found["chosen_by"].str.startswith("test")
    levels = found[by_test & (found["kind"] == "level")].sort_values("ci_low", ascending=False)
    rows = levels.to_dict("records")
    if not rows or not rows[0]["ci_low"] > 0:
        yield telling.say("selection.nothing")
        return
    quiet = found[~by_test]
    silent = len(quiet) and not ((quiet["ci_low"] > 0) | (quiet["ci_high"] < 0)).any()
    tails = [telling.say("selection.validation")] if silent else []
    first = _shift(rows[0], metric, telling, "entry")
    others = telling.words("units.join.comma").join(
        _shift(row, metric, telling, "other") for row in rows[1 : NAMED + 1]
    )
    for tail in (*tails, ""):
        if others:
            yield telling.say("selection.adds", first=first, others=others, validation=tail)
    for tail in (*tails, ""):
        yield telling.say("selection.adds_one", first=first, validation=tail)


def _shift(row: dict[str, Any], metric: str, telling: Telling, key: str) -> str:
    digits = digits_of(metric, row["ci_low"], row["ci_high"])
    told = {"size": difference_text(metric, row["shift"]), "label": telling.called(row["what"])}
    if key == "entry":
        told["size"] += unit(metric, telling)
        told["reach"] = reach_text(metric, row["ci_low"], row["ci_high"], words=telling.words, digits=digits)
    return telling.say(f"selection.{key}", **told)


def ranks(analysis: Analysis, reply: Reply, telling: Telling) -> tuple[str, str]:
    """Say which variant is first, or which may be, by ranks that hold together."""
    rows = analysis.ranks[analysis.ranks["metric"] == analysis.metric].to_dict("records")
    summary = analysis.summary[analysis.summary["metric"] == analysis.metric].set_index("variant")["mean"]
    reached = {str(name): level(analysis.metric, float(mean), telling) for name, mean in summary.items()}
    for name, cost in analysis.costs.by_variant.items() if analysis.costs else ():
        if name in reached and cost.time > CHEAP:
            ratio = number(cost.time, 1)
            reached[name] = telling.say("ranks.dear", level=reached[name], ratio=ratio)
    return ranks_told(rows, reply, reached, telling)


def ranks_told(
    rows: Sequence[dict[str, Any]], reply: Reply, reached: Mapping[Any, str], telling: Telling
) -> tuple[str, str]:
    """Say which of some ranked variants is first, or which may be.

    Args:
        rows: ``variant``, ``best`` and ``worst`` possible rank of each.
        reply: its kind is that of `ranks_reply`.
        reached: level by variant.
        telling: what it is told with.
    """
    first = [row for row in rows if row["best"] == 1]
    word = asked_word("ranks", reply.kind, telling, count=_capital(counted(len(first), telling)))
    return word, telling.first_fitting(_ranks(rows, first, reached, telling))


def _ranks(
    rows: Sequence[dict[str, Any]],
    first: Sequence[dict[str, Any]],
    reached: Mapping[Any, str],
    telling: Telling,
) -> Iterator[str]:
    n, others = len(rows), [row for row in rows if row["best"] > 1]
    names = [telling.labels[row["variant"]] for row in first]
    if not others:
        yield telling.say("ranks.all", n=n)
        return
    best, last = min(row["best"] for row in others), [row for row in others if row["best"] == n]
    if len(first) == 1:
        second = telling.labels[min(others, key=lambda row: row["best"])["variant"]]
        level_shown = reached[first[0]["variant"]]
        yield telling.say("ranks.first", name=names[0], n=n, level=level_shown, second=second)
        yield telling.say("ranks.first_short", name=names[0], n=n)
        return
    told = {"n": len(others), "best": best}
    leveled = [
        telling.say("ranks.level", name=name, level=reached[row["variant"]])
        for name, row in zip(names, first, strict=True)
    ]
    for shown in (leveled, names) if len(first) <= NAMED else ():
        joined = telling.say(
            "ranks.or", names=telling.words("units.join.comma").join(shown[:-1]), last=shown[-1]
        )
        if last:
            yield telling.say("ranks.several", names=joined, last=telling.labels[last[0]["variant"]], **told)
        yield telling.say("ranks.several_unled", names=joined, **told)
    yield telling.say("ranks.several_counted", k=len(first), of=n, **told)


def levels(analysis: Analysis, reply: Reply, telling: Telling) -> tuple[str, str]:
    """Say where variants stand when nothing is compared."""
    metric = analysis.metric
    rows = analysis.summary[(analysis.summary["metric"] == metric) & (analysis.summary["n"] > 0)]
    found = rows.sort_values("mean", ascending=False).to_dict("records")
    if reply.kind == "unknown":
        return asked_word("levels", "unknown", telling), telling.say("levels.unknown")
    top, bottom = found[0], found[-1]
    high, low = (level(metric, row["mean"], telling) for row in (top, bottom))
    if reply.kind == "one":
        told = {"name": telling.called(top["variant"]), "level": high, "seeds": _seeds(top["n"], telling)}
        if top["n"] < FEWEST_PAIRS:
            return high, _capital(telling.say("levels.one_alone", **told))
        reach = telling.words(
            "units.range",
            low=level(metric, top["ci_low"], telling),
            high=level(metric, top["ci_high"], telling),
        )
        return high, telling.first_fitting([telling.say("levels.one", reach=reach, **told)])
    word = telling.say("levels.word", low=low, high=high)
    seeds = _seeds(max(row["n"] for row in found), telling)
    if len(found) > LEVELS:  # the highest of many is the luckiest: none is named
        took = analysis.runs[analysis.runs["status"] == "done"].groupby("variant")["seconds"].mean()
        ends = (number(float(end), 0) for end in (took.min(), took.max()))
        span = telling.words("units.range", **dict(zip(("low", "high"), ends, strict=True)))
        return word, telling.say("levels.many", n=len(found), seeds=seeds, span=span)
    best, worst = telling.labels[top["variant"]], telling.labels[bottom["variant"]]
    told = {"low": low, "high": high, "n": len(found)}
    return word, telling.first_fitting(
        [
            telling.say("levels.several", best=best, worst=worst, seeds=seeds, **told),
            telling.say("levels.several_alone", **told),
        ]
    )


def _seeds(n: int, telling: Telling) -> str:
    return telling.words("units.seeds", n=n)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
