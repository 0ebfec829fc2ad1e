"""The outcomes of comparisons and claims: the icon and the colour of each, for card, forest, page and CSS.

Their words stand in the catalogue under ``outcomes``, by the same key.
"""

from typing import NamedTuple


class Badge(NamedTuple):
    """How an outcome is shown: an icon and a word, so that its colour adds nothing that must be seen.

    ``key``: in the catalogue of words and of CSS. ``colour``: a name of the palette, such as ``green``.
    """

    key: str
    icon: str
    colour: str


OUTCOMES = {
    "better": Badge("better", "▲", "green"),
    "worse": Badge("worse", "▼", "vermilion"),
    "equivalent": Badge("equivalent", "=", "blue"),
    "inconclusive": Badge("inconclusive", "?", "grey"),
    "higher": Badge("higher", "△", "blue"),
    "lower": Badge("lower", "▽", "blue"),
    "reproduced": Badge("reproduced", "✓", "green"),
    "direction only": Badge("direction_only", "◐", "blue"),
    "not reproduced": Badge("not_reproduced", "✗", "vermilion"),
    "contradicted": Badge("contradicted", "⇄", "vermilion"),
}
"""Outcome, as files say it -> how it is shown."""

DECISIONS = ("better", "worse", "equivalent", "inconclusive")
"""Outcomes of a comparison."""

OPEN_DECISIONS = ("higher", "lower", "equivalent", "inconclusive")
"""The same where no direction of the metric is known to be good."""

VERDICTS = ("reproduced", "direction only", "not reproduced", "contradicted", "inconclusive")
"""Outcomes of a claim."""


def badges() -> dict[str, Badge]:
    """Return how each outcome is shown, by key."""
    return {badge.key: badge for badge in OUTCOMES.values()}
