"""Sentences of somebody else's runs: in pairs of seeds, of something else, or in groups; any number."""

import math
import re

import numpy as np
import pytest

from dropout_lab.evidence import compare_unpaired, compare_values, judge_claim
from dropout_lab.experiment import Claim, Says, Source
from dropout_lab.language import LANGUAGES, UNNAMED, Words, claim_note, claim_sentence, sentence
from tests.over import over

ASKED = {"unit": 1e-4, "family_size": 2}
CASES = [(0.02, None, True), (-0.02, None, True), (0.02, None, None), (0.0, 0.05, True), (0.0, None, True)]
"""A true difference, a margin, a good direction."""


def sides(n, difference):
    """Two sides of n runs."""
    generator = np.random.default_rng(n)
    control = 0.8 + generator.normal(0, 0.004, n)
    return control + difference + generator.normal(0, 0.002, n), control


def claimed(value):
    """A claim on the difference, as one is given with a table."""
    return Claim.model_construct(
        id=UNNAMED,
        says=Says(en="x", zh="x"),
        source=Source(text="t", section=""),
        kind="difference",
        treatment="wide",
        control="plain",
        value=value,
        tolerance=0.01,
        decimals=2,
        published_runs=1,
    )


def said(n, dialects, *, paired=True):
    """Every sentence of comparisons and claims with n pairs, in both languages."""
    languages = [Words(language).speaking(*dialects) for language in LANGUAGES]
    for difference, margin, higher in CASES:
        for lost in {0, min(n, 2)}:
            asked = {**ASKED, "margin": margin, "n_lost": lost, "higher_is_better": higher}
            compare = compare_values if paired else compare_unpaired
            row = compare("wide", "plain", "zork", sides(n, difference), **asked)
            yield from (sentence(row, words) for words in languages)
            if not paired:
                continue
            for value in (0.02, -0.02, 0.0, 0.3):
                claim = claimed(value)
                left, right = sides(n, difference)
                judged = judge_claim(claim, left - right, margin=margin, n_lost=lost, metric="zork", **ASKED)
                yield from (claim_sentence(judged, words) for words in languages)
                yield from (claim_note(judged, words) for words in languages)


@over("n", [0, 1, 2, 3, 20])
def test_pairs_of_something_else_are_never_pairs_of_seeds(n):
    """Nor is one pair a pair in the plural."""
    for text in said(n, ("judged", "unseeded")):
        assert not re.search(r"seed|种子|\byet\b|\b1 pairs\b|claim claim|1 decimals", text), text
        assert not re.search(r"nan|\binf\b|\[-\]|\{", text), text


@over("n", [0, 1, 2, 3, 20])
def test_two_groups_of_runs_are_never_pairs(n):
    """Their runs are counted, side by side."""
    for text in said(n, ("judged", "unpaired"), paired=False):
        assert not re.search(r"\bpairs?\b|\d 对|seed|种子|nan|\{", text), text


@over("n", [0, 1, 2, 3, 20])
def test_pairs_of_seeds_are_counted_in_both_languages(n):
    """One pair, two pairs; no English word in Chinese, no full stop missing or doubled."""
    for text in said(n, ("judged",)):
        assert not re.search(r"\b1 pairs of|\byet\b|claim claim|nan|\{|\.\.|。。", text), text
        assert not text or text[-1] in ".。"
        if re.search("[\u4e00-\u9fff]", text):
            assert not re.search(r"\b(?:the|of|pairs?|seeds?|is)\b|, (?!-?\d)", text), text


def test_every_number_of_a_decided_sentence_is_told_from_zero():
    """Better, worse, higher, lower: mean and both ends have the sign of the decision."""
    for scale in (1e-12, 1e-7, 1e-3, 1.0, 1e4, 1e9):
        left, right = sides(8, 0.02)
        row = compare_values(
            "wide",
            "plain",
            "zork",
            (scale * left, scale * right),
            unit=1e-4 * scale,
            margin=None,
            family_size=1,
        )
        assert row.decision == "better"
        found = re.findall(r"[-+]?\d[\d.]*(?:e-?\d+)?", sentence(row).split(": ")[1].split(", over")[0])
        numbers = [float(number) for number in found if number != "95"]
        assert len(numbers) == 3
        assert min(numbers) > 0
        assert numbers[0] == pytest.approx(row.mean_difference, rel=0.1)
        assert math.isclose(numbers[1], row.ci_low_joint, rel_tol=0.1)
