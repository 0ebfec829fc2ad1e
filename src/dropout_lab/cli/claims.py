"""`dropout-lab list claims`: every published claim, its source, and what the evidence says today."""

from pathlib import Path
from typing import Any

from dropout_lab.cli.places import Places
from dropout_lab.cli.say import say, say_object
from dropout_lab.errors import ResultsError
from dropout_lab.results_folder import read_claims

NOTHING = "no results yet"


def print_claims(as_json: bool, results: Path) -> None:
    """Print the claims of all experiments; a verdict is that of the published results folder."""
    rows = claim_rows(results)
    if as_json:
        say_object({"claims": rows})
        return
    from dropout_lab.cli.terminal import print_folded

    for row in rows:
        print_folded(f"{row['experiment']}/{row['id']} ({row['source']})", 2)
        print_folded(f"  says     {row['says']}", 11)
        print_folded(f"  verdict  {row['sentence'] or row['verdict']}", 11)
    say(f"next: {Places(results).run('experiment=tutorial_claim', '--dry-run')}")


def _published(results: Path, experiment: str) -> list[dict[str, Any]]:
    """Read the published claims of an experiment; damage is said, and the others are read."""
    try:
        return read_claims(results / experiment)
    except ResultsError as error:
        say(f"dropout-lab: {error}", err=True)
        return []


def claim_rows(results: Path) -> list[dict[str, str]]:
    """One row per claim: experiment, id, source, says, verdict and its sentence, all text."""
    from dropout_lab.config.question import Question
    from dropout_lab.config_files import experiment_files

    rows = []
    for experiment in sorted(experiment_files()):
        judged = {claim.get("id"): claim for claim in _published(results, experiment)}
        for claim in Question.read(experiment).claims:
            source, found = claim.get("source", {}), judged.get(claim.get("id"), {})
            rows.append(
                {
                    "experiment": experiment,
                    "id": str(claim.get("id", "")),
                    "source": f"{source.get('text', '')}, section {source.get('section', '')}",
                    "says": str(claim.get("says", {}).get("en", "")),
                    "verdict": str(found.get("verdict", NOTHING)),
                    "sentence": str(found.get("sentence", "")),
                }
            )
    return rows
