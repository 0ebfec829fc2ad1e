"""The provenance of a results folder: one part given by the command, one derived from the runs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dropout_lab import __version__
from dropout_lab.evidence import Analysis, PlanAge
from dropout_lab.language import ENGLISH, Words, answer, headline, notes
from dropout_lab.results_folder.digests import DIGESTS, PROVENANCE, with_digests
from dropout_lab.results_folder.encoding import as_json
from dropout_lab.results_folder.folders import read_provenance

CHINESE = Words("zh")

DERIVED = (
    "plan_hash", "plan_ages", "runs_older_than_plan", "seeds", "answer_kind", "word", "word_zh", "sentence",
    "sentence_zh", "answer", "answer_zh", "notes", "ledger", "test_measured", "compute_seconds",
    "first_finished", "last_finished", "environments", "commits", "files", DIGESTS,
)  # fmt: skip
"""Keys that follow from the runs and the experiment; the others were given."""


def provenance_of(analysis: Analysis, given: Mapping[str, Any], files: Iterable[str] = ()) -> dict[str, Any]:
    """Return the document of a folder's provenance.

    Args:
        analysis: what was found.
        given: facts of the command; ``dropout_lab`` is the version that wrote, else ours; ``experiment`` as
            it was written down, so that a key that joined since leaves an old folder as it is.
        files: names of the other files of the folder.
    """
    records = list(analysis.records.values())
    finished = sorted(record.finished_at for record in records)
    environments: dict[str, dict[str, Any]] = {}
    for record in records:
        text = as_json(record.environment)
        environments.setdefault(text, {**record.environment, "runs": []})["runs"].append(record.run_id)
    total = analysis.ledger[["planned", "done", "diverged", "failed", "missing"]].sum()
    return {
        "dropout_lab": __version__,
        "experiment": analysis.experiment.model_dump(mode="json"),
        **given,
        "plan_hash": analysis.experiment.plan_hash,
        "plan_ages": [_age(age) for age in analysis.ages],
        "runs_older_than_plan": analysis.n_older,
        "seeds": list(analysis.seeds),
        **_headline(analysis),
        "answer": answer(analysis),
        "answer_zh": answer(analysis, CHINESE),
        "notes": list(notes(analysis)),
        "ledger": {state: int(count) for state, count in total.items()},
        "test_measured": analysis.test_measured,
        "compute_seconds": round(sum(record.seconds or 0.0 for record in records), 3),
        "first_finished": finished[0] if finished else None,
        "last_finished": finished[-1] if finished else None,
        "environments": list(environments.values()),
        "commits": _commits(list(environments.values())),
        "files": sorted([*files, PROVENANCE]),
    }


def _headline(analysis: Analysis) -> dict[str, str]:
    """Return the answer's kind, and its word and sentence in both languages."""
    english, chinese = (headline(analysis, words) for words in (ENGLISH, CHINESE))
    return {
        "answer_kind": english.kind,
        "word": english.word,
        "word_zh": chinese.word,
        "sentence": english.sentence,
        "sentence_zh": chinese.sentence,
    }


def provenance_file(known: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the file of a document of `provenance_of`, with the digests of the others and its own."""
    return {PROVENANCE: as_json(with_digests(known, files)).encode()}


def given_provenance(folder: Path) -> dict[str, Any]:
    """Read the part of a folder's provenance that was given: all that does not follow from its runs."""
    return {key: value for key, value in read_provenance(folder).items() if key not in DERIVED}


def _age(age: PlanAge) -> dict[str, Any]:
    """Return which plan held a comparison or claim first, and how many of its runs had been seen before."""
    plan = age.planned
    return {
        "kind": age.item.kind,
        "name": age.item.name,
        "metric": age.item.metric,
        "planned_at": plan.planned_at if plan else None,
        "planned_in": plan.experiment if plan else None,
        "planned_commit": plan.commit if plan else None,
        "planned_dirty": plan.dirty if plan else None,
        "family_size": plan.family_size if plan else None,
        "runs": len(age.runs),
        "older": len(age.older),
        "first_seen": age.first_seen or None,
    }


def _commits(environments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count the runs of each state of the code that trained; runs that name none are left out."""
    runs: Counter[tuple[str, bool]] = Counter()
    for environment in environments:
        if environment.get("commit"):
            runs[str(environment["commit"]), bool(environment.get("dirty"))] += len(environment["runs"])
    return [
        {"commit": commit, "dirty": dirty, "runs": n}
        for (commit, dirty), n in sorted(runs.items(), key=lambda item: (-item[1], item[0]))
    ]
