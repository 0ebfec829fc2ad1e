"""report.html: one experiment as one file that a person reads, in every language, with no network."""

import base64
import hashlib
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dropout_lab.analysis import Analysis
from dropout_lab.analysis.claims import Judged
from dropout_lab.analysis.gallery import Gallery, Moved
from dropout_lab.analysis.labels import label_text
from dropout_lab.analysis.shown import SHOWN
from dropout_lab.analysis.words import difference_text, interval_text, level_text
from dropout_lab.figures import page_figures
from dropout_lab.report.both import WORDS, Both, both, say, with_unit
from dropout_lab.report.keras_listing import keras_listing, keras_summary, listing_notes
from dropout_lab.report.methods import citation, methods_paragraph
from dropout_lab.report.page_tables import (
    comparisons_grid,
    results_grid,
    spread_grid,
    test_images_of,
)
from dropout_lab.report.pictures import data_uri, units_uri
from dropout_lab.report.recipes_text import what_was_run
from dropout_lab.stats import joint_level

TEMPLATES = "report/templates"
FOLDED = ("calibration",)
"""Figures that stand among the details."""

VERDICT_ICONS = {
    "reproduced": "✓",
    "direction_only": "◐",
    "not_reproduced": "✗",
    "contradicted": "⇄",
    "inconclusive": "?",
    "better": "▲",
    "worse": "▼",
    "equivalent": "=",
}
GLOSSARY = (
    "seed", "run", "epoch", "rate", "accuracy", "pp", "interval", "joint", "crossed", "sd", "nll", "ece", 
    "gap", "p", "chance", "seen", "settle", "margin", "equivalent", "inconclusive",
)  # fmt: skip


def page(analysis: Analysis, provenance: Mapping[str, Any], gallery: Gallery | None = None) -> str:
    """Return the page of an experiment: a whole HTML document that asks for nothing from outside.

    Args:
        analysis: what was found.
        provenance: what provenance.json holds; its ``files`` are linked.
        gallery: pictures, from `make_gallery`; without it the page shows none.
    """
    figures = drawn(analysis)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            analysis=analysis,
            experiment=analysis.experiment,
            provenance=provenance,
            question=both(lambda words: analysis.experiment.question_in(words.language)),
            answer=both(analysis.answer_in),
            sentences=_together(analysis.sentences_in),
            notes=_together(analysis.notes_in),
            ledger=both(analysis.ledger_line_in),
            looked=both(analysis.test_set_line_in),
            planned=_planned(analysis, provenance),
            needs_banner=_needs_banner(analysis, provenance),
            plan_yaml=_plan_yaml(analysis),
            claims=claim_views(analysis.claims),
            once=_once(analysis),
            sizes=sorted({int(n) for n in analysis.run_once["n"]}),
            results=results_grid(analysis),
            comparisons=comparisons_grid(analysis.comparisons, test_images_of(analysis)),
            level=f"{100 * joint_level(max(1, analysis.experiment.family_size)):.4g}",
            spread=spread_grid(analysis),
            figures={name: svg for name, svg in figures.items() if name not in FOLDED},
            folded={name: svg for name, svg in figures.items() if name in FOLDED},
            variants=[variant.name for variant in analysis.experiment.variants],
            moved=_moved(gallery) if gallery else [],
            masks=_masks(gallery) if gallery else [],
            methods=_methods(analysis),
            paragraph=both(lambda words: methods_paragraph(analysis, provenance, words)),
            cited=both(lambda words: citation(analysis, provenance, words).text),
            bibtex=citation(analysis, provenance).bibtex,
            glossary=GLOSSARY,
            extend=_extend(analysis),
            hours=f"{provenance['compute_seconds'] / 3600:.2f}",
        )
    )


