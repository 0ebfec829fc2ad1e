"""A document in Markdown as a page of a site; the only room that knows markdown-it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from dropout_lab.report.bilingual import say
from dropout_lab.report.page.shared import environment

ANCHOR = re.compile(r'<a id="[\w.-]+">|</a>')
"""The one HTML that our documents use, beside comments."""

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

HEAD = re.compile(r"<th\b.*?</th>", re.DOTALL)
"""The head of a column."""

SAID = ("text", "code_inline")


class Door(NamedTuple):
    """A link at the head of each page of a site."""

    address: str
    text: str


def site_doors(english: str, chinese: str) -> Markup:
    """Return links to the documents of a site, as HTML in every language.

    Args:
        english: address of the first document in English.
        chinese: in Chinese.
    """
    link = Markup('<p class="doors"><a lang="en" href="{}">{en}</a><a lang="zh" href="{}">{zh}</a></p>')
    return link.format(english, chinese, **say("site"))


def prose_page(
    text: str, resolve: Callable[[str], str | None], doors: Sequence[Door] = (), language: str = "en"
) -> str:
    """Return a Markdown document as a whole HTML document that asks for nothing but its pictures.

    HTML in the text is shown as text, but for anchors; comments are left out.

    Args:
        text: the document.
        resolve: gives the address of a link or picture on the site; None: there is none, and its text stays.
        doors: links at the head, addressed from this page.
        language: of the document, as in ``<html lang>``.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for rule in ("html_block", "html_inline"):
        parser.add_render_rule(rule, _harmless)
    tokens = parser.parse(text)
    heads = list(_with_ids(tokens))
    for token in tokens:
        for part in token.children or ():
            _lead(part, resolve)
    rendered = parser.renderer.render(tokens, parser.options, {})
    body = Markup(HEAD.sub(lambda found: found[0].replace(" = ", "&nbsp;= "), rendered))
    page = environment().get_template("prose.html.j2")
    title = heads[0] if heads else "dropout-lab"
    return page.render(title=title, body=body, doors=doors, language=language)


def _harmless(
    _self: RendererProtocol, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Render HTML of a document: an anchor as it is, a comment as nothing, all else as text."""
    rest = COMMENT.sub("", tokens[place].content)
    return rest if ANCHOR.fullmatch(rest) else str(escape(rest)) if rest.strip() else ""


def _with_ids(tokens: Sequence[Token]) -> Iterator[str]:
    """Name each heading as code hosts do, so that links to it work; yield their texts."""
    known: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(part.content for part in inline.children or () if part.type in SAID)
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            known[slug] = known.get(slug, -1) + 1
            opening.attrSet("id", f"{slug}-{known[slug]}" if known[slug] else slug)
            yield text


def _lead(part: Token, resolve: Callable[[str], str | None]) -> None:
    """Give a link or a picture its address on the site."""
    key = {"link_open": "href", "image": "src"}.get(part.type)
    if key is None:
        return
    address = resolve(str(part.attrGet(key)))
    if address is None:
        del part.attrs[key]
    else:
        part.attrSet(key, address)
