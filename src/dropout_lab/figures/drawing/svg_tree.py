"""Edit Matplotlib's SVG, as a tree of elements, for a page that holds several."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from dropout_lab.figures.drawing.style import VARIABLES

SVG = "http://www.w3.org/2000/svg"
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
NUMBER = re.compile(r"-?\d+\.\d{3,}")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
FONT = re.compile(r"(?:(?P<weight>\d+) )?(?P<size>[\d.]+px) ")
PLACES = ("d", "x", "y", "transform", "width", "height")


def plain(root: Element) -> None:
    """Take away namespaces, metadata, white space, and the style that would hold for the whole page."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.set(name.rpartition("}")[2], element.attrib.pop(name))
        element.tail = None
        if element.tag != "text":
            element.text = None
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style"):
                parent.remove(child)


def at_anchor(group: Element, x: float | None, y: float | None, anchor: str) -> None:
    """Move the lines of a text to where it is anchored; x or y that is None stays."""
    for text in group.iter("text"):
        moved = re.match(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", text.get("transform", ""))
        if moved:
            new = (moved[1] if x is None else f"{x:.2f}", moved[2] if y is None else f"{y:.2f}")
            text.set("transform", f"translate({new[0]} {new[1]}){text.get('transform', '')[moved.end() :]}")
            text.set("style", f"{text.get('style', '')}; text-anchor: {anchor}")


def dressed(root: Element) -> None:
    """Use the page's fonts and colours, round the numbers, and drop empty groups and turns by 0 degrees."""
    for element in root.iter():
        if "style" in element.attrib:
            element.set("style", ";".join(_declarations(element.attrib["style"])))
        for name in PLACES:
            if name in element.attrib:
                shorter = NUMBER.sub(lambda found: f"{float(found[0]):.2f}", element.attrib[name])
                element.set(name, re.sub(r"\s+", " ", shorter).strip())
        if re.fullmatch(r"rotate\(-?0 .*\)", element.get("transform", "")):
            del element.attrib["transform"]
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("g", "defs") and not len(child) and not child.text:
                parent.remove(child)


def with_own_ids(root: Element, name: str) -> None:
    """Number the ids that something refers to, each after a name, and leave out the others."""
    used = {element.attrib["href"][1:] for element in root.iter() if "href" in element.attrib}
    for element in root.iter():
        for value in element.attrib.values():
            used.update(REFERENCE.findall(value))
    found = dict.fromkeys(element.attrib.get("id", "") for element in root.iter())
    ours = {each: f"{name}-{place}" for place, each in enumerate(each for each in found if each in used)}
    for element in root.iter():
        if "id" in element.attrib:
            known = ours.get(element.attrib.pop("id"))
            if known:
                element.set("id", known)
        for key, value in element.attrib.items():
            if key == "href":
                element.set(key, f"#{ours.get(value[1:], value[1:])}")
            elif "url(#" in value:
                element.set(key, REFERENCE.sub(lambda match: f"url(#{ours.get(match[1], match[1])})", value))


def introduce(root: Element, name: str, title: str, description: str) -> None:
    """Add title and description for screen readers, and leave the size to the page."""
    box, width = root.get("viewBox", ""), root.get("width", "")
    root.attrib.clear()
    root.attrib |= {
        "id": name,
        "xmlns": SVG,
        "viewBox": box,
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "style": f"stroke-linejoin:round;stroke-linecap:butt;max-width:{width}",
    }
    heads = [Element("title", {"id": f"{name}-title"}), Element("desc", {"id": f"{name}-desc"})]
    heads[0].text, heads[1].text = title, description
    root[:0] = heads


def _declarations(style: str) -> Iterator[str]:
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = declaration.partition(":")
        value = value.strip()
        if name == "font-family":
            continue
        font = FONT.match(value) if name == "font" else None
        if font:  # Matplotlib before 3.10
            yield f"font-size:{font['size']}"
            if font["weight"]:
                yield f"font-weight:{font['weight']}"
        else:
            yield f"{name}:{COLOUR.sub(lambda colour: VARIABLES.get(colour[0], colour[0]), value)}"
