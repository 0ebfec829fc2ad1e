"""Any two variants of a page, compared in the browser, come out as Python's rule says."""

import math
import re

import numpy as np
import pytest
from jinja2.utils import htmlsafe_json_dumps

from dropout_lab.figures import NO_PICTURES
from dropout_lab.language import difference_text, digits_of, reach_text, signed
from dropout_lab.report import experiment_page
from dropout_lab.report.page.explored import explorable
from dropout_lab.results_folder import provenance_of
from dropout_lab.stats import decide, paired_t_interval, t_quantiles
from tests.publication.test_check import GIVEN, four_seeds

pytestmark = [pytest.mark.browser, pytest.mark.slow]


SEEDS, UNIT, MARGIN = 24, 1e-4, 0.001
SHIFTS = (0.0, 0.0, 0.0005, 0.003, -0.003, 0.0011)
SPREADS = (0.0, 0.0004, 0.002)


def arms():
    """Whole numbers of test images: a control, and one arm a shift and spread; tied ones have none."""
    rng = np.random.default_rng(20)
    control = 0.98 + UNIT * rng.integers(-9, 9, SEEDS)
    each = [control + np.round(rng.normal(s, d, SEEDS) / UNIT) * UNIT for s in SHIFTS for d in SPREADS]
    return [control, *each]


def measured():
    """Data of a page: the same values on a metric that is good high with a margin, and low without one."""
    values = [[float(f"{value:.12g}") for value in arm] for arm in arms()]
    for place, arm in enumerate(values[1:], 1):
        arm[: place % 4 * 7] = [None] * (place % 4 * 7)  # 24, 17, 10 or 3 seeds
    names = [
        {"name": str(place), "label": {"en": f"arm {place}", "zh": f"臂 {place}"}}
        for place in range(len(values))
    ]
    metric = {"factor": 100, "decimals": 2, "resolution": [UNIT] * len(values), "values": values}
    metric |= {"unit": {"en": " pp", "zh": " 个百分点"}, "label": {"en": "accuracy", "zh": "准确率"}}
    metrics = [
        {**metric, "name": "high", "higher": True, "margin": MARGIN},
        {**metric, "name": "low", "higher": False, "margin": None},
    ]
    broken = [[0] if place in (4, 8) else [] for place in range(len(values))]  # among those that are null
    plain = explorable(four_seeds())
    data = {"seeds": list(range(SEEDS)), "variants": names, "metrics": metrics, "broken": broken}
    planned = [{"sides": [2, 0, 0], "said": {"en": "The plan decides.", "zh": "以计划为准。"}}]
    return plain | data | {"t": t_quantiles(SEEDS), "planned": planned}


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page whose data are ours, opened."""
    file, analysis = tmp_path_factory.mktemp("explore") / "report.html", four_seeds()
    html = experiment_page(analysis, provenance_of(analysis, GIVEN), NO_PICTURES)
    text = str(htmlsafe_json_dumps(measured()))
    file.write_text(re.sub("data-plain='[^']*'", lambda _: f"data-plain='{text}'", html), encoding="utf-8")
    opened = browser.new_page()
    opened.complaints = []
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.goto(file.as_uri())
    yield opened
    opened.close()


def written(metric, interval):
    """Mean and ends as every other surface writes them."""
    low, mean, high = interval
    margin = metric["margin"] or math.nan
    digits = digits_of("test_accuracy", low, high, mean, margin=margin)
    shown = difference_text("test_accuracy", mean, (), digits)
    return f"{signed(shown)} pp ({reach_text('test_accuracy', low, high, margin, digits=digits)})"


def pick(page, **places):
    """Choose by place: treatment, control, metric."""
    for part, place in places.items():
        page.select_option(f"#explore-{part}", index=place)


def found(page):
    """What the page found: numbers and the outcome."""
    return page.evaluate("({...document.getElementById('explore-found').dataset})")


def test_every_arm_on_every_metric_agrees_with_python(page):
    """The difference, the ends of its paired t interval and the outcome, tied and lost pairs among them."""
    data, outcomes, words = measured(), set(), set()
    for place, metric in enumerate(data["metrics"]):
        for arm in range(1, len(data["variants"])):
            pick(page, metric=place, treatment=arm, control=0)
            sides = np.array([metric["values"][at] for at in (arm, 0)], dtype=float)
            pairs = sides[:, np.isfinite(sides).all(axis=0)]
            interval = paired_t_interval(pairs[0] - pairs[1], unit=UNIT)
            n, lost = pairs.shape[1], len(data["broken"][arm])
            wanted = decide(interval, n, lost, metric["margin"], metric["higher"]).outcome
            shown = found(page)
            ends = [float(shown[end]) for end in ("low", "mean", "high")]
            assert ends == pytest.approx(interval, rel=1e-7, abs=1e-12)
            assert (shown["outcome"], shown["n"]) == (wanted, str(n))
            if interval.ci_high - interval.ci_low >= UNIT:  # narrower ones have decimals of their own
                assert written(metric, interval) in page.inner_text("#explore-found")
            nearest = min(abs(interval.ci_low), abs(interval.ci_high))
            slightly = wanted in ("better", "worse") and metric["margin"] and nearest < metric["margin"]
            word = f"slightly {wanted}" if slightly else wanted
            assert page.inner_text("#explore-found .badge")[2:] == word
            words.add(word)
            outcomes.add((wanted, lost > 0))
    assert {outcome for outcome, _ in outcomes} == {"better", "worse", "equivalent", "inconclusive"}
    assert ("inconclusive", True) in outcomes
    assert {"slightly better", "better"} <= words
    assert page.complaints == []


def test_an_interval_is_not_parted_on_a_narrow_page(page):
    """Neither it nor a number from its unit: each stands on one line, whatever the width."""
    page.set_viewport_size({"width": 330, "height": 900})
    pick(page, metric=0, treatment=2, control=0)
    lines = page.evaluate(
        "[...document.querySelectorAll('#explore-found .whole')]"
        ".map((whole) => [whole.textContent, whole.getClientRects().length])"
    )
    (number, one), (interval, other) = lines
    assert number.strip().endswith("pp")
    assert interval.startswith("(")
    assert (one, other) == (1, 1)


def test_one_seed_is_drawn_and_counted(page):
    """A seed that both have; each press is one more draw."""
    pick(page, metric=0, treatment=2, control=0)
    seeds = set()
    for press in range(1, 7):
        page.click("#explore-draw")
        said = page.inner_text("#explore-drawn")
        seeds.add(int(said.split()[1]))
        counts = said.split("So far:")[1].strip(" .").split(", ")
        assert sum(int(count.split()[-1]) for count in counts) == press
    assert seeds <= {*range(14, SEEDS)}


def test_a_planned_pair_is_told_as_the_plan_judges_it_whichever_stands_first(page):
    """Its joint interval decides, so the note that all here is exploration is not for it."""
    data = measured()
    (first, *_) = data["planned"]
    treatment, control, metric = first["sides"]
    for sides in ((treatment, control), (control, treatment)):
        pick(page, metric=metric, treatment=sides[0], control=sides[1])
        assert page.inner_text("#explore-planned") == first["said"]["en"]
        assert page.is_hidden("#explore-unplanned")
    pick(page, treatment=control, control=control)
    assert page.inner_text("#explore-planned") == ""
    assert page.is_visible("#explore-unplanned")


def test_a_variant_against_itself_asks_for_two(page):
    """No number, and nothing to draw."""
    pick(page, treatment=0, control=0)
    assert page.inner_text("#explore-found") == "Pick two different variants."
    assert page.is_disabled("#explore-draw")
