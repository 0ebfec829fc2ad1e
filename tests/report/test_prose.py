"""Documents in Markdown as pages: links lead on the site, headings have names, HTML of others is text."""

import re

from dropout_lab.report import Door, prose_page

TEXT = """# Judge & co

<!-- generated -->
See [the index](../results/README.md), [nothing](gone.md), [below](#two-words) and <script>alert(1)</script>.

<a id="mine"></a>

## Two `words`!

## Two words

![a picture](picture.png)

| a | b |
| :-- | --: |
| 1 | 2 |
"""
KNOWN = {
    "../results/README.md": "../results/README.html",
    "picture.png": "picture.png",
    "#two-words": "#two-words",
}


def page(text=TEXT):
    return prose_page(text, KNOWN.get, [Door("../index.html", "dropout-lab")])


def test_links_lead_to_the_site_and_what_is_not_there_is_no_link():
    """Its text stays."""
    html = page()
    assert '<a href="../results/README.html">the index</a>' in html
    assert "<a>nothing</a>" in html
    assert '<img src="picture.png" alt="a picture"' in html
    assert '<a href="../index.html">dropout-lab</a>' in html


def test_headings_are_named_as_on_code_hosts():
    """A second one of the same words has a number; the first is the title."""
    html = page()
    assert re.findall(r'<h\d id="([^"]+)"', html) == ["judge--co", "two-words", "two-words-1"]
    assert "<title>Judge &amp; co</title>" in html


def test_html_in_a_document_is_text_but_for_anchors():
    """Nothing that a document says acts on the page; comments are left out."""
    html = page()
    assert "<script" not in html
    assert "alert(1)" in html
    assert '<a id="mine"></a>' in html
    assert "generated" not in html


def test_tables_are_tables():
    """With their heads."""
    assert page().count("<th ") == 2


def test_a_head_of_a_column_is_not_broken_before_its_equals_sign():
    """Where a phone has room for one word a line, "n =" stands over its number; other text is as it is."""
    html = page("with n = 5\n\n| a | n = 10 |\n| :-- | --: |\n| n = 3 | 2 |\n")
    assert re.findall(r">([^<>]*= \d+)<", html) == ["with n = 5", "n&nbsp;= 10", "n = 3"]
