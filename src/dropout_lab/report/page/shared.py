"""Parts of several pages: their templates, and views of figures, claims and run-once tables."""

import base64
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dropout_lab.evidence import Analysis, Frame, Judged
from dropout_lab.experiment import comparison_label
from dropout_lab.figures import Caption, Pictures
from dropout_lab.language import (
    UNNAMED,
    Words,
    claim_sentence,
    digits_of,
    explained_text,
    interval_text,
    known_ends,
    levels_text,
    published_text,
    says_text,
    source_text,
    tolerance_text,
)
from dropout_lab.outcomes import DECISIONS, OPEN_DECISIONS, OUTCOMES, VERDICTS, badges
from dropout_lab.report.bilingual import PLAIN, Bilingual, Both, clauses, whole
from dropout_lab.report.compiled import Compiled
from dropout_lab.report.page.data_uri import data_uri
from dropout_lab.stats import FEWEST_PAIRS
from dropout_lab.tables import claim_cell

TEMPLATES = "report/templates"
SCRIPTS = ("script.js", "take.js", "explore.js", "slide.js")
STYLES = ("style.css", "frame.css", "print.css")
"""Sheets in their order: what a later one says holds."""

COMPILED = Compiled()


def environment(speaker: Bilingual = PLAIN) -> Environment:
    """Return the environment of the templates: every value is escaped, an unknown one is an error.

    Args:
        speaker: makes the texts that a template asks for by their key.
    """
    made = Environment(
        loader=PackageLoader("dropout_lab", TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=COMPILED,
    )
    folder = files("dropout_lab") / TEMPLATES
    script = "".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)
    first, *others = ((folder / name).read_text(encoding="utf-8") for name in STYLES)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    made.globals |= {  # pyrefly: ignore[bad-assignment]
        "say": speaker.say,
        "outcome": speaker.outcome,
        "both": speaker.both,
        "whole": whole,
        "clauses": clauses,
        "style": Markup("".join((first, outcomes_css(), *others))),
        "judged_style": Markup((folder / "judged.css").read_text(encoding="utf-8")),
        "open_style": Markup(outcomes_css(OPEN_DECISIONS[:2], ())),
        "script": Markup(script),
        "script_digest": digest,
        "badges": badges(),
        "decisions": DECISIONS,
        "fewest_pairs": FEWEST_PAIRS,
        "data_uri": data_uri,
    }
    return made


def outcomes_css(decisions: Sequence[str] = DECISIONS, verdicts: Sequence[str] = VERDICTS) -> str:
    """Return a CSS variable for the colour of each outcome, and the rules of badges and bars with them.

    Args:
        decisions: outcomes with badge and bar; higher and lower are those of a stranger's table alone.
        verdicts: outcomes with a badge.
    """
    badges = [badge for name, badge in OUTCOMES.items() if name in {*decisions, *verdicts}]
    variables = [f"  --{badge.key}: var(--{badge.colour});" for badge in badges]
    rules = [f".badge.{badge.key} {{ color: var(--{badge.key}); }}" for badge in badges]
    rules += [
        f".bar .{OUTCOMES[name].key} {{ background: var(--{OUTCOMES[name].key}); }}" for name in decisions
    ]
    return "\n".join((":root {", *variables, "}", *rules, ""))


class Shown(NamedTuple):
    """A picture as a page shows it: its drawings, and the words beside it."""

    drawings: Markup
    title: Both
    explained: Both
    narrow: Both | None  # how to read the one for a phone, where that differs


def drawn(pictures: Pictures) -> dict[str, Shown]:
    """Return pictures in every language, each drawing marked with its own, in their order."""
    languages = list(pictures.inline)
    return {
        name: Shown(
            Markup("").join(
                Markup('<div lang="{}">{}</div>').format(language, Markup(named[name]))
                for language, named in pictures.inline.items()
            ),
            Both({language: pictures.captions[language][name].title for language in languages}),
            Both({language: pictures.captions[language][name].explained for language in languages}),
            _narrow({language: pictures.captions[language][name] for language in languages}),
        )
        for name in next(iter(pictures.inline.values()), {})
    }


