"""Comparisons -> the word and the sentence that answer a question."""

from collections.abc import Iterator, Mapping, Sequence

from dropout_lab.evidence import Compared, Reply, row_of, standing
from dropout_lab.language.comparisons import count_text, row_digits
from dropout_lab.language.numbers import signed
from dropout_lab.language.reply_parts import (
    Telling,
    counts,
    images,
    length,
    level,
    levels,
    more_seeds,
    on_metric,
    signed_size,
    size,
    unit,
)
from dropout_lab.language.reply_sweep import sweep_sentences, sweep_word
from dropout_lab.language.values import difference_text, reach_text
from dropout_lab.stats import FEWEST_PAIRS

FEW = 3
"""Comparisons that a sentence names one by one; of more it gives the clearest."""

SHOWN = ("better", "slightly_better", "worse", "slightly_worse")
"""Where a comparison stands that alone shows a difference, of a metric with a good direction."""

WORDY = {"en": 10, "zh": 32}
"""Words, or Chinese letters, of the longest word that names what it holds for."""


def word(reply: Reply, telling: Telling) -> str:
    """Say the word: one for all comparisons, or each with what it holds for."""
    if reply.swept:
        return sweep_word(reply.swept, telling)
    if reply.kind != "mixed":
        return asked_word(reply.asks, reply.kind, telling)
    n, named = len(reply.rows), _named_words(reply, telling)
    if named:
        return telling.opened(named)
    counts = [
        telling.say("mixed.counted", word=asked_word(reply.asks, kind, telling), k=len(rows), n=n)
        for kind, rows in reply.groups.items()
    ]
    return counts[0]


def _named_words(reply: Reply, telling: Telling) -> str:
    """Return each word with what it holds for; empty where that is too long for a word."""
    names = _sides(reply.rows, telling)
    told = [
        telling.say(
            "mixed.each",
            names=telling.words("units.join.comma").join(names[row] for row in rows),
            word=short(reply.asks, kind, telling),
        )
        for kind, rows in reply.groups.items()
    ]
    named = telling.words("answers.mixed.join").join(told)
    is_short = length(named, telling.words.language) <= WORDY[telling.words.language]
    return named if len(reply.rows) <= FEW and is_short else ""


def asked_word(asks: str, kind: str, telling: Telling, **fields: object) -> str:
    """Return the word of a kind of reply, as it answers what is asked."""
    own = f"word.{asks.replace(' ', '_')}.{kind}"
    return telling.say(own if f"answers.{own}" in telling.words else f"word.any.{kind}", **fields)


def _names(rows: Sequence[Compared], telling: Telling) -> dict[Compared, str]:
    """Name comparisons as parts of a sentence; of those with one control by the treatment alone."""
    alone = len({(row.control, row.minus_treatment) for row in rows}) == 1
    return {row: telling.treated(row) if alone else telling.compared(row) for row in rows}


def _sides(rows: Sequence[Compared], telling: Telling) -> dict[Compared, str]:
    """Name comparisons where each is named: behind the first, those with its treatment by the control."""
    names, first = _names(rows, telling), rows[0]
    for row in rows[1:]:
        alike = row.treatment == first.treatment and row.control != first.control
        if alike and not row.minus_treatment and row.sides not in telling.pairs:
            names[row] = telling.say("versus", control=telling.net(row.control))
    return names


def short(asks: str, kind: str, telling: Telling) -> str:
    """Return the word of a kind of reply behind a name."""
    own = f"word.{asks}.{kind}"
    if telling.words.language == "zh" and f"answers.{own}" in telling.words:
        return telling.say(own)
    return telling.say(f"short.{kind}")


def sentence(reply: Reply, telling: Telling) -> str:
    """Say what the word rests on, in one sentence."""
    rows = reply.rows
    if reply.asks == "depends" and any(row.minus_treatment for row in rows):
        return telling.first_fitting(_effects(reply, telling))
    if len(rows) == 1:
        return telling.first_fitting(_single(reply, rows[0], telling))
    return telling.first_fitting(_several(reply, telling))


