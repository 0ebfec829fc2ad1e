"""When comparisons and claims were planned, and which of their runs had been seen before."""

from collections.abc import Sequence
from itertools import groupby

from dropout_lab.evidence import Analysis, PlanAge
from dropout_lab.experiment import Experiment
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.metrics import metrics_in

NAMED = 3
"""Comparisons and claims that a sentence names; more are counted."""


def planned_status(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say in a few words whether what is decided was planned before its runs."""
    ages = analysis.ages
    if not ages:
        return words("sentences.planned.nothing")
    if any(age.planned is None for age in ages):
        return words("sentences.planned.not_recorded")
    late = sum(bool(age.older) for age in ages)
    return words("sentences.planned.late", late=late, n=len(ages)) if late else words("sentences.planned.all")


def planned_sentences(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say of each plan what it held first, when it was made, and how many of its runs came first."""
    return tuple(_sentence(alike, words) for alike in _alike(analysis.ages))


def seen_before_notes(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Warn of comparisons and claims some of whose runs had been seen before they were planned."""
    late = [age for age in analysis.ages if age.older]
    advice = words("sentences.planned.advice")
    join = words("units.join.sentences").join
    return tuple(join((_sentence(alike, words), advice)) for alike in _alike(late))


def family_text(experiment: Experiment, words: Words = ENGLISH) -> str:
    """Count what is judged together: comparisons on each of their metrics, and claims with a number."""
    n_claims = sum(claim.value is not None for claim in experiment.claims)
    counts = {"comparisons": experiment.family_size - n_claims, "claims": n_claims}
    said = {part: words(f"units.family.{part}", n=n) for part, n in counts.items() if n}
    return words("units.family.both", **said) if len(said) > 1 else "".join(said.values())


def _alike(ages: Sequence[PlanAge]) -> list[list[PlanAge]]:
    """Put together what one plan held first: what came after all its runs, after some, before all."""

    def kind(age: PlanAge) -> tuple[object, ...]:
        planned = (age.planned.planned_at, age.planned.experiment) if age.planned else ("", "")
        return (*planned, bool(age.runs), bool(age.older), age.older == age.runs)

    return [list(group) for _, group in groupby(sorted(ages, key=kind), key=kind)]


def _sentence(alike: Sequence[PlanAge], words: Words) -> str:
    plan, what = alike[0].planned, _named(alike, words)
    if plan is None:
        return words("sentences.planned.when_unknown", what=what)
    runs, older = (
        frozenset[str]().union(*sets) for sets in zip(*((a.runs, a.older) for a in alike), strict=True)
    )
    where = "unknown" if not plan.commit else "dirty" if plan.dirty else "commit"
    return words(
        f"sentences.planned.{'no_run' if not runs else 'after' if older else 'before'}",
        what=what,
        time=_minute(plan.planned_at),
        where=words(f"sentences.planned.{where}", commit=(plan.commit or "")[:12]),
        experiment=plan.experiment,
        older=len(older),
        runs=len(runs),
        seen=_minute(min(age.first_seen for age in alike)),
    )


def _named(alike: Sequence[PlanAge], words: Words) -> str:
    shown = metrics_in(words)
    names = [
        words("sentences.planned.comparison", label=age.item.name, metric=shown[age.item.metric].name)
        if age.item.kind == "comparison"
        else words("sentences.planned.claim", id=age.item.name)
        for age in alike
    ]
    comma, more = words("units.join.comma"), len(names) - NAMED
    if more > 1:
        return comma.join([*names[:NAMED], words("sentences.planned.more", n=more)])
    return comma.join(names)


def _minute(time: str) -> str:
    """Shorten a time to its minute.

    >>> _minute("2026-11-24T02:17:58.484810+00:00")
    '2026-11-24 02:17 UTC'
    """
    return f"{time[:10]} {time[11:16]} UTC" if time else ""
