"""What a comparison, or a level, says in one sentence: never more than its numbers."""

from dropout_lab.evidence import Compared, Frame, Look
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import Digits
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.numbers import signed
from dropout_lab.language.reasons import look_text
from dropout_lab.language.values import (
    difference_text,
    digits_of,
    interval_text,
    level_text,
    levels_text,
    margin_shown,
    size_shown,
    told_apart,
)
from dropout_lab.stats import FEWEST_PAIRS


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


def row_digits(row: Compared) -> Digits:
    """Return the digits of all that is said of a comparison: those that its deciding interval gives."""
    return digits_of(row.metric, row.ci_low_joint, row.ci_high_joint, row.mean_difference, margin=row.margin)


def mean_text(row: Compared) -> str:
    """Return the digits of a mean difference; one told from zero or the margin never seems to be there."""
    boundaries = told_apart(row.ci_low_joint, row.ci_high_joint, row.margin)
    return difference_text(row.metric, row.mean_difference, boundaries, row_digits(row))


def count_text(row: Compared, words: Words = ENGLISH) -> str:
    """Say over what a comparison is: pairs, seeds of an interaction, or two groups of runs."""
    if not row.is_paired:
        return words("units.groups", treatment=row.n_treatment, control=row.n_control)
    return words("units.seeds_of_four" if row.minus_treatment else "units.pairs", n=row.n_pairs)


def mean_digits(row: Compared) -> str:
    """Return the same with its sign."""
    return signed(mean_text(row))


def level_sentence(summary: Frame, metric: str, words: Words = ENGLISH) -> str:
    """Say where each variant stands on a metric when nothing is compared."""
    rows = summary[summary["metric"] == metric]
    shown, parts = metrics_in(words)[metric], []
    for row in rows.itertuples():
        digits = digits_of(row.metric, row.ci_low, row.ci_high, row.mean)
        parts.append(
            words(
                f"sentences.variant.{'many' if row.n > 1 else 'single' if row.n else 'no_run'}",
                variant=row.variant,
                metric=shown.name,
                mean=level_text(row.metric, row.mean, digits) + shown.level_unit,
                bounds=f"{words('sentences.level.plain')} "
                f"{levels_text(row.metric, row.ci_low, row.ci_high, digits)}{shown.level_unit}",
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
    interval = interval_text(
        row.metric, row.ci_low_joint, row.ci_high_joint, row.margin, words, row_digits(row)
    )
    name = level_name(row.joint_level, row.look, words)
    bounds = f"{name} {interval}{shown.difference_unit}"
    if row.n == 1:
        bounds = words(f"sentences.{room}.single" if row.is_paired else "sentences.pair.single_run")
    looked = row.method == "sequence" and (row.n_pairs > 1 or room == "interaction")
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