def _single(reply: Reply, row: Compared, telling: Telling) -> Iterator[str]:
    """Yield sentences of one comparison, the richest first."""
    stands, metric = standing(row), on_metric(row.metric, telling)
    if stands in ("unknown", "lost", "few"):
        yield _undecided(row, stands, telling)
        return
    if reply.asks == "copies" and stands == "same":
        yield telling.say(
            "copies.yes",
            size=signed_size(row, telling),
            margin=difference_text(row.metric, row.margin, [0.0]),
        )
    treatment, control, both = (
        telling.called(row.treatment),
        telling.called(row.control),
        levels(row, telling),
    )
    told = {"treatment": treatment, "metric": metric, **(both or {})}
    if stands in ("same", "open"):
        tails = [
            telling.words("answers.nothing_much") if stands == "same" else more_seeds([row], telling),
            "",
        ]
        for tail in tails if both else ():
            yield telling.say(
                "row.beside", control=control, size=signed_size(row, telling), tail=tail, **told
            )
        for tail in tails:
            yield telling.say("row.beside_alone", size=signed_size(row, telling), tail=tail, **told)
        yield telling.say("row.bare", size=signed_size(row, telling), tail="")
        return
    told["standing"] = telling.say(f"standing.{stands}")
    faint = telling.words("answers.faint") if stands.startswith("slightly") and reply.kind != "no" else ""
    in_images = images(row, telling)
    more = telling.say("tail", said=in_images) if in_images else ""
    shown = size(row, telling)
    for key in ("row.shown", "row.shown_short") if both else ():
        for tail in dict.fromkeys((faint + more, faint or more)):
            yield telling.say(key, control=control, size=shown, tail=tail, **told)
    for tail in dict.fromkeys((faint + more, faint or more, "")):
        yield telling.say("row.shown_alone", size=shown, tail=tail, **told)
    yield telling.say("row.bare", size=shown, tail="")


def _undecided(row: Compared, stands: str, telling: Telling) -> str:
    """Say why a comparison decides nothing."""
    if stands == "few":
        count = count_text(row, telling.words)
        return telling.say("row.few", count=count, size=signed_size(row, telling), fewest=FEWEST_PAIRS)
    if stands == "lost":
        return telling.say("row.lost", lost=row.reason.lost, planned=row.reason.planned)
    return telling.say("row.unknown")


def _several(reply: Reply, telling: Telling) -> Iterator[str]:
    """Yield sentences of several comparisons: each, or how many stand where and which is the clearest."""
    rows = reply.rows
    if len(rows) <= FEW and all(row.n for row in rows):
        yield from _each(reply, telling)
    if reply.swept:
        yield from sweep_sentences(reply.swept, telling)
    metric = on_metric(rows[0].metric, telling)
    told: dict[str, object] = {"n": len(rows), "counts": counts(rows, telling), "metric": metric}
    first = next(iter(reply.groups.values()))
    if len(first) == 1 and reply.asks != "differences" and standing(first[0]) in SHOWN:
        yield _found(first[0], rows, telling)
    if reply.asks == "differences" and len({row.control for row in rows}) == 1:
        yield from _swept(rows, told, telling)
    clearest = max(first, key=lambda row: abs(row.mean_difference))
    shown = signed_size(clearest, telling)
    yield telling.say("rows.counts", label=_names(rows, telling)[clearest], size=shown, **told)
    yield telling.say("rows.counts_unnamed", size=shown, **told)
    yield telling.say("rows.counts_alone", **told)


def _found(row: Compared, rows: Sequence[Compared], telling: Telling) -> str:
    """Say what the one comparison shows that stands out, and how many of the others stand where."""
    others = [other for other in rows if other is not row]
    told = {
        "label": _names(rows, telling)[row],
        "standing": telling.say(f"standing.{standing(row)}"),
        "size": signed_size(row, telling),
        "metric": on_metric(row.metric, telling),
    }
    return telling.say("rows.found", m=len(others), counts=counts(others, telling), **told)


def _each(reply: Reply, telling: Telling) -> Iterator[str]:
    """Yield sentences that name each comparison, with how it stands where the word does not name them."""
    rows, names = reply.rows, _sides(reply.rows, telling)
    join = telling.words("answers.rows.join").join
    sizes = {row: signed_size(row, telling, with_unit=row is rows[0]) for row in rows}
    joined = join(telling.say("rows.entry", label=names[row], size=sizes[row]) for row in rows)
    open_rows = [row for row in rows if standing(row) == "open"]
    tails = [more_seeds(open_rows, telling)] if open_rows else []
    if reply.kind == "mixed" and not reply.swept and not _named_words(reply, telling):
        yield from _standing_each(rows, sizes, tails, telling)
    if {standing(row) for row in rows} == {"same"}:
        tails = [telling.words("answers.nothing_much")]
    for tail in (*tails, ""):
        yield telling.say("rows.each", entries=joined, tail=tail)


