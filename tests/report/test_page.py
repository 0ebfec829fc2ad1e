"""The page of an experiment: whole, safe, and never a number that its tables do not have."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from dropout_lab.evidence import analyse, plans_of
from dropout_lab.figures import NO_PICTURES, draw_pictures
from dropout_lab.language import Words, further_sentences, named_labels
from dropout_lab.report.markdown import readme
from dropout_lab.report.page.experiment import experiment_page
from dropout_lab.results_folder import provenance_of
from tests.evidence.synthetic import make_experiment, make_records
from tests.evidence.test_plan_ages import LEVEL, PAIRS
from tests.figures.test_figures import CASES
from tests.publication.test_check import GIVEN, four_seeds

ROOT = Path(__file__).parents[2]
NASTY = '<script>alert("1")</script>'
VOID = {"meta", "link", "br", "input", "img", "hr"}
CLAIM = {
    "id": "nasty",
    "says": {"en": f"{NASTY} helps", "zh": f"{NASTY} 有用"},
    "source": {"text": NASTY, "section": "<b>"},
    "kind": "difference",
    "treatment": "dropout",
    "control": "none",
    "value": 0.057,
    "tolerance": 0.005,
}


class Read(HTMLParser):
    """Elements with their attributes, and the text between them; an element left open is an error."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.texts, self.listings = [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Keep the element, which SVG closes at once."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close the innermost one."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep what a reader sees."""
        if not {"script", "style"} & {*self.open}:
            (self.listings if "pre" in self.open else self.texts).append(data)

    @property
    def prose(self):
        """What a reader sees, but for commands and code."""
        return " ".join(self.texts)

    @property
    def text(self):
        """All that a reader sees."""
        return " ".join([*self.texts, *self.listings])


def made(analysis, **given):
    return Read(
        experiment_page(
            analysis, provenance_of(analysis, {**GIVEN, **given}) | {"files": ["runs.csv"]}, NO_PICTURES
        )
    )


def nasty():
    """Names, a claim and a question that would be markup; a configuration cannot name a variant so."""
    experiment = make_experiment(
        planned=4, comparisons=[{"treatment": "linear", "control": "none"}], claims=[CLAIM]
    )
    *others, linear = experiment.variants
    (compared,) = experiment.comparisons
    experiment = experiment.model_copy(
        update={
            "question": f"Does {NASTY} help?",
            "variants": (*others, linear.model_copy(update={"name": NASTY})),
            "comparisons": (compared.model_copy(update={"treatment": NASTY}),),
        }
    )
    return analyse(experiment, make_records(experiment, range(4)), range(4))


@pytest.mark.slow
def test_a_whole_page_asks_for_nothing_and_is_small_and_always_the_same():
    """No address outside, one script, unique ids, every reference inside has its target, under 2.5 MB."""
    known = provenance_of(four_seeds(), GIVEN) | {"files": ["runs.csv", "figures/accuracy.svg"]}
    first = experiment_page(four_seeds(), known, draw_pictures(four_seeds()))
    assert experiment_page(four_seeds(), known, draw_pictures(four_seeds())) == first
    assert len(first.encode()) < 2_500_000
    read = Read(first)
    assert [tag for tag, _ in read.elements].count("script") == 1
    for _, attributes in read.elements:
        for name in ("src", "href", "action", "srcset", "data"):
            assert not re.match(r"(\w+:)?//|(?!data:)\w+:", attributes.get(name) or "")
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len({*ids})
    for _, attributes in read.elements:
        for name in ("for", "aria-labelledby"):
            assert {*(attributes.get(name) or "").split()} <= {*ids}


def test_what_people_name_is_text_and_never_markup():
    """A variant, a claim, a source and a question named `<script>` are shown as they are."""
    read = made(nasty(), command=f"dropout-lab run {NASTY}")
    assert [tag for tag, _ in read.elements].count("script") == 1
    assert not any("alert" in str(attributes) for tag, attributes in read.elements if tag == "script")
    for said in (f"Does {NASTY} help?", f"{NASTY} helps", f"{NASTY} 有用", f"dropout-lab run {NASTY}"):
        assert said in read.text
    assert {NASTY} & {attributes.get("data-variant") for _, attributes in read.elements}


