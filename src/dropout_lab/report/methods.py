"""A methods paragraph to paste into a paper, and how to cite: never more than the runs and the plan say."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dropout_lab.evidence import Analysis, chooses_by_test_set
from dropout_lab.language import ENGLISH, Words, margin_shown, metrics_in
from dropout_lab.recipe import Randomness
from dropout_lab.report.recipes_text import what_was_run
from dropout_lab.stats import joint_level
from dropout_lab.tables import latex_escaped

PACKAGES = ("python", "keras", "tensorflow", "jax", "numpy")
"""Keys of a run's environment that a paper names."""

HASH = 12
"""Digits of a hash that a paper shows."""


class Citation(NamedTuple):
    """A reference as text, and as an entry of a BibTeX file."""

    text: str
    bibtex: str


def methods_paragraph(analysis: Analysis, provenance: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Say how the experiment was run and judged, in one paragraph.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`.
        words: the language.
    """
    gap = "" if words.language == "zh" else " "
    return gap.join(
        [
            *_runs(analysis, words),
            *_plan(analysis, words),
            *_rules(analysis, words),
            *_losses(analysis, words),
            words("methods.paper.software", **_software(provenance, words)),
        ]
    )


def citation(analysis: Analysis, provenance: Mapping[str, Any], words: Words = ENGLISH) -> Citation:
    """Say how to cite the tool and what was run with it; whose experiment it is, is not ours to say.

    Version, year of the last run, plan, and the commit where it is known.
    """
    year, commit = str(provenance.get("last_finished") or "")[:4], provenance.get("commit")
    fields = {
        "version": provenance["dropout_lab"],
        "year": year,
        "experiment": analysis.experiment.name,
        "n": len(analysis.records),
        "plan": analysis.experiment.plan_hash[:HASH],
    }
    text = words("methods.cite.text", **fields)
    if commit:
        text = words("methods.cite.text_commit", commit=str(commit)[:HASH], **fields)
    noted = f"Experiment {fields['experiment']}: {analysis.experiment.question} Plan {fields['plan']}"
    noted += f", commit {str(commit)[:HASH]}" if commit else ""
    entry = {
        "title": "{dropout-lab}",
        "author": "{dropout-lab maintainers}",
        "year": year,
        "version": str(fields["version"]),
        "note": latex_escaped(noted),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in entry.items()]
    return Citation(text, "\n".join([f"@software{{{_key(fields['experiment'])},", *lines, "}"]))


def _key(name: str) -> str:
    """Return the key of an experiment in a BibTeX file.

    >>> _key("tutorial_claim"), _key("rate=0.5")
    ('dropout_lab_tutorial_claim', 'dropout_lab_rate_0_5')
    """
    return "dropout_lab_" + re.sub(r"[^A-Za-z0-9]+", "_", name)


def _runs(analysis: Analysis, words: Words) -> Iterator[str]:
    experiment = analysis.experiment
    names = [variant.name for variant in experiment.variants]
    key = "methods.paper.runs" if len(names) > 1 else "methods.paper.runs_one"
    seeds = words("units.seeds", n=len(analysis.seeds))
    yield words(key, n=len(names), names=words("figures.comma").join(names), seeds=seeds)
    run, semicolon = what_was_run(experiment, words), words("methods.semicolon")
    yield words("methods.paper.shared", parts=semicolon.join(run.shared))
    for name, parts in run.by_variant.items():
        if parts:
            yield words("methods.paper.differs", name=name, parts=semicolon.join(parts))
    recipes = [variant.recipe for variant in experiment.variants]
    usual = all(recipe.randomness == Randomness() for recipe in recipes)
    usual &= len({recipe.training.order for recipe in recipes}) == 1
    yield words("methods.paper.streams" if usual else "methods.paper.streams_but")
    sizes = sorted({variant.recipe.dataset.facts.test_examples for variant in experiment.variants})
    chosen = chooses_by_test_set(experiment)
    measured = "methods.paper.measured_chosen" if chosen else "methods.paper.measured"
    yield words(measured, n_test=words("figures.comma").join(f"{size:,}" for size in sizes))


def _plan(analysis: Analysis, words: Words) -> Iterator[str]:
    plan, ages = analysis.experiment.plan_hash[:HASH], analysis.ages
    late = sum(bool(age.older) for age in ages)
    if not ages or any(age.planned is None for age in ages):
        yield words("methods.paper.planned_unknown", plan=plan)
    elif late:
        kinds = "both" if analysis.experiment.claims else "comparisons"
        what = words(f"sentences.planned.known_of.{kinds}", n=len(ages))
        counts = {"n": analysis.n_older, "total": len(analysis.records), "late": late, "what": what}
        yield words("methods.paper.planned_late", plan=plan, **counts)
    else:
        yield words("methods.paper.planned", plan=plan)


def _rules(analysis: Analysis, words: Words) -> Iterator[str]:
    experiment = analysis.experiment
    if not experiment.family_size:
        return
    looked = "sequence" in set(analysis.summary["method"]) | set(analysis.comparisons["method"])
    yield words("methods.paper.sequence" if looked else "methods.paper.t")
    if experiment.family_size > 1:
        level = f"{100 * joint_level(experiment.family_size):.4g}"
        yield words("methods.paper.joint", n=experiment.family_size, level=level)
    else:
        yield words("methods.paper.alone")
    margin, shown = experiment.margins.get(experiment.metric), metrics_in(words)[experiment.metric]
    if experiment.comparisons and margin:
        inside = margin_shown(experiment.metric, margin, words)
        side = f"{50 * (1 - joint_level(experiment.family_size)):.3g}"
        tests = "" if looked else words("methods.paper.tests", side=side)
        yield words("methods.paper.decision", metric=shown.name, margin=inside, tests=tests)
    elif experiment.comparisons:
        yield words("methods.paper.decision_no_margin")


def _losses(analysis: Analysis, words: Words) -> Iterator[str]:
    total = analysis.ledger.drop(columns="variant").sum()
    lost = int(total["diverged"] + total["failed"])
    if lost:
        yield words("methods.paper.lost", n=lost)
    if total["missing"]:
        yield words("methods.paper.missing", n=int(total["missing"]))


def _software(provenance: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the versions of the packages that trained, each once where the runs had several."""
    versions: dict[str, list[str]] = {}
    for environment in provenance.get("environments", ()):
        for package in PACKAGES:
            version = environment.get(package)
            if version and str(version) not in versions.setdefault(package, []):
                versions[package].append(str(version))
    shown = [f"{package} {' / '.join(found)}" for package, found in versions.items()]
    return {
        "version": str(provenance["dropout_lab"]),
        "packages": words("units.join.comma").join(shown) or "-",
    }
