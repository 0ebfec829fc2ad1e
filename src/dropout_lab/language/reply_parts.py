"""Parts of an answer in plain words: sizes, levels, wrong images, seeds; and what fits a sentence."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dropout_lab.evidence import Compared, by_standing, row_of
from dropout_lab.language.catalogue import Words
from dropout_lab.language.comparisons import mean_digits, row_digits
from dropout_lab.language.digits import Digits
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.values import difference_text, level_text, reach_text, told_apart
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC
from dropout_lab.stats import FEWEST_PAIRS

LONGEST = {"en": 25, "zh": 90}
"""Words, or Chinese letters, that the sentence of an answer has at most."""


@dataclass(frozen=True)
class Telling:
    """What an answer is told with: the words, what people call variants and comparisons, and levels.

    ``labels``: by name of the variant. ``pairs``: by the names of a comparison's variants, where it has a
    label of its own. ``levels``: by these names and the metric both means over the pairs, of an interaction
    both effects. ``images``: of the test set; 0 where it has none. ``higher_is_better``: of the metric, where
    its name alone does not say. ``is_foreign``: labels are names that a stranger gave. ``written``: by the
    same as levels, a mean difference as it is written where its comparison stands by itself.
    """

    words: Words
    labels: Mapping[str, str]
    pairs: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    levels: Mapping[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)
    images: int = 0
    higher_is_better: bool | None = None
    is_foreign: bool = False
    written: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def say(self, key: str, **fields: object) -> str:
        """Return words of the room ``answers``, tidy in their language."""
        return tidy(self.words(f"answers.{key}", **fields), self.words.language)

    def fits(self, sentence: str) -> bool:
        """Whether a sentence is short enough for an answer."""
        return length(sentence, self.words.language) <= LONGEST[self.words.language]

    def listed(self, key: str) -> list[str]:
        """Return the entries of a list in the room ``answers``."""
        return self.words(f"answers.{key}").split(self.words("units.join.comma"))

    def first_fitting(self, sentences: Iterable[str]) -> str:
        """Return the first sentence that is short enough, else the last: the richest is given first."""
        last = ""
        for last in sentences:
            if self.fits(last):
                break
        return self.opened(last)

    def opened(self, text: str) -> str:
        """Return a text with a capital in front, unless somebody else wrote the name that stands there."""
        theirs = (label for name, label in self.labels.items() if self.is_foreign or label == name)
        if any(map(text.startswith, theirs)):
            return text
        return text[:1].upper() + text[1:]

    def called(self, name: str) -> str:
        """Return a variant as part of a sentence: *with dropout*, *with rate 0.5*."""
        label = self.labels.get(name, name)
        return label if self._completes(label) else self.say("with", label=label)

    def net(self, name: str) -> str:
        """Return a variant as a thing in a sentence: *the net with dropout*, *rate 0.5*."""
        label = self.labels.get(name, name)
        return self.say("net", label=label) if self._completes(label) else label

    def _completes(self, label: str) -> bool:
        return label.split(" ")[0].casefold() in self.listed("adverbs")

    def compared(self, row: Compared) -> str:
        """Return a comparison as part of a sentence."""
        sides = {"treatment": self.called(row.treatment), "control": self.net(row.control)}
        return self.pairs.get(row.sides) or self.say("against", **sides)

    def treated(self, row: Compared) -> str:
        """Return a comparison as part of a sentence where all others have the same control."""
        return self.pairs.get(row.sides) or self.called(row.treatment)

    def means(self, row: Compared) -> tuple[float, float] | None:
        """Return both means of a comparison, or both effects of an interaction; None: not known."""
        found = self.levels.get((*row.sides, row.metric))
        return found if found is not None and all(map(math.isfinite, found)) else None


def length(text: str, language: str) -> int:
    """Count the words of a text, or the letters of a Chinese one.

    >>> length("0.10 points lower (0.03 to 0.17)", "en"), length("低 0.10", "zh")
    (6, 6)
    """
    return len(text) if language == "zh" else len(text.split())


_EAST = "\u4e00-\u9fff"
_MARKS = "，。；：、（）"


def tidy(text: str, language: str) -> str:
    """Return a text with a blank between Chinese and Latin letters or digits, none beside Chinese marks.

    In English one point is no points.

    >>> tidy("加 Dropout为98.48 %，低0.10 个百分点", "zh"), tidy("a  b", "en")
    ('加 Dropout 为 98.48 %，低 0.10 个百分点', 'a  b')
    >>> tidy("+1 points (0 to 11 points)", "en")
    '+1 point (0 to 11 points)'
    """
    if language != "zh":
        return re.sub(r"(?<![\d.,])1 points\b", "1 point", text)
    text = re.sub(rf"(?<=[{_EAST}])(?=[A-Za-z0-9+\-])|(?<=[A-Za-z0-9%])(?=[{_EAST}])", " ", text)
    return re.sub(rf" *([{_MARKS}]) *", r"\1", re.sub(" +", " ", text))


def size(row: Compared, telling: Telling) -> str:
    """Say a difference that is told from zero: how large, which way, how large at least and at most."""
    low, high = sorted((abs(row.ci_low_joint), abs(row.ci_high_joint)))
    digits = row_digits(row)
    boundaries = told_apart(low, high, row.margin)
    return telling.say(
        "size",
        size=difference_text(row.metric, abs(row.mean_difference), boundaries, digits),
        unit=unit(row.metric, telling),
        way=telling.say(f"way.{'higher' if row.mean_difference > 0 else 'lower'}"),
        reach=reach_text(row.metric, low, high, row.margin, telling.words, digits),
    )


def signed_size(row: Compared, telling: Telling, *, with_unit: bool = True) -> str:
    """Say a difference with its sign, and its interval where there are enough pairs for one."""
    known = row.n >= FEWEST_PAIRS and math.isfinite(row.ci_low_joint) and math.isfinite(row.ci_high_joint)
    shown = unit(row.metric, telling) if with_unit else ""
    if not known:
        return telling.say("signed_alone", size=mean_digits(row), unit=shown)
    ends = row.ci_low_joint, row.ci_high_joint
    reach = reach_text(row.metric, *ends, row.margin, telling.words, row_digits(row))
    return telling.say("signed", size=mean_digits(row), unit=shown, reach=reach)


def unit(metric: str, telling: Telling) -> str:
    """Return the unit of a difference as prose has it: points, nats, or nothing."""
    *_, difference, _ = row_of(metric).scale
    key = f"answers.unit.{difference}"
    return telling.words(key) if key in telling.words else metrics_in(telling.words)[metric].difference_unit


def on_metric(metric: str, telling: Telling) -> str:
    """Name a metric that is not the usual one, behind a verb."""
    if metric == DEFAULT_METRIC:
        return ""
    return telling.say("on_metric", metric=metrics_in(telling.words)[metric].name)


def level(metric: str, value: float, telling: Telling, digits: Digits | None = None) -> str:
    """Return a level with its unit, where it stands beside others in their digits."""
    return level_text(metric, value, digits) + metrics_in(telling.words)[metric].level_unit


def levels(row: Compared, telling: Telling) -> dict[str, str] | None:
    """Return both levels of a comparison; None where they are not known."""
    found = telling.means(row)
    if found is None or row.minus_treatment:
        return None
    digits = None if row.metric in CATALOGUE else row_digits(row)
    ours, theirs = (level(row.metric, value, telling, digits) for value in found)
    return {"ours": ours, "theirs": theirs}


def counts(rows: Sequence[Compared], telling: Telling) -> str:
    """Count comparisons by where they stand."""
    groups = by_standing(rows)
    key = "rows.count" if len(groups) > 1 else "rows.count_all"
    return telling.words("answers.rows.comma").join(
        telling.say(key, n=len(group), word=telling.say(f"count.{stands}"))
        for stands, group in groups.items()
    )


def images(row: Compared, telling: Telling) -> str:
    """Say a difference of accuracies in wrong images; nothing where it is less than one."""
    n = round(abs(row.mean_difference) * telling.images)
    if row.metric != DEFAULT_METRIC or not n:
        return ""
    key = "images.fewer" if row.mean_difference > 0 else "images.more"
    count = counted(n, telling, "images.numbers")
    return telling.say(key, count=count, of=thousands(telling.images, telling.words.language))


def counted(n: int, telling: Telling, names: str = "numbers") -> str:
    """Return a number in words as far as the language has them, else in digits."""
    known = telling.listed(names)
    return known[n] if n < len(known) else f"{n:,}"


def thousands(n: int, language: str) -> str:
    """Write a large number as people read it.

    >>> thousands(10000, "en"), thousands(10000, "zh"), thousands(669706, "zh")
    ('10,000', '1 万', '669,706')
    """
    return f"{n // 10_000} 万" if language == "zh" and n and n % 10_000 == 0 else f"{n:,}"


def more_seeds(rows: Iterable[Compared], telling: Telling) -> str:
    """Say about how many seeds more would tell all of some open comparisons; nothing where unknown."""
    wanted = [row.seeds_to_settle_low - row.n for row in rows]
    if not wanted or any(map(math.isnan, wanted)):
        return ""
    most = max(wanted)
    if math.isinf(most):
        return ""
    if most < HUNDRED:
        return telling.say("seeds.few", n=max(1, math.ceil(most)))
    return telling.say("seeds.hundreds" if most < 10 * HUNDRED else "seeds.thousands")


HUNDRED = 100
"""Seeds from which on their number is only roughly known."""
