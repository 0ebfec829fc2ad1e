"""What a comparison, or a level, says in one sentence: never more than its numbers."""

from dropout_lab.evidence import Compared, Frame, Look, standing
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import UNKNOWN, Digits
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.numbers import signed
from dropout_lab.language.reasons import look_text
from dropout_lab.language.values import (
    difference_text,
    digits_of,
    interval_text,
    known_ends,
    level_text,
    levels_text,
    margin_shown,
    size_shown,
    told_apart,
)
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

LEVELS = 6
"""Variants of which nothing is compared, each with its level in words; of more the table has the levels."""


def sentence(row: Compared, words: Words = ENGLISH) -> str:
    """Say in one sentence what a comparison showed, and no more than its numbers do."""
    room = "interaction" if row.minus_treatment else "pair"
    sides = {
        name: getattr(row, name) for name in ("treatment", "control", "minus_treatment", "minus_control")
    }
    shown = metrics_in(words)[row.metric]
    if not row.n:
        return words(
            f"sentences.{room}.unknown", **sides, metric=shown.name, lost=lost_text(row.n_lost, words)
        )
    return words(
        f"sentences.{room}.{row.decision}",
        **sides,
        metric=shown.name,
        numbers=_numbers(row, room, words),
        count=count_text(row, words),
        margin=margin_shown(row.metric, row.margin, words),
        why=_why(row, words),
    )


def decision_word(row: Compared, words: Words = ENGLISH) -> str:
    """Return the word of a decision, as every table and picture has it.

    It is *slightly* worse or better where the interval reaches into the margin: perhaps too little to matter.
    """
    stands = standing(row)
    slightly = stands.startswith("slightly_")
    return words(f"answers.standing.{stands}" if slightly else f"outcomes.{OUTCOMES[row.decision].key}")


def row_digits(row: Compared) -> Digits:
    """Return the digits of all that is said of a comparison: those that its deciding interval gives."""
    return digits_of(row.metric, row.ci_low_joint, row.ci_high_joint, row.mean_difference, margin=row.margin)


def mean_digits(row: Compared) -> str:
    """Return a mean difference with its sign; one told from zero or the margin never seems to be there."""
    boundaries = told_apart(row.ci_low_joint, row.ci_high_joint, row.margin)
    return signed(difference_text(row.metric, row.mean_difference, boundaries, row_digits(row)))


def joint_text(row: Compared, words: Words = ENGLISH) -> str:
    """Return the interval that decides; ``-`` where so few seeds have none."""
    ends = known_ends(row.n, row.ci_low_joint, row.ci_high_joint)
    return interval_text(row.metric, *ends, row.margin, words, row_digits(row))


def found_text(row: Compared, words: Words = ENGLISH) -> str:
    """Return mean, unit and deciding interval of a comparison, as every page, picture and terminal has them.

    The mean has its sign; ``-`` where there is no pair.
    """
    if not row.n:
        return UNKNOWN
    mean, interval = mean_digits(row) + metrics_in(words)[row.metric].difference_unit, joint_text(row, words)
    return mean if interval == UNKNOWN else f"{mean} {interval}"


def count_text(row: Compared, words: Words = ENGLISH) -> str:
    """Say over what a comparison is: pairs, seeds of an interaction, or two groups of runs."""
    if not row.is_paired:
        return words("units.groups", n=row.n_treatment, control=row.n_control)
    return words("units.seeds_of_four" if row.minus_treatment else "units.pairs", n=row.n_pairs)


def level_sentence(summary: Frame, metric: str, words: Words = ENGLISH) -> str:
    """Say where each variant stands on a metric when nothing is compared; of many, their span alone."""
    rows = summary[summary["metric"] == metric]
    shown, parts = metrics_in(words)[metric], []
    done = rows[rows["n"] > 0].sort_values("mean")
    if len(done) > LEVELS:
        ends = {
            end: words(
                "sentences.variant.end_of",
                level=f"{level_text(metric, row['mean'])}{shown.level_unit}",
                variant=row["variant"],
            )
            for end, row in (("low", done.iloc[0]), ("high", done.iloc[-1]))
        }
        return words("sentences.variant.span", n=len(rows), metric=shown.name, **ends)
    for row in rows.itertuples():
        digits = digits_of(row.metric, row.ci_low, row.ci_high, row.mean)
        parts.append(
            words(
                f"sentences.variant.{'many' if row.n >= FEWEST_PAIRS else 'single' if row.n else 'no_run'}",
                variant=row.variant,
                metric=shown.name,
                mean=level_text(row.metric, row.mean, digits) + shown.level_unit,
                bounds=f"{words('sentences.level.plain')} "
                f"{levels_text(row.metric, row.ci_low, row.ci_high, digits, words)}{shown.level_unit}",
                count=words("units.seeds", n=row.n),
            )
        )
    return words("sentences.variant.end", variants=words("units.join.semicolon").join(parts))


def level_name(joint_level: float, look: Look, words: Words = ENGLISH) -> str:
    """Name an interval: joint where a family shares its level, and what looking made of it.

    Args:
        joint_level: level of the interval.
        look: which interval it is, and why.
        words: the language.
    """
    name = words("sentences.level.joint" if joint_level > 0.95 + 1e-12 else "sentences.level.plain")
    if look.method != "sequence":
        return name
    return words("sentences.level.looked", name=name, look=look_text(look, words))


def lost_text(n_lost: int, words: Words = ENGLISH) -> str:
    """Say how many were lost, after a count; nothing where none was."""
    return words("sentences.lost", n=n_lost) if n_lost else ""


def _numbers(row: Compared, room: str, words: Words) -> str:
    """Mean and interval; the interval first where seeds were looked at: a mean at a stop leans outward."""
    shown = metrics_in(words)[row.metric]
    mean = mean_digits(row) + shown.difference_unit
    interval, name = joint_text(row, words), level_name(row.joint_level, row.look, words)
    bounds = f"{name} {interval}{shown.difference_unit}"
    if interval == UNKNOWN:
        bounds = words(f"sentences.{room}.single" if row.is_paired else "sentences.pair.single_run")
    looked = row.method == "sequence" and interval != UNKNOWN
    kind = "looked" if looked else "effects" if room == "interaction" else "plain"
    return words(f"sentences.numbers.{kind}", mean=mean, bounds=bounds)


def _why(row: Compared, words: Words) -> str:
    kind, lost, planned = row.reason
    if kind == "lost_pairs":
        return words("sentences.why.lost", lost=lost, planned=planned)
    if kind == "few_pairs":
        return words("sentences.why.few", fewest=FEWEST_PAIRS)
    if row.method == "t":
        least = size_shown(row.metric, row.detectable_difference, [0.0], words)
        return words("sentences.why.seen", least=least)
    return ""
