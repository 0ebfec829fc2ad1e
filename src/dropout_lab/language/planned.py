"""When comparisons and claims were planned, and which of their runs had been seen before."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from dropout_lab.evidence import Analysis, PlanAge
from dropout_lab.experiment import Experiment
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.labels import comparison_labels
from dropout_lab.language.limits import test_images
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.values import given_text, margin_shown
from dropout_lab.metrics import DEFAULT_METRIC

NAMED = 3
"""Comparisons and claims that a sentence names; more are counted."""


def planned_status(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say in a few words whether what is decided was planned before its runs; empty where a note says not."""
    ages = analysis.ages
    if not ages:
        return words("sentences.planned.nothing")
    if any(age.planned is None for age in ages):
        return words("sentences.planned.not_recorded")
    return "" if any(age.older for age in ages) else words("sentences.planned.all")


def planned_sentences(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say of each plan what it held first, when it was made, and how many of its runs came first."""
    return tuple(_sentence(alike, analysis.experiment, words) for alike in _alike(analysis.ages))


def plan_sentences(experiment: Experiment, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say what a plan fixes: what is compared, over which seeds, and how large a difference matters.

    Of a metric that counts test images, the margin is said in images; of claims with a number also how near
    counts as the same.
    """
    compared, seeds = _compared(experiment, words), _seeds(experiment, words)
    said = [*([compared] if compared else []), seeds, *_margins(experiment, words)]
    return (*said, *_tolerances(experiment, words))


def _compared(experiment: Experiment, words: Words) -> str:
    """Name the comparisons of a plan, or count them where they are many; empty where nothing is compared."""
    labels, shown = comparison_labels(experiment, words), metrics_in(words)
    names = [
        words(
            "sentences.planned.comparison",
            label=labels.get(each.variants, each.name),
            metric=shown[metric].name,
        )
        for each in experiment.comparisons
        for metric in each.metrics
    ]
    if not names:
        return ""
    comma, more = words("units.join.comma"), len(names) - NAMED
    if more > 1:
        names = [*names[:NAMED], words("sentences.planned.more", n=more)]
    return words("sentences.plan.compared", names=comma.join(names))


def _seeds(experiment: Experiment, words: Words) -> str:
    """Name the seeds of a plan, with how many they are."""
    seeds = experiment.planned_seeds
    named = words("units.join.comma").join(map(str, seeds))
    if len(seeds) > 1 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        named = words("units.range", low=seeds[0], high=seeds[-1])
    return words("sentences.plan.seeds", named=named, n=len(seeds))


def _margins(experiment: Experiment, words: Words) -> Iterator[str]:
    """Say each margin, with what it is on the test set where the metric counts images."""
    used = {metric for each in experiment.comparisons for metric in each.metrics}
    for metric, margin in experiment.margins.items():
        if metric not in used:
            continue
        fields = {"metric": metrics_in(words)[metric].name, "margin": margin_shown(metric, margin, words)}
        of = test_images(experiment) if metric == DEFAULT_METRIC else 0
        if 0 < margin * of < 1:
            yield words("sentences.plan.margin_below", **fields, of=f"{of:,}")
        elif images := round(margin * of):
            yield words("sentences.plan.margin_images", **fields, images=images, of=f"{of:,}")
        else:
            yield words("sentences.plan.margin", **fields)


def _tolerances(experiment: Experiment, words: Words) -> Iterator[str]:
    """Say how near to a published number counts as the same."""
    told = [
        given_text(claim.metric, claim.tolerance) + metrics_in(words)[claim.metric].difference_unit
        for claim in experiment.claims
        if claim.value is not None
    ]
    for tolerance in dict.fromkeys(told):
        yield words("sentences.plan.tolerance", tolerance=tolerance)


def seen_before_notes(analysis: Analysis, words: Words = ENGLISH) -> tuple[str, ...]:
    """Warn, once, of comparisons and claims that were planned when some of their runs had been seen."""
    late = [age for age in analysis.ages if age.older]
    if not late:
        return ()
    runs, older = _together(late)
    key = (
        "known_some" if len(late) < len(analysis.ages) else "known" if len(older) < len(runs) else "known_all"
    )
    kinds = "both" if analysis.experiment.claims else "comparisons"
    what = words(f"sentences.planned.known_of.{kinds}", n=len(analysis.ages))
    counts = {"late": len(late), "what": what, "older": len(older), "runs": len(runs)}
    return (words(f"sentences.planned.{key}", **counts),)


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


def _together(ages: Sequence[PlanAge]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the runs that some plans need, and those of them that came first."""
    sets = zip(*((age.runs, age.older) for age in ages), strict=True)
    runs, older = (frozenset[str]().union(*each) for each in sets)
    return runs, older


def _sentence(alike: Sequence[PlanAge], experiment: Experiment, words: Words) -> str:
    plan, what = alike[0].planned, _named(alike, experiment, words)
    if plan is None:
        return words("sentences.planned.when_unknown", what=what)
    runs, older = _together(alike)
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


def _named(alike: Sequence[PlanAge], experiment: Experiment, words: Words) -> str:
    shown, labels = metrics_in(words), comparison_labels(experiment, words)
    names = [
        words(
            "sentences.planned.comparison",
            label=labels.get(age.item.variants, age.item.name),
            metric=shown[age.item.metric].name,
        )
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
