"""Where a report's runs come from: what the command says of itself, and what the runs say."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropout_lab import __version__
from dropout_lab.evidence import Analysis
from dropout_lab.language import Words, answer, notes
from dropout_lab.report.markdown import as_json

CHINESE = Words("zh")

DERIVED = (
    "experiment", "plan_hash", "seeds", "answer", "answer_zh", "notes", "ledger", "test_measured",
    "compute_seconds", "first_finished", "last_finished", "environments", "commits", "files",
)  # fmt: skip
"""Keys of provenance.json that follow from the runs and the experiment; the others were given."""


def provenance_of(analysis: Analysis, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what provenance.json holds, but for the list of files.

    Args:
        analysis: what was found.
        given: what the command says; ``dropout_lab`` is the version that wrote, ours where it is not given.
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
        **given,
        "experiment": analysis.experiment.model_dump(mode="json"),
        "plan_hash": analysis.experiment.plan_hash,
        "seeds": list(analysis.seeds),
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
    }


def given_provenance(folder: Path) -> dict[str, Any]:
    """Return what provenance.json of a folder was given, without what follows from its runs."""
    known = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    return {key: value for key, value in known.items() if key not in DERIVED}


def _commits(environments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The states of the code that trained, by number of runs; runs that name none are left out."""
    runs: Counter[tuple[str, bool]] = Counter()
    for environment in environments:
        if environment.get("commit"):
            runs[str(environment["commit"]), bool(environment.get("dirty"))] += len(environment["runs"])
    return [
        {"commit": commit, "dirty": dirty, "runs": n}
        for (commit, dirty), n in sorted(runs.items(), key=lambda item: (-item[1], item[0]))
    ]
