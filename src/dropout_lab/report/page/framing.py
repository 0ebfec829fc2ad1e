"""The frame of a long page, made of its own headings: each is a link to itself, and a list names them."""

import re

from markupsafe import Markup

HEADING = re.compile(r'<h(?P<rank>[23]) id="(?P<name>[\w-]+)-title">(?P<text>.*?)</h(?P=rank)>')
SECTION = re.compile(r'<section id="([\w-]+)"')
PLACE = "<!--contents-->"
"""Where a template wants the list; no text of others has this mark, since all of it is escaped."""


def framed(html: str) -> str:
    """Make each heading that has a name a link to its place, and list the sections.

    Args:
        html: a page; a heading ``<h2 id="NAME-title">`` names the section ``<section id="NAME">``.
    """
    sections = {*SECTION.findall(html)}
    heads = [(found["name"], found["text"]) for found in HEADING.finditer(html) if found["rank"] == "2"]
    items = [f'<li><a href="#{name}">{text}</a></li>' for name, text in heads if name in sections]
    linked = HEADING.sub(lambda found: _linked(found, sections), html)
    return Markup(linked.replace(PLACE, "<ul>" + "".join(items) + "</ul>"))


def _linked(found: re.Match[str], sections: set[str]) -> str:
    rank, name, text = found.group("rank", "name", "text")
    target = name if name in sections else f"{name}-title"
    return f'<h{rank} id="{name}-title"><a class="permalink" href="#{target}">{text}</a></h{rank}>'
