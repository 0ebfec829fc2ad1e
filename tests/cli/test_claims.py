"""`list claims` names each claim, its source, and today's verdict."""

import json

from dropout_lab.cli.claims import NOTHING, claim_rows
from dropout_lab.results_folder import PUBLISHED


def test_without_results_there_is_no_verdict(tmp_path, monkeypatch):
    """Every claim of every experiment, with its source, says so."""
    monkeypatch.chdir(tmp_path)
    rows = [row for row in claim_rows(PUBLISHED) if row["experiment"] == "tutorial_claim"]
    assert [row["id"] for row in rows] == ["level_without", "level_with", "difference", "direction"]
    assert {row["verdict"] for row in rows} == {NOTHING}
    assert rows[0]["source"] == "Chinese dropout tutorial, section 4"


def test_the_verdict_is_that_of_the_published_folder(tmp_path, monkeypatch):
    """By the claim's id; a claim that is not there has none."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "results" / "tutorial_claim"
    folder.mkdir(parents=True)
    judged = [{"id": "difference", "verdict": "contradicted", "sentence": "Contradicted: so it is."}]
    (folder / "claims.json").write_text(json.dumps(judged))
    verdicts = {
        row["id"]: row["verdict"] for row in claim_rows(PUBLISHED) if row["experiment"] == "tutorial_claim"
    }
    assert (verdicts["difference"], verdicts["direction"]) == ("contradicted", NOTHING)
