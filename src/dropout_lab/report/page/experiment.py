"""The page of an experiment: one HTML file, in every language, that needs no network."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import yaml

from dropout_lab.evidence import Analysis
from dropout_lab.experiment import Experiment
from dropout_lab.figures import Pictures
from dropout_lab.foreign import visible_lines
from dropout_lab.gallery import Gallery, Moved
from dropout_lab.language import (
    answer,
    change_of,
    change_sentence,
    comparison_labels,
    costs_sentence,
    divergence_sentences,
    family_text,
    further_sentences,
    headline,
    labels_of,
    ledger_line,
    limits_line,
    looked_sentence,
    named_labels,
    noise_sentence,
    notes,
    plan_sentences,
    planned_sentences,
    planned_status,
)
from dropout_lab.report.also_asked import also_asked
from dropout_lab.report.bilingual import WORDS, Both, both, say, together
from dropout_lab.report.carried import carried_tables, latex_rows, project_address
from dropout_lab.report.commands import exploring_command, extend_command, settling_command
from dropout_lab.report.dateline import dateline
from dropout_lab.report.keras_listing import keras_listing, keras_summary, listing_notes
from dropout_lab.report.methods import citation, methods_paragraph
from dropout_lab.report.page.data_uri import data_uri, units_uri
from dropout_lab.report.page.explored import explored
from dropout_lab.report.page.framing import framed
from dropout_lab.report.page.shared import claim_views, drawn, environment, once_groups
from dropout_lab.report.page.slid import slid
from dropout_lab.report.recipes_text import what_was_run
from dropout_lab.tables import (
    Fitted,
    brief_comparisons,
    brief_results,
    comparison_namer,
    comparison_table,
    parts_of,
    results_table,
    section_tables,
    spread_table,
)

FOLDED = ("calibration",)
"""Figures that stand among the details."""

MOST_ROWS = 16
"""Comparisons from which on their figure does, too: it is taller than a page."""

MOST_CARDS = 48
"""Images that a page shows of all its comparisons together; its folder has the others."""

FEWEST_CARDS = 1
"""Images of one comparison and kind that it shows however many these are."""

GLOSSARY = (
    "seed", "run", "epoch", "rate", "accuracy", "pp", "interval", "joint", "crossed", "sd", "nll", "ece", 
    "gap", "p", "chance", "seen", "settle", "margin", "equivalent", "slightly", "inconclusive",
)  # fmt: skip


def experiment_page(
    analysis: Analysis,
    provenance: Mapping[str, Any],
    pictures: Pictures,
    gallery: Gallery | None = None,
    files: Mapping[str, bytes] | None = None,
) -> str:
    """Return the page of an experiment: a whole HTML document that asks for nothing from outside.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`; its ``files`` are linked.
        pictures: from `draw_pictures`.
        gallery: images, from `make_gallery`; without it the page shows none.
        files: the tables of its folder, of which the page carries some.
    """
    figures = drawn(pictures)
    folded = {*FOLDED, *(["forest"] if len(analysis.comparisons) > MOST_ROWS else [])} - {pictures.lead}
    offered = explored(analysis)
    template = environment().get_template("page.html.j2")
    html = template.render(
        experiment=analysis.experiment,
        provenance=provenance,
        **_answered(analysis, provenance),
        notes=together(lambda words: notes(analysis, words)),
        ledger=both(lambda words: ledger_line(analysis, words)),
        looked=both(lambda words: looked_sentence(analysis, words)),
        planned=_planned(analysis, provenance),
        when=together(lambda words: planned_sentences(analysis, words)),
        needs_banner=_needs_banner(analysis, provenance),
        family=both(lambda words: family_text(analysis.experiment, words)),
        plan_told=together(lambda words: plan_sentences(analysis.experiment, words)),
        plan_yaml=_plan_yaml(analysis),
        claims=claim_views(analysis.claims, analysis=analysis),
        once=once_groups(analysis.run_once, _together(analysis.experiment, comparison_labels)),
        called=_together(analysis.experiment, labels_of),
        sizes=sorted({int(n) for n in analysis.run_once["n"]}),
        **_tables(analysis),
        change=_change(analysis),
        settling=settling_command(analysis, provenance),
        limits=both(lambda words: limits_line(analysis, words)),
        noise=both(lambda words: noise_sentence(analysis, words)),
        lead=pictures.lead,
        figures={name: shown for name, shown in figures.items() if name not in folded},
        folded={name: shown for name, shown in figures.items() if name in folded},
        variants=[variant.name for variant in analysis.experiment.variants],
        moved=_moved(analysis, gallery),
        masks=_masks(gallery) if gallery else [],
        methods=_methods(analysis),
        glossary=GLOSSARY,
        explored=offered,
        slid=slid(analysis, offered) if pictures.lead == "sweep" else None,
        **_taken(analysis, provenance, files or {}),
    )
    return visible_lines(framed(html))


def _answered(analysis: Analysis, provenance: Mapping[str, Any]) -> dict[str, object]:
    """Return the question, its answer as people read it, the exact one, and those of others that ask it."""
    return {
        "question": both(lambda words: analysis.experiment.question_in(words.language)),
        "told": {words.language: headline(analysis, words) for words in WORDS},
        "answer": both(lambda words: answer(analysis, words)),
        "sentences": together(lambda words: further_sentences(analysis, words)),
        "see": also_asked(analysis.experiment, provenance),
        "names": list(named_labels(analysis.experiment)),
    }


def _tables(analysis: Analysis) -> dict[str, object]:
    """Return the tables of a page, with what is said beside the smaller ones."""
    return {
        "results": Fitted(brief_results(analysis), parts_of(results_table(analysis))),
        "comparisons": _comparisons(analysis),
        "spread": spread_table(analysis),
        "evidence": section_tables(analysis),
        "costs": both(lambda words: costs_sentence(analysis.costs, words)) if analysis.costs else "",
        "diverged": together(lambda words: divergence_sentences(analysis, words)),
    }


def _taken(
    analysis: Analysis, provenance: Mapping[str, Any], files: Mapping[str, bytes]
) -> dict[str, object]:
    """Return what a reader takes along, explores and goes on with: paragraph, citation, tables, project."""
    return {
        "paragraph": both(lambda words: methods_paragraph(analysis, provenance, words)),
        "cited": both(lambda words: citation(analysis, provenance, words).text),
        "bibtex": citation(analysis, provenance).bibtex,
        "carried": carried_tables(files),
        "latex": latex_rows(analysis),
        "dateline": both(lambda words: dateline(analysis, provenance, words)),
        "address": project_address(),
        "extend": extend_command(analysis, provenance),
        "exploring": exploring_command(analysis),
        "hours": f"{provenance['compute_seconds'] / 3600:.2f}",
    }


def _together(experiment: Experiment, labels_in: Callable[..., Mapping[Any, str]]) -> dict[Any, Both]:
    """Return what people call variants or comparisons, in every language at once."""
    by_language = {words.language: labels_in(experiment, words) for words in WORDS}
    keys = next(iter(by_language.values()))
    return {key: Both({name: labels[key] for name, labels in by_language.items()}) for key in keys}


def _change(analysis: Analysis) -> Both | str:
    """Say what would settle the answer; empty once it is settled."""
    return both(lambda words: change_sentence(analysis, words)) if change_of(analysis) else ""


def _comparisons(analysis: Analysis) -> Fitted:
    """Return the comparisons as people call them; in the parts with all numbers by name and metric."""
    whole = comparison_table(analysis.comparisons).without("decision")
    several = analysis.comparisons["metric"].nunique() > 1
    parts = parts_of(whole, 2) if several else parts_of(whole.without("metric"))
    return Fitted(brief_comparisons(analysis.comparisons, comparison_namer(analysis)), parts)


def _planned(analysis: Analysis, provenance: Mapping[str, Any]) -> Both | str:
    """Say whether the analysis was planned before its runs; empty where a note says that it was not."""
    if provenance.get("on_the_spot"):
        return say("planned.typed")
    if provenance.get("altered"):
        return say("planned.altered")
    return both(lambda words: planned_status(analysis, words)) if planned_status(analysis) else ""


def _needs_banner(analysis: Analysis, provenance: Mapping[str, Any]) -> bool:
    """Whether runs are missing, diverged or failed, or what the experiment asks was not planned before them.

    Whoever types a comparison knows that no file planned it.
    """
    lost = analysis.ledger[["diverged", "failed", "missing"]].to_numpy().any()
    late = any(age.older or age.planned is None for age in analysis.ages)
    unplanned = provenance.get("altered") or late or not analysis.ages
    return bool(lost or (unplanned and not provenance.get("on_the_spot")))


def _plan_yaml(analysis: Analysis) -> str:
    """Write the plan without the keys that have their defaults, but with `ALWAYS_TOLD`."""
    whole, told = (
        analysis.experiment.model_dump(mode="json", exclude_defaults=short) for short in (False, True)
    )
    first, last = analysis.experiment.planned_seeds[0], analysis.experiment.planned_seeds[-1]
    in_a_row = analysis.experiment.planned_seeds == tuple(range(first, last + 1))
    plan = _told(told, whole) | ({"planned_seeds": f"{first}-{last}"} if in_a_row else {})
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, width=100)


ALWAYS_TOLD = ("name", "metrics", "margins", "tolerance")
"""Keys of a plan that are told even with their defaults: every choice by name, and what decides."""


def _told(told: Any, whole: Any) -> Any:
    """Return the part `told` of a document, with each key of the whole that is always told."""
    if isinstance(whole, dict):
        kept = {key: value for key, value in whole.items() if key in told or key in ALWAYS_TOLD}
        return {key: _told(told[key], value) if key in told else value for key, value in kept.items()}
    if isinstance(whole, list):
        return [_told(*both) for both in zip(told, whole, strict=True)]
    return told


class MovedView(NamedTuple):
    """The candidates of a comparison and kind as a page shows them: cards only where they are reliable."""

    treatment: str
    control: str
    kind: str  # rescued or broken
    n: int
    held: int
    reliable: bool
    cards: list[Moved]


def _moved(analysis: Analysis, gallery: Gallery | None) -> list[MovedView]:
    """Group the candidates by comparison and kind, each with its cards."""
    groups = analysis.moved.groupby(["treatment", "control", "moved"], sort=False)
    cards = gallery.moved if gallery else ()
    most = max(FEWEST_CARDS, MOST_CARDS // max(1, len({(c.treatment, c.control, c.kind) for c in cards})))
    return [
        MovedView(
            *key,
            n=len(part),
            held=int(part["held"].sum()),
            reliable=bool(part["reliable"].iloc[0]),
            cards=[card for card in cards if (card.treatment, card.control, card.kind) == key][:most],
        )
        for key, part in groups
    ]


def _masks(gallery: Gallery) -> list[tuple[Any, list[str]]]:
    """Draw the rows of masks: of the input on an example, of hidden units as dots."""
    rows = []
    for row in gallery.masks:
        if row.site == 0 and gallery.background is not None:
            shown = [data_uri(gallery.background.image, kept=kept) for kept in row.kept]
        else:
            shown = [units_uri(kept) for kept in row.kept]
        rows.append((row, shown))
    return rows


def _methods(analysis: Analysis) -> dict[str, Any]:
    """Describe each variant: in words, by Keras's summary, and as a listing in plain Keras."""
    by_language = {words.language: what_was_run(analysis.experiment, words) for words in WORDS}
    each = []
    for variant in analysis.experiment.variants:
        parts = zip(*(run.by_variant[variant.name] for run in by_language.values()), strict=True)
        each.append(
            {
                "name": variant.name,
                "parts": [Both(zip(by_language, texts, strict=True)) for texts in parts],
                "summary": keras_summary(variant.recipe),
                "listing": keras_listing(variant.recipe),
                "notes": together(
                    lambda words, variant=variant: listing_notes(analysis.experiment, variant.recipe, words)
                ),
            }
        )
    shared = zip(*(run.shared for run in by_language.values()), strict=True)
    return {"shared": [Both(zip(by_language, texts, strict=True)) for texts in shared], "each": each}
