"""The line under an answer: when, how many runs, which data, which version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dropout_lab.evidence import Analysis
from dropout_lab.language import ENGLISH, Words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dateline(analysis: Analysis, provenance: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Return the line, such as ``24 Nov 2026 · 80 runs · MNIST · dropout-lab 0.1.0``.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`; without ``last_finished`` the line has no date.
        words: the language.
    """
    facts = [variant.recipe.dataset.facts.title for variant in analysis.experiment.variants]
    parts = [
        day_text(str(provenance.get("last_finished") or ""), words),
        words("page.take.runs", n=len(analysis.records)),
        ", ".join(dict.fromkeys(facts)),
        f"dropout-lab {provenance['dropout_lab']}",
    ]
    return " · ".join(part for part in parts if part)


def day_text(finished: str, words: Words) -> str:
    """Write the day of an ISO 8601 time; empty where it is none.

    >>> from dropout_lab.language import ENGLISH
    >>> day_text("2026-11-24T22:10:00+00:00", ENGLISH), day_text("", ENGLISH)
    ('24 Nov 2026', '')
    """
    try:
        day = date.fromisoformat(finished[:10])
    except ValueError:
        return ""
    month = MONTHS[day.month - 1] if words.language == "en" else day.month
    return words("page.take.day", year=day.year, month=month, day=day.day)