def _standing_each(
    rows: Sequence[Compared], sizes: Mapping[Compared, str], tails: Sequence[str], telling: Telling
) -> Iterator[str]:
    """Yield sentences that say how each comparison stands: with all sizes, with the first, with none."""
    names, join = _sides(rows, telling), telling.words("answers.rows.join").join
    stand = {row: {"label": names[row], "stands": telling.say(f"count.{standing(row)}")} for row in rows}
    whole = [telling.say("rows.stands", size=sizes[row], **stand[row]) for row in rows]
    alone = [telling.say("rows.stands_alone", **stand[row]) for row in rows]
    for tail in (*tails, ""):
        yield telling.say("rows.each", entries=join(whole), tail=tail)
    for entries in ([whole[0], *alone[1:]], alone):
        yield telling.say("rows.each", entries=join(entries), tail="")


def _swept(rows: Sequence[Compared], told: dict[str, object], telling: Telling) -> Iterator[str]:
    """Yield sentences of many treatments against one control: how many stand where, and which is best.

    The best is the lowest where lower is better, else the highest.
    """
    reached: dict[str, float] = {}
    for row in rows:
        both = telling.means(row)
        if both is not None:
            reached[row.treatment], reached[row.control] = both
    if not reached:
        return
    higher = telling.higher_is_better
    if higher is None:
        higher = row_of(rows[0].metric).higher_is_better
    end, choose = ("lowest", min) if higher is False else ("highest", max)
    best = choose(reached, key=lambda name: reached[name])
    shown = level(rows[0].metric, reached[best], telling)
    label, control = telling.net(best), telling.net(rows[0].control)
    yield telling.say(f"swept.{end}", label=label, level=shown, control=control, **told)
    yield telling.say(f"swept.{end}_unnamed", level=shown, **told)


def _effects(reply: Reply, telling: Telling) -> Iterator[str]:
    """Yield sentences of an interaction: both effects and their difference, and what stays open."""
    row = max(next(iter(reply.groups.values())), key=lambda row: abs(row.mean_difference))
    stands = standing(row)
    if stands in ("unknown", "lost", "few"):
        yield _undecided(row, stands, telling)
        return
    tails = _effect_tails(reply.rows, row, telling)
    told = {
        "size": _size_of(row, stands),
        "reach": _reach_of(row, stands, telling),
        "unit": unit(row.metric, telling),
    }
    effects = telling.means(row)
    where, elsewhere = (telling.pairs.get(side) for side in (row.sides[:2], row.sides[2:]))
    if effects and where and elsewhere:
        here, there = (
            telling.written.get((*sides, row.metric)) or signed(difference_text(row.metric, effect))
            for sides, effect in zip((row.sides[:2], row.sides[2:]), effects, strict=True)
        )
        both = {"here": here, "there": there, "where": where, "elsewhere": elsewhere, **told}
        for tail in tails:
            yield telling.say("effects.open" if stands == "open" else "effects.both", tail=tail, **both)
    for tail in tails:
        yield telling.say("effects.alone", tail=tail, **told)


def _effect_tails(rows: Sequence[Compared], row: Compared, telling: Telling) -> list[str]:
    """Return what may follow both effects: what would tell them apart, or what is open elsewhere."""
    if standing(row) == "open":
        return [more_seeds([row], telling), ""]
    left = [telling.pairs.get(other.sides[:2]) for other in rows if standing(other) == "open"]
    names = [name for name in left if name]
    if not names:
        return [""]
    said = telling.say(
        "effects.left", names=telling.words("units.join.comma").join(names), word=telling.say("short.open")
    )
    return [said, ""]


def _size_of(row: Compared, stands: str) -> str:
    """Return how far two effects differ, with a sign where it is not told from zero, as its interval has."""
    if stands in ("open", "same"):
        return signed(difference_text(row.metric, row.mean_difference, (), row_digits(row)))
    return difference_text(row.metric, abs(row.mean_difference), (), row_digits(row))


def _reach_of(row: Compared, stands: str, telling: Telling) -> str:
    """Return the interval of how far two effects differ, without a sign where it is told from zero."""
    ends = row.ci_low_joint, row.ci_high_joint
    low, high = ends if stands in ("open", "same") else sorted(map(abs, ends))
    return reach_text(row.metric, low, high, row.margin, telling.words, row_digits(row))
