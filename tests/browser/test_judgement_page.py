"""Pages of strangers' tables in a real browser: nothing overflows, no barriers, whatever was asked."""

import re

import numpy as np
import pytest

from dropout_lab.publication import write_judgement
from tests.browser.test_page import OUTSIDE
from tests.judging.records import by_seed, judged

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "a_variant_of_somebody_who_writes_all_settings_into_its_name_lr="


def values(number):
    """Accuracies of eight runs."""
    return " ".join(f"{value:.4f}" for value in 0.9 + np.random.default_rng(number).normal(0, 0.01, 8))


def asked():
    """Judgements by what was asked."""
    family = by_seed("variant", "acc", base=values(0), **{f"{LONG}{n}": values(n) for n in range(1, 9)})
    pair = by_seed("variant", "zork", old=values(1), new=values(2))
    grouped = [{**row, "data": data} for data in ("a", "b") for row in pair]
    return {
        "family": judged(family, "all", "base", metric="acc", ranks=True),
        "groups": judged(grouped, "new", "old", metric="zork", by="data"),
        "unpaired": judged(pair, "new", "old", metric="zork", pairing="unpaired", higher_is_better=True),
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder for each of them."""
    folder = tmp_path_factory.mktemp("judged")
    for name, found in asked().items():
        write_judgement(folder / name, found, "t.csv")
    return folder


@pytest.mark.parametrize("name", ["family", "groups", "unpaired"])
def test_a_judgement_fits_phone_and_desk_in_both_languages(browser, pages, name):
    """No error, no request, nothing beyond the edge; axe finds nothing serious."""
    from axe_playwright_python.sync_playwright import Axe

    page, complaints = browser.new_page(viewport={"width": 390, "height": 900}), []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto((pages / name / "report.html").as_uri())
    for width in (390, 1280):
        if width != 390:
            page.set_viewport_size({"width": width, "height": 900})
        for language in ("en", "zh"):
            page.click(f"label[for=language-{language}]")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(OUTSIDE) == 0
            chinese = re.findall("[\u4e00-\u9fff]", page.inner_text("#answer .word:visible"))
            assert bool(chinese) == (language == "zh")
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
        assert complaints == []
    page.close()
