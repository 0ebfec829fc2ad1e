"""A page is valid HTML in what parsers forgive: ids and terms stand once, elements end where they should."""

from collections import Counter
from html.parser import HTMLParser

from dropout_lab.figures import NO_PICTURES
from dropout_lab.report import experiment_page
from dropout_lab.results_folder import provenance_of
from tests.publication.test_check import GIVEN, four_seeds

VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "wbr", "col"})


class Reader(HTMLParser):
    """Keeps the ids, the terms of each list, and whatever does not end where it should."""

    def __init__(self):
        super().__init__()
        self.ids, self.lists, self.open, self.astray = Counter(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.ids.update(value for key, value in attrs if key == "id")
        doubled = [key for key, n in Counter(key for key, _ in attrs).items() if n > 1]
        self.astray += [f"{tag} has {key} twice" for key in doubled]
        if tag == "dl":
            self.lists.append([])
        if tag == "dt":
            self.lists[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids.update(value for key, value in attrs if key == "id")

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.astray.append(f"</{tag}> inside {self.open[-3:]}")

    def handle_data(self, data):
        if "dt" in self.open:
            self.lists[-1][-1] += data


def test_ids_and_terms_stand_once_and_elements_end():
    """Two machines of as many runs each have a name of their own."""
    analysis = four_seeds()
    known = provenance_of(analysis, GIVEN)
    assert [len(machine["runs"]) for machine in known["environments"]] == [6, 6]
    read = Reader()
    read.feed(experiment_page(analysis, known, NO_PICTURES))
    assert read.astray == []
    assert read.open == []
    assert [value for value, n in read.ids.items() if n > 1] == []
    assert len(read.lists) > 4
    for terms in read.lists:
        assert [term for term, n in Counter(terms).items() if n > 1] == []
