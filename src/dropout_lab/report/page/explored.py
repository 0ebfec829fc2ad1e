"""What a page needs to compare any two variants in the browser: values by seed, units, margins and words."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from dropout_lab.evidence import Analysis, Cells, Compared, cells_table, metric_unit, metrics_of
from dropout_lab.language import (
    ENGLISH,
    Words,
    comparison_labels,
    decision_word,
    found_text,
    labels_of,
    metrics_in,
)
from dropout_lab.metrics import Metric
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.report.bilingual import Both, both, tell
from dropout_lab.stats import FEWEST_PAIRS, t_quantiles

LEVEL = 0.95
DIGITS = 12
"""Significant digits of a value in the page."""


class Explored(NamedTuple):
    """Data of any two variants, and the sentences that the browser fills in."""

    plain: dict[str, Any]
    texts: dict[str, Both]
    joint: bool
    """Whether the plan's intervals are wider than the one shown here: it judges several together."""


def explored(analysis: Analysis) -> Explored | None:
    """Return what a page needs to compare any two variants; None where it offers nothing to compare."""
    plain = explorable(analysis)
    if plain is None:
        return None
    own = {key: f"page.explore.{key}" for key in ("said", "alone", "same", "few", "drawn", "tie")}
    keys = own | {"above": "units.just_above", "below": "units.just_below"}
    texts = {name: template(key) for name, key in keys.items()}
    return Explored(plain, texts, joint=analysis.experiment.family_size > 1)


def template(key: str) -> Both:
    """Return a sentence whose fields the browser fills in."""
    return tell(key, **{name: f"{{{name}}}" for name in ENGLISH.fields(key)})


def explorable(analysis: Analysis) -> dict[str, Any] | None:
    """Return plain data for ``explore.js``; None where nothing can be compared by the rule of planned seeds.

    Args:
        analysis: of planned seeds alone: seeds that came after a look need another interval.

    Returns:
        ``variants``, ``metrics`` with their values by variant and seed (null: not done), ``broken``: how
        many runs diverged or failed, as places of seeds by variant; ``coming``: whether runs of a variant
        are still to come; ``planned``: comparisons of the plan by places of their variants and metric, each
        as its row says it; ``t``: quantiles by pairs.
    """
    table = cells_table(analysis.experiment, analysis.seeds, analysis.cells, analysis.records)
    names = [name for name, ends in table.ends.items() if ends.done.any()]
    if len(names) < 2 or not table.planned.all() or analysis.experiment.auto:
        return None
    metrics = [
        row for row in metrics_of(analysis.experiment) if row.is_described and _shared(table, row, names)
    ]
    return {
        "seeds": list(analysis.seeds),
        "variants": [
            {
                "name": name,
                "label": both(lambda words, name=name: labels_of(analysis.experiment, words)[name]),
            }
            for name in names
        ],
        "metrics": [_metric(analysis, table, row, names) for row in metrics],
        "broken": [np.flatnonzero(table.ends[name].broken).tolist() for name in names],
        "coming": [bool(table.ends[name].missing.any()) for name in names],
        "planned": _planned(analysis, names, metrics),
        "t": t_quantiles(len(analysis.seeds), LEVEL),
        "fewest": FEWEST_PAIRS,
        "slightly": {name: both(partial(_slightly, name)) for name in ("better", "worse")},
        "outcomes": {name: _badge(name) for name in ("better", "worse", "equivalent", "inconclusive")},
    }


def _planned(analysis: Analysis, names: list[str], metrics: list[Metric]) -> list[dict[str, Any]]:
    """Return what comparisons that the plan judges together decide of two variants."""
    if analysis.experiment.family_size == 1:
        return []  # its interval is the one shown
    places = {row.name: place for place, row in enumerate(metrics)}
    rows = (row for row in analysis.compared if not row.minus_treatment and row.metric in places)
    return [
        {
            "sides": [names.index(row.treatment), names.index(row.control), places[row.metric]],
            "said": both(partial(_decided, analysis, row)),
        }
        for row in rows
        if row.n and {row.treatment, row.control} <= set(names)
    ]


def _decided(analysis: Analysis, row: Compared, words: Words) -> str:
    """Say what a planned comparison decides, with the numbers of its row."""
    label = comparison_labels(analysis.experiment, words).get(row.sides, row.label)
    badge = f"{OUTCOMES[row.decision].icon} {decision_word(row, words)}"
    return words("page.explore.planned", label=label, decision=badge, numbers=found_text(row, words))


def _shared(table: Cells, row: Metric, names: list[str]) -> bool:
    """Whether a metric with a good direction was measured for two variants."""
    measured = [name for name in names if np.isfinite(table.values[name].get(row.name, np.nan)).any()]
    return row.higher_is_better is not None and len(measured) > 1


def _metric(analysis: Analysis, table: Cells, row: Metric, names: list[str]) -> dict[str, Any]:
    experiment, shown = analysis.experiment, metrics_in(ENGLISH)[row.name]
    nowhere = np.full(len(analysis.seeds), np.nan)
    return {
        "name": row.name,
        "label": both(lambda words: metrics_in(words)[row.name].name),
        "factor": shown.factor,
        "decimals": shown.decimals,
        "unit": both(lambda words: metrics_in(words)[row.name].difference_unit),
        "higher": row.higher_is_better,
        "margin": experiment.margins.get(row.name),
        "resolution": [metric_unit(experiment, row.name, name) for name in names],
        "values": [_values(table.values[name].get(row.name, nowhere)) for name in names],
    }


def _values(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in values]


def _slightly(outcome: str, words: Words) -> str:
    """Return the word where the interval reaches into the margin."""
    return words(f"answers.standing.slightly_{outcome}")


def _badge(outcome: str) -> dict[str, Any]:
    badge = OUTCOMES[outcome]
    return {"key": badge.key, "icon": badge.icon, "word": both(lambda words: words(f"outcomes.{badge.key}"))}
