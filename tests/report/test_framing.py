"""The headings of a page are links to themselves, and the contents list names its sections."""

from dropout_lab.report.page.framing import PLACE, framed

HTML = f"""<nav>{PLACE}</nav>
<section id="results"><h2 id="results-title">What <b>came</b> out</h2>
<h3 id="ranks-title">Ranks</h3><h3>No name</h3></section>
<h2 id="loose-title">Loose</h2>"""


def test_sections_are_listed_by_their_headings_and_nothing_else_is():
    """A heading that names no section, or stands inside one, is not in the list."""
    nav = framed(HTML).partition("</nav>")[0]
    assert nav == '<nav><ul><li><a href="#results">What <b>came</b> out</a></li></ul>'


def test_a_heading_with_a_name_links_to_its_own_place():
    """To its section, or to itself; one without a name is left alone."""
    html = framed(HTML)
    assert '<h2 id="results-title"><a class="permalink" href="#results">' in html
    assert '<h3 id="ranks-title"><a class="permalink" href="#ranks-title">Ranks</a></h3>' in html
    assert "<h3>No name</h3>" in html
