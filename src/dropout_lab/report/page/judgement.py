"""The judgement of a stranger's table as a page."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from dropout_lab import __version__
from dropout_lab.figures import Pictures, judged_figures
from dropout_lab.foreign import visible_lines
from dropout_lab.judging import Judgement, seeds_text
from dropout_lab.language import Words, count_text, margin_shown, metrics_in
from dropout_lab.report.bilingual import Bilingual, Both
from dropout_lab.report.carried import carried_tables
from dropout_lab.report.page.shared import Shown, claim_views, drawn, environment, once_groups
from dropout_lab.tables import (
    Fitted,
    brief_comparisons,
    comparison_table,
    parts_of,
    places_text,
    sides_table,
)

GLOSSARY = ("seed", "interval", "joint", "sd", "p", "chance", "seen", "settle", "margin", "equivalent",
            "inconclusive", "pp")  # fmt: skip
OF_PAIRS = frozenset({"seed", "chance", "seen", "settle"})
"""Words of the glossary that are said of pairs alone."""


def judgement_page(
    judgement: Judgement, source: str, files: Sequence[str], tables: Mapping[str, bytes] | None = None
) -> str:
    """Return the page of a judgement: a whole HTML document that asks for nothing from outside.

    Args:
        judgement: what was found.
        source: name of the table, for the reader.
        files: names of the files beside the page.
        tables: their content, of which the page carries some.
    """
    speaker, once, is_open = Bilingual(*judgement.dialects), judgement.run_once, judgement.better is None
    return visible_lines(
        environment(speaker)
        .get_template("judgement.html.j2")
        .render(
            is_open=is_open,
            heading=speaker.both(lambda words: heading(judgement, words)),
            told={words.language: judgement.headline_in(words) for words in speaker.words},
            answer=speaker.both(judgement.opening_in),
            sentences=speaker.together(judgement.rows_in) if len(judgement.rows) > 1 else [],
            origin=speaker.both(lambda words: origin(judgement, source, words)),
            taken=list(_taken(judgement, speaker)),
            notes=_once_each(speaker.together(judgement.notes_in)),
            claims=claim_views([judgement.judged] if judgement.judged else [], speaker),
            how=speaker.both(lambda words: how(judgement, words)),
            ranks=[
                (*rank, speaker.both(partial(places_text, rank.best, rank.worst))) for rank in judgement.ranks
            ],
            once=once_groups(once),
            sizes=sorted({int(n) for n in once["n"]}),
            results=Fitted(
                sides_table(judgement.summary).without("range"), parts_of(sides_table(judgement.summary))
            ),
            comparisons=Fitted(
                brief_comparisons(judgement.comparisons),
                parts_of(
                    comparison_table(judgement.comparisons, is_open=is_open).without("metric", "decision")
                ),
            ),
            figures=_figures(judgement, speaker),
            files=files,
            carried=carried_tables(tables or {}),
            glossary=_glossary(judgement),
            version=__version__,
        )
    )


def _comparisons(judgement: Judgement) -> Fitted:
    whole = comparison_table(judgement.comparisons, is_open=judgement.better is None)
    return Fitted(brief_comparisons(judgement.comparisons), parts_of(whole.without("metric", "decision")))


def _figures(judgement: Judgement, speaker: Bilingual) -> dict[str, Shown]:
    """Draw the judgement in every language."""
    each = [judged_figures(judgement, words) for words in speaker.words]
    captions = {language: named for found in each for language, named in found.captions.items()}
    inline = {language: named for found in each for language, named in found.inline.items()}
    return drawn(Pictures({}, captions, inline))


def heading(judgement: Judgement, words: Words) -> str:
    """Return what was asked: the two variants, or how many against the control, and on which metric."""
    row, names = judgement.compared, dict.fromkeys(row.treatment for row in judgement.rows)
    called = judgement.labels
    metric = metrics_in(words)[judgement.metric].name
    if len(names) > 1:
        asked = words("page.judged.title_many", n=len(names), control=called[row.control], metric=metric)
    else:
        sides = {"treatment": called[row.treatment], "control": called[row.control]}
        asked = words("page.judged.title", **sides, metric=metric)
    return words("page.judged.title_groups", title=asked, by=by) if (by := judgement.roles.by) else asked


def origin(judgement: Judgement, source: str, words: Words) -> str:
    """Return where the numbers come from, and what pairs them."""
    by = judgement.paired_by(words)
    if len(judgement.rows) > 1:
        return words("page.judged.from_many", source=source, by=by, n=len(judgement.rows))
    comma = words("units.join.comma")
    seeds = comma.join(seeds_text(judgement.seeds).split(", "))
    pairs = count_text(judgement.compared, words)
    return words("page.judged.from", source=source, by=by, pairs=pairs, seeds=seeds)


def how(judgement: Judgement, words: Words) -> str:
    """Return how sides were set against each other, and what decides."""
    size = judgement.family_size
    if size == 1:
        return words("page.results.compared_one")
    return words("page.judged.family", n=size, level=level_text(judgement))


def level_text(judgement: Judgement) -> str:
    """Return the level of the joint intervals, in %."""
    return f"{100 * judgement.compared.joint_level:.4g}"


def _taken(judgement: Judgement, speaker: Bilingual) -> Iterator[tuple[Both, Both | str]]:
    """Yield what was taken of the metric, and why: head and fact."""
    say, scale, metric = speaker.say, judgement.scale, judgement.metric
    direction = say("judged.taken.unknown")
    if scale.better is not None:
        better = say(f"judged.taken.{scale.better}")
        direction = say(f"judged.taken.{scale.better_by}", better=better)
    yield say("judged.taken.direction"), direction
    margin = say("judged.taken.none")
    if scale.margin is not None:
        margin = speaker.both(lambda words: margin_shown(metric, scale.margin or 0.0, words))
    yield say("judged.taken.margin"), margin
    yield say("judged.taken.unit"), speaker.both(lambda words: margin_shown(metric, scale.unit, words))
    if judgement.family_size > 1:
        level = say("judged.taken.level", n=judgement.family_size, level=level_text(judgement))
        yield say("judged.taken.family"), level


def _once_each(notes: Sequence[Both]) -> list[Both]:
    """Return notes without those that say the same again."""
    return list({tuple(note.values()): note for note in notes}.values())


def _glossary(judgement: Judgement) -> list[str]:
    """Return the words that stand on this page, in their order."""
    absent = {"unpaired": OF_PAIRS, "unseeded": {"seed"}}.get(judgement.dialects[-1], frozenset())
    keys = (key for key in GLOSSARY if key not in absent)
    return ["chance_higher" if key == "chance" and judgement.better is None else key for key in keys]