@pytest.mark.slow
def test_a_nasty_name_is_text_in_figures_too():
    """Also between the marks of a drawing."""
    pictures = draw_pictures(nasty())
    html = experiment_page(nasty(), provenance_of(nasty(), GIVEN) | {"files": []}, pictures)
    assert "<script>alert" not in html
    assert html.count("<script") == 1


def test_the_numbers_are_those_of_the_tables():
    """The mean of each variant, as sorted and as shown, is the one of summary.csv."""
    analysis = four_seeds()
    read = made(analysis)
    values = {attributes.get("data-value") for tag, attributes in read.elements if tag == "td"}
    rows = analysis.summary[analysis.summary["metric"] == "test_accuracy"]
    assert len(rows) == 3
    for row in rows.itertuples():
        assert repr(row.mean) in values
        assert f"{100 * row.mean:.2f} %" in read.text
    assert repr(float(analysis.comparisons["mean_difference"].iloc[0])) in values


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_case_has_a_page_without_holes(case):
    """One seed, none, a diverged run, fifteen variants, nothing compared: no nan, None or inf to be read."""
    read = made(CASES[case]())
    assert re.findall(r"(?<![\w.-])(?:nan|NaN|None|inf|undefined)(?![\w-])|\{\w*\}", read.prose) == []
    languages = [attributes.get("lang") for _, attributes in read.elements]
    assert languages.count("zh") == languages.count("en") - 1 > 20  # the document itself is in English


def test_a_banner_stands_only_where_something_is_amiss():
    """Runs missing or an analysis that nobody planned; else the page begins with its question."""

    def banner(analysis, **given):
        return any(attributes.get("class") == "banner" for _, attributes in made(analysis, **given).elements)

    whole = make_experiment(planned=4)
    records = make_records(whole, range(4))
    planned, late = ({"plans": plans_of(whole, f"{year}-01-01T00:00:00+00:00")} for year in (2020, 2030))
    assert not banner(analyse(whole, records, range(4), **planned))
    assert banner(analyse(whole, records[:-1], range(4), **planned))
    assert banner(analyse(whole, records, range(4), **planned), altered=True)
    assert banner(analyse(whole, records, range(4)))
    assert banner(analyse(whole, records, range(4), **late))
    assert not banner(analyse(whole, records, range(4), **late), altered=True, on_the_spot=True)
    explored = make_experiment(planned=4, comparisons=[])
    assert banner(analyse(explored, make_records(explored, range(4)), range(4)))


def test_what_came_before_its_plan_is_said_once():
    """The banner says which comparison and what follows; the fold has the dates."""
    whole = make_experiment(planned=4)
    plans = plans_of(whole, "2026-11-23T10:02:00+00:00", "a" * 40, dirty=False)
    prose = made(analyse(whole, make_records(whole, range(4)), range(4), plans=plans)).prose
    assert prose.count("planned when 4 of its 8 runs were known already; read it as exploratory") == 1
    assert prose.count("on test accuracy: 4 of 8 runs had been seen") == 1
    assert "(2026-11-23 10:02 UTC, synthetic, commit aaaaaaaaaaaa)" in prose


def test_what_diverged_has_a_table_of_its_own():
    """Counts, the share with its interval, and a sentence; no table where nothing diverged."""
    ids = [attributes.get("id") for _, attributes in made(CASES["one diverged"]()).elements]
    assert "divergence-title" in ids
    assert not {"divergence-title", "shares-title"} & {
        attributes.get("id") for _, attributes in made(four_seeds()).elements
    }


@pytest.mark.slow
@pytest.mark.parametrize(("name", "table"), [("variance", "shares"), ("test_set_selection", "selection")])
def test_the_published_pages_show_the_tables_behind_their_answers(name, table):
    """Shares of the variance, shifts by choosing the epoch: every row of the CSV."""
    html = (ROOT / "results" / name / "report.html").read_text(encoding="utf-8")
    found = html.partition(f'aria-labelledby="{table}-title"')[2].partition("</table>")[0]
    rows = (ROOT / "results" / name / f"{table}.csv").read_text().splitlines()
    assert found.count("<tr") == len(rows)


