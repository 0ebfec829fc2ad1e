"""Comparisons of a sweep's points with one control -> the word and the sentences that answer a question."""

import math
from collections.abc import Iterator, Sequence

from dropout_lab.evidence import Compared, Stretch, Swept, row_of, stretches
from dropout_lab.language.comparisons import row_digits
from dropout_lab.language.reply_parts import Telling, counts, level, on_metric, signed_size, unit
from dropout_lab.language.values import difference_text, reach_text

NAMED = 2
"""Points that a word names; of more it gives their number."""


def sweep_word(swept: Swept, telling: Telling) -> str:
    """Say whether any point is better than the control, and which."""
    room = f"swept.word.{'helps' if swept.from_nothing else 'moves'}"
    slightly = "_slightly" if swept.good and swept.is_slight else ""
    key, n = _key(swept, telling), len(swept.good)
    if swept.kind in ("none_better", "none_shown"):
        return telling.say(f"{room}.{swept.kind}", what=key)
    if swept.kind == "all_better":
        return telling.say(f"{room}.all{slightly}", what=key)
    names = [telling.net(row.treatment) for row in swept.good]
    if swept.kind == "best":
        return telling.opened(telling.say("swept.word.best", name=names[0]))
    if n > NAMED or swept.has_lines:
        return telling.say(f"{room}.counted{slightly}", n=n, of=len(swept.rows))
    joined = names[0] if n == 1 else telling.say("swept.and", first=names[0], last=names[1])
    return telling.opened(telling.say(f"{room}.some{slightly}", n=n, names=joined))


def sweep_sentences(swept: Swept, telling: Telling) -> Iterator[str]:
    """Yield sentences of a sweep, the richest first: what is better, or how far all are from the control."""
    found = stretches(swept)
    if found:
        yield from _all_on_one_side(swept, found, telling)
        return
    rows, metric = swept.rows, swept.rows[0].metric
    told = {"n": len(rows), "control": telling.net(swept.control), "metric": on_metric(metric, telling)}
    if swept.good:
        others, named = [row for row in rows if row not in swept.good], _entries(swept.good, telling)
        yield telling.say("swept.others", named=named, m=len(others), counts=counts(others, telling))
        yield telling.say("rows.each", entries=named, tail="")
        return
    most = max(map(_gain, rows))
    if 0 < most < math.inf:
        shown = difference_text(metric, most, [0.0]) + unit(metric, telling)
        yield telling.say("swept.most", most=shown, counts=counts(rows, telling), **told)
    yield telling.say("swept.counts", counts=counts(rows, telling), **told)


def _all_on_one_side(swept: Swept, found: Sequence[Stretch], telling: Telling) -> Iterator[str]:
    """Yield how far all points are from the control, by stretches of values or as a whole."""
    row, net = swept.rows[0], telling.net(swept.control)
    told = {
        "n": len(swept.rows),
        "side": telling.say(f"standing.{'better' if swept.good else 'worse'}"),
        "metric": on_metric(row.metric, telling),
    }
    known = telling.means(row)
    reached = level(row.metric, known[1], telling) if known else ""
    controls = [telling.say("swept.at", control=net, level=reached), net] if known else [net]
    whole = Stretch(found[0].first, found[-1].last, *_ends(found))
    for stretched in dict.fromkeys((tuple(found), (whole,))):
        each = (_stretch(swept, part, stretched, telling) for part in stretched)
        reach = telling.words("answers.swept.join").join(each)
        for control in controls:
            yield telling.say("swept.all", control=control, reach=reach, **told)


def _stretch(swept: Swept, part: Stretch, parts: Sequence[Stretch], telling: Telling) -> str:
    """Say how far the points of one stretch are from the control, and which values it holds."""
    row, is_first = swept.rows[0], part is parts[0]
    size = reach_text(row.metric, part.least, part.most, row.margin, telling.words, row_digits(row))
    size += unit(row.metric, telling) if is_first else ""
    if len(parts) == 1:
        return telling.say("swept.whole", size=size)
    where = "up_to" if is_first else "at" if part.first == part.last else "from"
    value = f"{part.last if is_first else part.first:g}"
    return telling.say(f"swept.stretch.{where}", size=size, what=_key(swept, telling), value=value)


def _ends(found: Sequence[Stretch]) -> tuple[float, float]:
    return min(part.least for part in found), max(part.most for part in found)


def _entries(rows: Sequence[Compared], telling: Telling) -> str:
    """Name comparisons with their sizes, the unit once."""
    told = (
        {"label": telling.treated(row), "size": signed_size(row, telling, with_unit=row is rows[0])}
        for row in rows
    )
    return telling.words("answers.rows.join").join(telling.say("rows.entry", **each) for each in told)


def _gain(row: Compared) -> float:
    """Return the end of the deciding interval that is on the good side."""
    higher = row_of(row.metric).higher_is_better
    return row.ci_high_joint if higher else -row.ci_low_joint


def _key(swept: Swept, telling: Telling) -> str:
    """Name the swept key as one thing."""
    named = f"swept.keys.{swept.key.rpartition('.')[2]}"
    return telling.say(named if f"answers.{named}" in telling.words else "swept.keys.other")