def environment() -> Environment:
    """The templates of pages: everything that is not a template's own is escaped."""
    made = Environment(
        loader=PackageLoader("dropout_lab", TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    folder = files("dropout_lab") / TEMPLATES
    script = (folder / "script.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    made.globals |= {
        "say": say,
        "style": Markup((folder / "style.css").read_text(encoding="utf-8")),
        "script": Markup(script),
        "script_digest": digest,
        "icons": VERDICT_ICONS,
        "data_uri": data_uri,
    }
    return made


def drawn(analysis: Analysis) -> dict[str, Markup]:
    """Return the figures in every language, each marked with its own."""
    by_language = {words.language: page_figures(analysis, words) for words in WORDS}
    return {
        name: Markup("").join(
            Markup('<div lang="{}">{}</div>').format(language, Markup(figures[name]))
            for language, figures in by_language.items()
        )
        for name in next(iter(by_language.values()))
    }


def _together(sentences_in: Any) -> list[Both]:
    """Lists of sentences by language -> one list of sentences in every language."""
    by_language = {words.language: sentences_in(words) for words in WORDS}
    lists = zip(*by_language.values(), strict=True)
    return [Both(zip(by_language, texts, strict=True)) for texts in lists]


def _planned(analysis: Analysis, provenance: Mapping[str, Any]) -> Both:
    """Say whether the analysis was planned before its runs."""
    experiment, total = analysis.experiment, len(analysis.records)
    if not experiment.family_size:
        return say("planned.nothing")
    if provenance.get("altered"):
        return say("planned.altered")
    if not provenance.get("planned_at"):
        return say("planned.unknown")
    if analysis.older:
        return say("planned.older", n=analysis.older, total=total)
    return say("planned.before")


def _needs_banner(analysis: Analysis, provenance: Mapping[str, Any]) -> bool:
    """Whether runs are missing, diverged or failed, or the analysis was not planned."""
    lost = analysis.ledger[["diverged", "failed", "missing"]].to_numpy().any()
    planned = provenance.get("planned_at") and analysis.experiment.family_size
    unplanned = not planned or provenance.get("altered") or analysis.older
    return bool(lost or unplanned)


def _extend(analysis: Analysis) -> str:
    """The command that trains five seeds more."""
    return (
        f"dropout-lab run experiment={analysis.experiment.name} seeds={max(analysis.seeds, default=-1) + 6}"
    )


def _plan_yaml(analysis: Analysis) -> str:
    document = analysis.experiment.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


class ClaimView(NamedTuple):
    """A claim as a page shows it; empty where there is no number."""

    judged: Judged
    verdict: str  # as a key
    says: Both
    sentence: Both
    published: Both | str
    ours: Both | str
    interval: Both | str
    gap: Both | str
    tolerance: Both | str


def claim_views(claims: Iterable[Judged]) -> list[ClaimView]:
    """Make the claims ready to be shown."""
    return [_claim_view(judged) for judged in claims]


def _claim_view(judged: Judged) -> ClaimView:
    metric, level = judged.metric, judged.kind == "level"
    factor, value = SHOWN[metric].factor, judged.value
    text = level_text if level else difference_text
    low, high, gap_low, gap_high = (
        math.nan if end is None else end
        for end in (judged.ci_low, judged.ci_high, judged.gap_ci_low, judged.gap_ci_high)
    )
    ends = ", ".join(level_text(metric, end) for end in (low, high))
    interval = f"[{ends}]" if level else interval_text(metric, low, high)
    gap = interval_text(metric, gap_low, gap_high)
    return ClaimView(
        judged,
        judged.verdict.replace(" ", "_"),
        Both(en=judged.says.en, zh=judged.says.zh),
        Both(en=judged.sentence, zh=judged.sentence_zh),
        "" if value is None else with_unit(metric, f"{value * factor:.6g}", level=level),
        "" if judged.estimate is None else with_unit(metric, text(metric, judged.estimate), level=level),
        with_unit(metric, interval, level=level),
        "" if judged.gap_ci_low is None else with_unit(metric, gap),
        "" if value is None else with_unit(metric, f"{judged.tolerance * factor:.6g}"),
    )


def _once(analysis: Analysis) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """Comparisons with their label, their pairs, and a mapping per number of seeds."""
    sides = ["treatment", "control", "minus_treatment", "minus_control"]
    return [
        (label_text(*key), int(part["n_pairs"].iloc[0]), part.to_dict("records"))
        for key, part in analysis.run_once.groupby(sides, sort=False)
    ]


def _moved(gallery: Gallery) -> list[tuple[Moved, list[Moved]]]:
    """Pictures by comparison and kind, each group with its first one as its name."""
    groups: dict[tuple[str, str, str], list[Moved]] = {}
    for moved in gallery.moved:
        groups.setdefault((moved.treatment, moved.control, moved.kind), []).append(moved)
    return [(group[0], group) for group in groups.values()]


def _masks(gallery: Gallery) -> list[tuple[Any, list[str]]]:
    """Rows of masks with their pictures: of the input on the digit, of hidden units as dots."""
    rows = []
    for row in gallery.masks:
        if row.site == 0 and gallery.digit is not None:
            shown = [data_uri(gallery.digit.image, kept=kept) for kept in row.kept]
        else:
            shown = [units_uri(kept) for kept in row.kept]
        rows.append((row, shown))
    return rows


def _methods(analysis: Analysis) -> dict[str, Any]:
    """What was run, in words, as Keras sums it up, and as plain Keras."""
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
                "notes": _together(
                    lambda words, variant=variant: listing_notes(analysis.experiment, variant.recipe, words)
                ),
            }
        )
    shared = zip(*(run.shared for run in by_language.values()), strict=True)
    return {"shared": [Both(zip(by_language, texts, strict=True)) for texts in shared], "each": each}
