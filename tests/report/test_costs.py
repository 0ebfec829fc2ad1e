"""A page that asks for ranks says beside them what a step costs, and where that was measured."""

from dataclasses import replace

from dropout_lab.figures import NO_PICTURES
from dropout_lab.report import experiment_page, readme
from dropout_lab.results_folder import provenance_of
from tests.evidence.test_ranking import COSTS, analysed
from tests.publication.test_check import GIVEN
from tests.report.test_valid_html import Reader

SAID = "took turns, 8 pairs of epochs on one thread of A chip (commit abc)"


def test_costs_stand_in_the_table_of_ranks_with_their_source():
    """In both languages of the page, and in the README; without a measurement nothing is said of costs."""
    plain = analysed()
    costed = replace(plain, costs=COSTS)
    for analysis, times in ((costed, 1), (plain, 0)):
        known = provenance_of(analysis, GIVEN)
        text, page = readme(analysis, known, {}), experiment_page(analysis, known, NO_PICTURES)
        assert text.count(SAID) == page.count(SAID) == times
        assert page.count("在 A chip 的单线程上测了 8 对轮次") == times
        assert text.count("1.54 \\[1.50, 1.60\\]") == times
    read = Reader()
    read.feed(page)
    read.close()
