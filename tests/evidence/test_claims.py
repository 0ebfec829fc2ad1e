"""Claims get the verdict that follows from their intervals, in one sentence, typed in claims.json."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.canonical import parse
from dropout_lab.evidence import Look, analyse, judge_claim
from dropout_lab.experiment import Claim
from dropout_lab.language import ClaimObject, answer, claim_note, claim_object, claim_sentence
from dropout_lab.publication import write_results
from dropout_lab.stats import ClaimIntervals, Reason, claim_intervals, joint_level
from tests.evidence.synthetic import diverge, make_experiment, make_records
from tests.over import over

LEVEL = {
    "id": "level",
    "says": {"en": "It reaches 92.6 %.", "zh": "92.6%。"},
    "source": {"text": "a tutorial", "section": "4"},
    "kind": "level",
    "variant": "none",
    "value": 0.926,
    "tolerance": 0.005,
    "decimals": 3,
    "published_runs": 1,
}
SIDES = {"variant": None, "treatment": "dropout", "control": "none"}
DIFFERENCE = {**LEVEL, **SIDES, "id": "difference", "kind": "difference", "value": 0.057}
DIRECTION = {**LEVEL, **SIDES, "id": "direction", "kind": "direction", "value": None}
KEYS = {
    "id", "says", "source", "kind", "value", "tolerance", "published_runs", "decimals", "estimate", "ci_low",
    "ci_high", "n", "verdict", "sentence",
}  # fmt: skip
RIPPLE = np.tile([-0.0005, 0.0005], 10)


def judged(values, claim=DIFFERENCE, **more):
    given = {"unit": 1e-4, "family_size": 1, "margin": 0.001, **more}
    return judge_claim(parse(Claim, claim), values, **given)


@over(
    ("mean", "verdict", "said"),
    [
        (0.0565, "reproduced", "which is within 0.5 pp of the claimed +5.7 pp"),
        (0.0520, "inconclusive", "whether that is within 0.5 pp of the claimed +5.7 pp stays open"),
        (0.0300, "direction only", "the sign is the claimed one, the size is not"),
        (0.0002, "not reproduced", "too small to matter (inside 0.10 pp either way)"),
        (-0.0030, "contradicted", "the sign is the opposite one"),
    ],
)
def test_each_verdict_on_a_difference_has_its_sentence(mean, verdict, said):
    """The word, our number with its interval and n, the claimed number: nothing beyond."""
    found = judged(mean + RIPPLE)
    assert found.verdict.outcome == verdict
    assert claim_sentence(found).startswith(f"{verdict.capitalize()}: dropout - none on test accuracy is ")
    assert said in claim_sentence(found)
    assert "20 pairs of seeds" in claim_sentence(found)
    assert "\n" not in claim_sentence(found)
    assert claim_sentence(found).count(". ") == 0


def test_a_size_that_is_refuted_with_an_open_sign_says_both():
    """Neither direction is shown, and the sentence does not pretend."""
    found = judged(np.tile([-0.004, 0.005], 10))
    assert found.verdict == ("not reproduced", Reason("sign_open"))
    assert "even its sign stays open" in claim_sentence(found)


@pytest.mark.parametrize(
    ("mean", "verdict", "said"),
    [
        (0.9262, "reproduced", "which is within 0.5 pp of the claimed 92.6 %"),
        (0.9310, "inconclusive", "stays open"),
        (0.9858, "not reproduced", "which is more than 0.5 pp from the claimed 92.6 %: ours minus the claim "
         "is +5.98 pp"),
    ],
)  # fmt: skip
def test_each_verdict_on_a_level_has_its_sentence(mean, verdict, said):
    """The level in %, the distance in pp."""
    found = judged(mean + RIPPLE, LEVEL)
    assert found.verdict.outcome == verdict
    assert said in claim_sentence(found)
    assert "the variant none has a test accuracy of" in claim_sentence(found)


@pytest.mark.parametrize("claim", [LEVEL, DIFFERENCE], ids=["level", "difference"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_under_three_seeds_every_claim_is_inconclusive(claim, n):
    """No run, one or two: the sentence says why, unbounded ends are null."""
    found = judged(np.full(n, claim["value"]), claim)
    assert found.verdict.outcome == "inconclusive"
    assert found.n == n
    written = claim_object(found)
    if n < 2:
        assert (written.ci_low, written.ci_high) == (None, None)
    assert ("nothing is known" if n == 0 else "under 3 seeds decide nothing") in claim_sentence(found)


def test_equal_values_keep_the_width_of_their_resolution():
    """All equal is no certainty: the interval is as wide as rounding makes it."""
    found = judged(np.full(5, 0.057))
    assert found.intervals.ours.ci_low < 0.057 < found.intervals.ours.ci_high
    assert found.verdict.outcome == "reproduced"


def test_what_is_subtracted_is_the_number_that_is_shown():
    """98.575 is written 98.58, so it lies 5.98 above 92.6: the float of 5.975 alone would be written 5.97."""
    found = judged(0.98575 + RIPPLE, LEVEL)
    ours, gap = found.intervals
    halfway = ClaimIntervals(ours._replace(mean=0.98575), gap._replace(mean=0.98575 - 0.926))
    said = claim_sentence(replace(found, intervals=halfway))
    shown, apart = re.search(r"accuracy of ([\d.]+) %.* the claim is \+([\d.]+) pp", said).groups()
    assert (shown, apart) == ("98.58", "5.98")


def test_lost_pairs_forbid_a_verdict():
    """Any of under 20 pairs lost: inconclusive, and counted."""
    found = judged(0.057 + RIPPLE[:10], n_lost=1)
    assert found.verdict.outcome == "inconclusive"
    assert "too many diverged: 1 of 11 lost" in claim_sentence(found)


def test_looking_on_the_way_is_said():
    """The interval of a sequence is named as such."""
    found = judged(0.03 + RIPPLE, look=Look("sequence", "extra", 5, 15))
    assert found.look.method == "sequence"
    assert "allows for looking on the way (5 seeds beyond the 15 planned)" in claim_sentence(found)


def test_a_tolerance_below_what_one_run_allows_is_said():
    """Such a claim can be refuted, but hardly reproduced: few seeds may have a small spread by luck."""
    assert "can be refuted, but hardly reproduced" in claim_note(judged(0.057 + 10 * RIPPLE))
    assert claim_note(judged(0.057 + RIPPLE)) == ""
    assert judged(0.057 + 10 * RIPPLE).verdict.outcome == "inconclusive"


@pytest.fixture(scope="module")
def analysis():
    planned = [{"treatment": "dropout", "control": "none"}]
    experiment = make_experiment(planned=20, comparisons=planned, claims=[LEVEL, DIFFERENCE, DIRECTION])
    return analyse(experiment, make_records(experiment, range(20)), range(20))


def test_claims_follow_from_the_runs_at_the_joint_level(analysis):
    """M counts the comparison and the two claims with a number; a direction reuses its comparison."""
    level, difference, direction = analysis.claims
    row = analysis.comparisons.iloc[0]
    found = claim_intervals(
        analysis.pairs["difference"].to_numpy(), 1e-4, 0.057, is_difference=True, published_runs=1,
        decimals=3, level=joint_level(3),
    )  # fmt: skip
    assert difference.intervals.ours == pytest.approx(found.ours)
    assert difference.intervals.gap[::2] == pytest.approx(found.gap[::2])
    assert direction.intervals.ours[:2] == (row["ci_low_joint"], row["mean_difference"])
    assert claim_sentence(direction).endswith(answer(analysis))
    assert level.verdict.outcome == "not reproduced"
    assert {claim.n for claim in analysis.claims} == {20}


def test_diverged_runs_of_one_side_leave_claims_open():
    """A level loses its runs, a difference its pairs, a direction the pairs of its comparison."""
    planned = [{"treatment": "dropout", "control": "none"}]
    experiment = make_experiment(planned=6, comparisons=planned, claims=[LEVEL, DIFFERENCE, DIRECTION])
    gone = experiment.variant("none").run_id(2)
    runs = [diverge(r) if r.run_id == gone else r for r in make_records(experiment, range(6))]
    found = analyse(experiment, runs, range(6)).claims
    assert [claim.verdict.outcome for claim in found] == ["inconclusive"] * 3
    assert [(claim.n, claim.n_lost) for claim in found] == [(5, 1)] * 3


def test_a_variant_without_runs_knows_nothing():
    """No run of one side: nothing is known of any claim that speaks of it."""
    planned = [{"treatment": "dropout", "control": "none"}]
    experiment = make_experiment(planned=4, comparisons=planned, claims=[LEVEL, DIFFERENCE, DIRECTION])
    gone = {experiment.variant("none").run_id(seed) for seed in range(4)}
    runs = [r for r in make_records(experiment, range(4)) if r.run_id not in gone]
    found = analyse(experiment, runs, range(4)).claims
    assert {claim.verdict.outcome for claim in found} == {"inconclusive"}
    assert all("nothing is known" in claim_sentence(claim) for claim in found)


def test_claims_json_is_a_typed_list(analysis, tmp_path, undrawn):
    """Each object has the promised keys, reads back as its type, and holds no NaN."""
    write_results(tmp_path / "x", analysis, {})
    text = (tmp_path / "x" / "claims.json").read_text(encoding="utf-8")
    objects = json.loads(text)
    assert [parse(ClaimObject, entry) for entry in objects] == [claim_object(c) for c in analysis.claims]
    assert all(set(entry) >= KEYS for entry in objects)
    assert not re.search("NaN|Infinity", text)
    assert all(field.description for field in ClaimObject.model_fields.values())
    readme = (tmp_path / "x" / "README.md").read_text(encoding="utf-8")
    assert readme.index("## Claims") < readme.index("## Results")
    assert "not reproduced" in (tmp_path / "x" / "tables" / "claims.md").read_text(encoding="utf-8")


def test_a_number_that_is_not_finite_is_refused():
    """Diverged runs are left out and counted, never handed over."""
    with pytest.raises(ValueError, match="not finite"):
        judged([0.05, math.nan, 0.06])