def test_nothing_compared_and_nothing_claimed_leaves_no_empty_section():
    """A heading with nothing under it is not shown."""
    explored = make_experiment(planned=4, comparisons=[])
    ids = {
        attributes.get("id")
        for _, attributes in made(analyse(explored, make_records(explored, range(4)), range(4))).elements
    }
    assert {"answer", "results", "method", "details"} <= ids
    assert not {"claims", "once", "compared-title"} & ids


def test_the_plan_on_a_page_names_every_choice_and_leaves_out_what_has_its_default():
    """A dropout called none is a choice, though it has no other key; an epsilon nobody set is not told."""
    (plan,) = [text for text in made(four_seeds()).listings if text.startswith("name: synthetic")]
    variants = yaml.safe_load(plan)["variants"]
    assert [variant["recipe"]["dropout"]["name"] for variant in variants][:2] == ["none", "standard"]
    assert {variant["engine"]["name"] for variant in variants} == {"tensorflow"}
    assert "epsilon" not in plan


def test_the_plan_on_a_page_has_what_decides_though_it_is_the_default():
    """The margin, the metrics and the tolerance; and the seeds in one word."""
    experiment = make_experiment(planned=4, comparisons=PAIRS, claims=[LEVEL])
    shown = made(analyse(experiment, make_records(experiment, range(4)), range(4)))
    (plan,) = [text for text in shown.listings if text.startswith("name: synthetic")]
    told = yaml.safe_load(plan)
    assert told["margins"] == experiment.margins
    assert [pair["metrics"] for pair in told["comparisons"]] == [["test_accuracy"]] * len(PAIRS)
    assert [claim["tolerance"] for claim in told["claims"]] == [0.005]
    assert told["planned_seeds"] == "0-3"


def test_a_badge_in_a_table_has_the_word_of_its_picture():
    """An interval that reaches into the margin is slightly worse in both."""
    analysis = four_seeds()
    between = {
        "decision": "worse",
        "ci_low_joint": -0.0016,
        "mean_difference": -0.001,
        "ci_high_joint": -0.0004,
    }
    slight = replace(analysis, comparisons=analysis.comparisons.assign(**between))
    html = experiment_page(slight, provenance_of(slight, GIVEN), NO_PICTURES)
    compared = html[html.index('id="compared-title"') :]
    badge = re.search(r'<span class="badge worse">.*?</td>', compared, re.DOTALL)[0]
    assert "▼" in badge
    assert "slightly worse" in badge
    assert "略差" in badge


def test_sentences_are_called_the_other_ones_only_where_the_answer_says_one():
    """An answer that counts all comparisons leaves each a sentence; all of them are no others."""
    names, told = ["none", *(f"net {n}" for n in range(7))], {}
    for treatments in (names[1:3], names[1:]):
        comparisons = [{"treatment": name, "control": "none"} for name in treatments]
        experiment = make_experiment(names, planned=4, comparisons=comparisons)
        analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
        html = experiment_page(analysis, provenance_of(analysis, GIVEN), NO_PICTURES)
        counts = len(further_sentences(analysis)), len(comparisons)
        told[counts] = re.findall("(The|Other) planned comparisons", html)
    assert told == {(0, 2): [], (7, 7): ["The"]}


def test_a_page_says_which_name_is_which_net_beside_the_exact_answer():
    """Names stand in exact sentences and files, labels elsewhere; one line maps them, in both languages."""
    analysis = four_seeds()
    labels = {language: named_labels(analysis.experiment, Words(language)) for language in ("en", "zh")}
    html = experiment_page(analysis, provenance_of(analysis, GIVEN) | {"files": []}, NO_PICTURES)
    line = html[html.index('id="names"') :].split("</p>")[0]
    assert labels["en"]
    for language, named in labels.items():
        for name, label in named.items():
            assert f"<code>{name}</code>" in line
            assert f'<span lang="{language}">{label}</span>' in line
    text = readme(analysis, provenance_of(analysis, GIVEN), {})
    assert all(f"`{name}` {label}" in text for name, label in labels["en"].items())
