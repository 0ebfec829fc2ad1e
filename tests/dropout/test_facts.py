"""What lists and documents say of a dropout stands in its own file, in a form that is read here."""

import re

import pytest

from dropout_lab.dropout import KNOWN, LAYERS, facts_of, families
from dropout_lab.dropout.facts import short_reference

OURS = {name: facts_of(name) for name in LAYERS.names() if name != "none"}


def test_the_headline_names_it_and_says_what_it_does():
    """A line of a list needs a sentence that is not the name again."""
    assert [name for name, facts in OURS.items() if not facts.title[:1].isupper()] == []
    assert [name for name, facts in OURS.items() if facts.summary in ("", facts.title)] == []


def test_it_has_an_equation():
    """The second paragraph of the docstring is a formula."""
    assert [name for name, facts in OURS.items() if not re.search("[=~]", facts.equation)] == []


@pytest.mark.parametrize("label", ["Moments", "Inference", "Source"])
def test_it_says_its_moments_its_inference_and_its_source(label):
    """Each begins a line of the docstring, after the equation."""
    assert [name for name, facts in OURS.items() if not facts.sections.get(label)] == []


def test_it_names_a_paper():
    """Authors and a year in short: the first reference of the source."""
    papers = {name: facts.paper for name, facts in OURS.items()}
    assert {name: paper for name, paper in papers.items() if not re.fullmatch(r"[^\d,]+ \d{4}", paper)} == {}


def test_it_says_what_a_step_costs():
    """Random numbers, products and passes, in a line."""
    costs = {name: facts.cost for name, facts in OURS.items()}
    assert {name: cost for name, cost in costs.items() if not 0 < len(cost) < 110} == {}


def test_sections_end_where_the_next_begins():
    """Remarks between them, and what stands before the colon, are kept apart."""
    facts = facts_of("shakeout")
    assert facts.of["Moments"] == "of a weight"
    assert facts.sections["Moments"].endswith("c = 0 is standard dropout.")
    assert facts.sections["Inference"] == "u = x W + b."
    assert facts.sections["Source"].startswith("Kang, Li and Tao (2016)")
    assert [remark.split()[0] for remark in facts.remarks] == ["It", "No", "The"]


def test_what_a_class_needs_is_said():
    """Facts of a site and an activation come from the class, not from its prose."""
    assert facts_of("targeted_units").needs == "the layer before it"
    assert facts_of("alpha").needs == "selu units"
    assert facts_of("standard").needs == ""


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ("Wan, Zeiler and Fergus (2013), ICML, by their page", "Wan et al. 2013"),
        ("Wang and Manning (2013), Fast dropout training", "Wang and Manning 2013"),
        ("Srivastava et al. (2014), JMLR 15", "Srivastava et al. 2014"),
        ("none; the example of CONTRIBUTING.", "none"),
    ],
)
def test_a_reference_is_shortened(source, short):
    """One or two authors by name, of more the first."""
    assert short_reference(source) == short


def test_each_dropout_is_in_one_family():
    """Every file but the control's is listed once."""
    assert sorted(facts.name for _, members in families() for facts in members) == sorted(OURS)


def test_what_is_left_out_is_not_built():
    """A name leaves the list of those left out when its file comes."""
    names = [known.name.lower().replace(" ", "_").replace("-", "_") for known in KNOWN]
    assert len(set(names)) == len(names)
    assert not set(names) & {name.removesuffix("_dropout") for name in OURS}