def _narrow(captions: Mapping[str, Caption]) -> Both | None:
    if not any(caption.narrow for caption in captions.values()):
        return None
    return Both({language: caption.narrow or caption.explained for language, caption in captions.items()})


class ClaimView(NamedTuple):
    """A claim as a page shows it; empty where there is no number."""

    judged: Judged
    verdict: str  # as a key
    says: Both
    sentence: Both
    explained: Both | str  # what a published level may be
    published: Both | str
    ours: Both | str
    interval: Both | str
    gap: Both | str
    tolerance: Both | str
    source: Both | str  # who said it, and where
    id: str  # empty where a claim has no name that says more


def claim_views(
    claims: Iterable[Judged], speaker: Bilingual = PLAIN, analysis: Analysis | None = None
) -> list[ClaimView]:
    """Return the view of each claim; its analysis has the variants that may explain it."""
    return [_claim_view(judged, speaker, analysis) for judged in claims]


def _claim_view(judged: Judged, speaker: Bilingual, analysis: Analysis | None) -> ClaimView:
    claim, metric, level = judged.claim, judged.metric, judged.claim.kind == "level"
    both, with_unit = speaker.both, speaker.with_unit
    ours, gap = judged.intervals
    low, high = (end if math.isfinite(end) else math.nan for end in (ours.ci_low, ours.ci_high))
    low, high = known_ends(judged.n, low, high)
    digits = digits_of(metric, *ours)

    def interval(words: Words) -> str:
        if level:
            return levels_text(metric, low, high, digits, words)
        return interval_text(metric, low, high, words=words, digits=digits)

    gap_ends, tolerance = known_ends(judged.n, gap.ci_low, gap.ci_high), claim.tolerance
    gap_digits = digits_of(metric, gap.ci_low, gap.ci_high, gap.mean, margin=tolerance)

    def gap_interval(words: Words) -> str:
        return interval_text(metric, *gap_ends, tolerance, words, gap_digits)

    return ClaimView(
        judged,
        OUTCOMES[judged.verdict.outcome].key,
        both(lambda words: says_text(claim, words)),
        both(lambda words: claim_sentence(judged, words)),
        _explained(judged, speaker, analysis),
        both(lambda words: published_text(judged, words)) if claim.value is not None else "",
        both(claim_cell(judged).shown) if math.isfinite(ours.mean) else "",
        with_unit(metric, interval, level=level),
        with_unit(metric, gap_interval) if math.isfinite(gap_ends[0]) else "",
        both(lambda words: tolerance_text(judged, words)) if claim.value is not None else "",
        speaker.say("judged.given") if claim.id == UNNAMED else both(lambda words: source_text(claim, words)),
        "" if claim.id == UNNAMED else claim.id,
    )


def _explained(judged: Judged, speaker: Bilingual, analysis: Analysis | None) -> Both | str:
    """Say which variant explains a claim; empty where none does."""
    if analysis is None or not explained_text(analysis, judged):
        return ""
    return speaker.both(lambda words: explained_text(analysis, judged, words))


def once_groups(
    run_once: Frame, called: Mapping[tuple[str, ...], Both] | None = None
) -> list[tuple[Both | str, int, list[dict[str, Any]]]]:
    """Group run-once rows by comparison: its label, its pairs, and a mapping per number of seeds.

    Args:
        run_once: rows of run_once.csv.
        called: what people call comparisons, by the names of their variants; others go by these.
    """
    sides = ["treatment", "control", "minus_treatment", "minus_control"]
    return [
        (
            (called or {}).get(tuple(filter(None, key))) or comparison_label(*key),
            int(part["n_pairs"].iloc[0]),
            part.to_dict("records"),
        )
        for key, part in run_once.groupby(sides, sort=False)
    ]
