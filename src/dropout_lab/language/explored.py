"""Any two stored variants in words: what an unplanned comparison shows, and what to know first."""

from dropout_lab.evidence import Compared, Explored, asked_of, means_reached, rows_reply
from dropout_lab.headline import Headline
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.comparisons import level_name, mean_digits, row_digits, sentence
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.notes import mixed_notes, notes
from dropout_lab.language.replies import headline, headline_of, telling_of
from dropout_lab.language.values import interval_text
from dropout_lab.stats import FEWEST_PAIRS


def explored_sentences(found: Explored, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say in one sentence each what the rows show; an exploratory one decides nothing."""
    return tuple(
        _exploratory(row, words) if row.decision == "exploratory" else sentence(row, words)
        for row in found.rows
    )


def explored_headline(found: Explored, words: Words = ENGLISH) -> Headline | None:
    """Answer in a word and a sentence what a plan decided; None: no plan names it, so nothing is decided."""
    if found.planned is not None:
        return headline(found.planned, words)
    if found.asked is None:
        return None
    experiment, pairs = found.asked
    reply = rows_reply(found.rows, asked_of(experiment, found.rows))
    return headline_of(reply, telling_of(experiment, means_reached(pairs), found.rows, words))


def explored_notes(found: Explored, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say what to know first: of planned rows their experiment's notes, of others where sides are odd."""
    if found.planned is not None:
        return notes(found.planned, words)
    cautions = (
        words(f"sentences.explored.{caution.kind}", **caution._asdict()) for caution in found.cautions
    )
    return (*cautions, *mixed_notes(found.mixed, words))


def _exploratory(row: Compared, words: Words) -> str:
    shown = metrics_in(words)[row.metric]
    sides = {"treatment": row.treatment, "control": row.control, "metric": shown.name}
    if not row.n_pairs:
        return words("sentences.explored.unknown", **sides)
    ends = interval_text(row.metric, row.ci_low, row.ci_high, row.margin, words, row_digits(row))
    bounds = f"{level_name(0.95, row.look, words)} {ends}{shown.difference_unit}"
    return words(
        "sentences.explored.found",
        **sides,
        mean=mean_digits(row) + shown.difference_unit,
        bounds=bounds if row.n_pairs >= FEWEST_PAIRS else words("sentences.pair.single"),
        count=words("units.pairs", n=row.n_pairs),
    )
