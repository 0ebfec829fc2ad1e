"""Turn a figure into SVG for a page: with the page's fonts and colours, and ids that are unique there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.text import Text

from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.rendering import Svg, in_points, render_svg, settle
from dropout_lab.figures.drawing.slimming import classed, slim, unwrap
from dropout_lab.figures.drawing.style import INK
from dropout_lab.figures.drawing.svg_tree import at_anchor, dressed, introduce, plain, with_own_ids

REACH = "5"
"""Radius around a value within which the pointer finds it, in points."""


GUIDE = f"fill:none;stroke:{INK};stroke-width:7;stroke-opacity:0.18"
"""How the line at a slider's place is drawn: a broad one that hides nothing."""


class Drawing(NamedTuple):
    """A picture drawn once as SVG, for its file and for a page. ``marks``: artists that a page asks for."""

    picture: Picture
    svg: Svg
    marks: Mapping[str, Artist]


def draw_svg(picture: Picture) -> Drawing:
    """Draw a picture as SVG; no mark for the page shows in the text."""
    settle(picture)
    marks = {f"owned-{place}": artist for place, (artist, _) in enumerate(picture.owned)}
    marks |= {f"text-{place}": text for place, text in enumerate(_unanchored(picture, marks.values()))}
    return Drawing(picture, render_svg(picture, marks), marks)


def inline_svg(drawing: Drawing, name: str, title: str, description: str, *, tells: bool = True) -> str:
    """Return a picture as one ``<svg>`` element for a page.

    Args:
        drawing: the spots of its picture tell exact values on hover; the artists of a variant stand in
            ``<g data-variant="NAME">``.
        name: unique on the page; every id begins with it.
        title: name of the figure, for screen readers.
        description: its numbers, and how to read it, for screen readers.
        tells: whether values are told on hover; nobody hovers on a phone.

    Returns:
        SVG with no prolog, and no size of its own but the viewBox; its styles hold inside it alone. Words are
        text in the page's font. Colours are CSS variables with ours as fallback, such as
        ``var(--ink, #222222)``. All text is escaped.
    """
    picture, svg, marks = drawing
    root = ElementTree.fromstring(svg.text)
    plain(root)
    by_id = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    found = {key: by_id[group] for key, group in svg.groups.items()}
    for key, (x, y, anchor) in _anchors(picture, marks).items():
        if key in found:
            at_anchor(found[key], x, y, anchor)
    for place, (_, variant) in enumerate(picture.owned):
        if f"owned-{place}" in found:
            found[f"owned-{place}"].set("data-variant", variant)
    root.extend(_guides(picture))
    if tells:
        root.extend(_targets(picture))
    dressed(root)
    slim(root)
    name = re.sub(r"[^\w-]", "-", name, flags=re.ASCII)
    with_own_ids(root, name)
    unwrap(root)
    classed(root, name)
    introduce(root, name, title, description)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")  # no text has a plain >


def _unanchored(figure: Picture, marked: Iterable[Artist]) -> list[Text]:
    """Return the texts that Matplotlib places by the width of its own font: of several lines, or turned."""
    known = set(map(id, marked))
    texts = (text for text in figure.findobj(Text) if isinstance(text, Text) and id(text) not in known)
    return [text for text in texts if "\n" in text.get_text() or text.get_rotation()]


def _anchors(
    figure: Picture, marks: Mapping[str, Artist]
) -> dict[str, tuple[float | None, float | None, str]]:
    """Return the anchor of each text of `_unanchored`: x (or y, of a turned one), in points, and its side."""
    with in_points(figure) as height:
        anchors: dict[str, tuple[float | None, float | None, str]] = {}
        for key, text in marks.items():
            if not isinstance(text, Text) or not text.get_text():
                continue
            box = text.get_window_extent()
            if text.get_rotation():
                anchors[key] = (None, height - (box.y0 + box.y1) / 2, "middle")
            elif "\n" in text.get_text() and text.get_horizontalalignment() == "right":
                anchors[key] = (box.x1, None, "end")
            elif "\n" in text.get_text() and text.get_horizontalalignment() == "center":
                anchors[key] = ((box.x0 + box.x1) / 2, None, "middle")
        return anchors


def _guides(figure: Picture) -> Iterator[ElementTree.Element]:
    """Return hidden lines across the axes of a picture, one at each place of a slider."""
    with in_points(figure) as height:
        for guide in figure.guides:
            x, _ = guide.axes.transData.transform((guide.x, guide.axes.get_ylim()[0]))
            low, high = (height - end for end in (guide.axes.bbox.y0, guide.axes.bbox.y1))
            line = {"d": f"M {x:.2f} {low:.2f} L {x:.2f} {high:.2f}", "style": GUIDE, "visibility": "hidden"}
            yield ElementTree.Element("path", line | {"data-at": str(guide.place)})


def _targets(figure: Picture) -> Iterator[ElementTree.Element]:
    """Return invisible circles over the spots of a picture, each with its value, in a group a variant."""
    with in_points(figure) as height:
        for variant, spots in groupby(figure.shown_spots, key=lambda spot: spot.variant):
            group = ElementTree.Element("g", {"fill": "none", "pointer-events": "all"})
            if variant:
                group.set("data-variant", variant)
            for spot in spots:
                x, y = spot.axes.transData.transform((spot.x, spot.y))
                if not spot.axes.bbox.contains(x, y):
                    continue
                place = {"cx": f"{x:.2f}", "cy": f"{height - y:.2f}", "r": REACH}
                circle = ElementTree.SubElement(group, "circle", place)
                ElementTree.SubElement(circle, "title").text = spot.text
            if len(group):
                yield group
