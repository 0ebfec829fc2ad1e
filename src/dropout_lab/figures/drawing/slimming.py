"""Make a drawing light to mail: one path for many equal marks, short paths, each style once."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element, SubElement

FINE = 20.0
"""Largest coordinate, in points, of a shape such as a marker, which has two decimals; others have one."""

AXIS = "matplotlib.axis"
"""How the ids of the groups begin that hold grid, ticks and texts of an axis."""

FEWEST = 3
"""Equal marks in a row from which on one path draws them all."""

COMMAND = re.compile(r"([MLCQz])([^MLCQz]*)")
ARGUMENTS = {"M": 2, "L": 2, "C": 6, "Q": 4}
PLACES = ("x", "y", "cx", "cy", "width", "height", "transform")
MOVED = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")
LONG = re.compile(r"-?\d+\.\d{2,}")


def slim(root: Element) -> None:
    """Draw the same with fewer letters; ids stay as they are, and what nothing refers to goes."""
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "path" and _draws_nothing(child)]:
            parent.remove(child)
    _share_shapes(root)
    for axis in [group for group in root.iter("g") if group.get("id", "").startswith(AXIS)]:
        _gather(axis)
    _mark(root)
    for element in root.iter():
        is_text = element.tag == "text" and "x" not in element.attrib
        moved = MOVED.fullmatch(element.get("transform", "")) if is_text else None
        if moved:
            element.attrib |= {"x": moved[1], "y": moved[2]}
            del element.attrib["transform"]
        if "d" in element.attrib:
            element.set("d", short_path(element.attrib["d"]))
        for name in PLACES:
            if name in element.attrib:
                element.set(name, LONG.sub(lambda found: _shown(float(found[0]), 1), element.attrib[name]))


def classed(root: Element, name: str) -> None:
    """Say each style that several elements have once, in a sheet for this drawing alone: ``#name .class``."""
    styles = [(element, _style(element)) for element in root.iter()]
    times = Counter(style for _, style in styles if style)
    found: dict[str, str] = {}
    for element, style in styles:
        if times[style] > 1:
            element.set("class", found.setdefault(style, _class(len(found))))
            for key in ("style", "clip-path"):
                element.attrib.pop(key, None)
    if found:
        sheet = Element("style")
        sheet.text = "".join(f"#{name} .{key}{{{style}}}" for style, key in found.items())
        root.insert(0, sheet)


def short_path(path: str) -> str:
    """Write a path of Matplotlib's by the steps between its points, which are rounded once.

    >>> short_path("M 129.57 101.24 L 163.38 71.42 L 163.38 58.66 z"), short_path("M 0 -2.75 L 0 2.75")
    ('M129.6 101.2l33.8-29.8v-12.7z', 'M0-2.75v5.5')
    """
    parts = [(letter, [float(number) for number in rest.split()]) for letter, rest in COMMAND.findall(path)]
    largest = max((abs(number) for _, numbers in parts for number in numbers), default=0.0)
    decimals = 2 if largest < FINE else 1
    text, last = "", ""
    at = start = (0, 0)
    for letter, numbers in parts:
        if letter == "z":
            text, last, at = f"{text}z", "z", start
            continue
        n = ARGUMENTS[letter]
        for first in range(0, len(numbers), n):
            scaled = [round(number * 10**decimals) for number in numbers[first : first + n]]
            points = list(zip(scaled[::2], scaled[1::2], strict=True))
            step, written = _step(letter, points, at, decimals, is_first=not text)
            again = step == last and step != "m"
            text += written if again and written.startswith("-") else f"{' ' if again else step}{written}"
            last, at = step, points[-1]
        start = at if letter == "M" else start
    return text


def _step(
    letter: str, points: list[tuple[int, int]], at: tuple[int, int], decimals: int, *, is_first: bool
) -> tuple[str, str]:
    """Return a command and its numbers, relative to where the path is."""
    x0, y0 = (0, 0) if is_first else at
    steps = [(x - x0, y - y0) for x, y in points]
    right, down = steps[0]
    if letter == "L" and 0 in (right, down):
        letter, numbers = ("h", [right]) if down == 0 else ("v", [down])
    else:
        letter = letter if is_first else letter.lower()
        numbers = [part for step in steps for part in step]
    return letter, _joined(_shown(number / 10**decimals, decimals) for number in numbers)


def _joined(numbers: Iterator[str]) -> str:
    """Join numbers; a minus or a second point parts two by itself."""
    text, last = "", ""
    for number in numbers:
        is_apart = not text or number.startswith("-") or (number.startswith(".") and "." in last)
        text, last = text + (number if is_apart else f" {number}"), number
    return text


def _shown(value: float, decimals: int) -> str:
    """Write a number without zeros that say nothing."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return {"-0": "0", "": "0"}.get(
        text, text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    )


def _draws_nothing(path: Element) -> bool:
    """Whether a path only moves: a line through one point, whose mark is drawn by itself."""
    return "id" not in path.attrib and re.fullmatch("[M0-9. -]*", path.get("d", "")) is not None


def _gather(axis: Element) -> None:
    """Put the lines of a grid together, the ticks of an axis, and its texts: none of them hides another.

    A grid ends where its axes do, so nothing clips it.
    """
    groups, parts = list(axis.iter("g")), [part for part in axis.iter() if part.tag != "g"]
    known = all(part.tag in ("path", "use", "text") for part in parts)
    if not known or any({*group.attrib} > {"id"} for group in groups):  # of a variant, which a page may hide
        return
    lines: dict[tuple[tuple[str, str], ...], Element] = {}
    for path in [part for part in parts if part.tag == "path"]:
        path.attrib.pop("clip-path", None)
        kept = lines.setdefault(tuple(sorted({**path.attrib, "d": ""}.items())), path)
        if kept is not path:
            kept.set("d", f"{kept.get('d')} {path.get('d')}")
    uses = sorted((part for part in parts if part.tag == "use"), key=_kind)
    axis[:] = [*lines.values(), *uses, *(part for part in parts if part.tag == "text")]


def _share_shapes(root: Element) -> None:
    """Keep each shape that is used once, without a style, which its uses take over."""
    shapes, first = {}, {}
    for defs in list(root.iter("defs")):
        for path in [path for path in defs if path.tag == "path" and "id" in path.attrib]:
            defs.remove(path)
            kept = first.setdefault(
                path.get("d", ""), Element("path", {"d": path.get("d", ""), "id": path.attrib["id"]})
            )
            shapes[f"#{path.get('id')}"] = kept, path.get("style", "")
    for parent in list(root.iter()):
        for empty in [child for child in parent if child.tag == "defs" and not len(child)]:
            parent.remove(empty)
    for use in root.iter("use"):
        shape, style = shapes.get(use.get("href", ""), (None, ""))
        if shape is not None:
            use.set("href", f"#{shape.get('id')}")
            use.set("style", _joined_style(use.get("style", ""), style))
    if first:
        root.insert(0, defs := Element("defs"))
        defs.extend(first.values())


def _joined_style(outer: str, inner: str) -> str:
    """Return one style for two, of which the inner one holds."""
    pairs = (each.partition(":") for each in f"{outer};{inner}".split(";") if each)
    return ";".join(f"{name}:{value}" for name, value in {name: value for name, _, value in pairs}.items())


def _mark(root: Element) -> None:
    """Draw equal marks in a row as the corners of one path that has no line, or of the line through them."""
    markers: dict[tuple[str, str], Element] = {}
    for parent in list(root.iter("g")):
        for kind, same in groupby(list(parent), key=_kind):
            uses = list(same)
            if len(uses) >= FEWEST and {*map(_keys, uses)} == {("href", "style", "x", "y")}:
                marker = markers.setdefault(kind, _marker(len(markers), *kind))
                corners = " L ".join(f"{use.get('x')} {use.get('y')}" for use in uses)
                path = {
                    "d": f"M {corners}",
                    "style": f"fill:none;stroke:none;marker:url(#{marker.get('id')})",
                }
                parent.insert(list(parent).index(uses[0]), Element("path", path))
                for use in uses:
                    parent.remove(use)
    if markers:
        root[0].extend(markers.values())
    for parent in list(root.iter("g")):
        _mark_lines(parent)


def _mark_lines(parent: Element) -> None:
    """Let a line bear the marks that follow it, where they stand at all of its corners."""
    for line, group in pairwise([child for child in parent if child.tag in ("path", "g")]):
        marks = group[0] if group.tag == "g" and len(group) == 1 else None
        if marks is None or {line.tag, marks.tag} != {"path"} or marks.get("d") != line.get("d"):
            continue
        if {*group.attrib} <= {"clip-path"} and group.get("clip-path") == line.get("clip-path"):
            marker = marks.get("style", "").rpartition(";")[2]
            line.set("style", f"{line.get('style')};{marker}")
            parent.remove(group)


def _kind(use: Element) -> tuple[str, str]:
    """Return the shape and the style of a mark."""
    return use.get("href", ""), use.get("style", "")


def _keys(element: Element) -> tuple[str, ...]:
    return tuple(sorted(element.attrib)) if element.tag == "use" else ()


def _marker(place: int, shape: str, style: str) -> Element:
    """Return a marker of a shape, with the style of its uses."""
    marker = Element(
        "marker", {"id": f"marker-{place}", "overflow": "visible", "markerUnits": "userSpaceOnUse"}
    )
    SubElement(marker, "use", {"href": shape, "style": style})
    return marker


def unwrap(root: Element) -> None:
    """Take away groups that say nothing, and join neighbours that say the same."""
    for child in list(root):
        unwrap(child)
    kept: list[Element] = []
    for child in root:
        if child.tag in ("g", "defs") and not len(child):
            continue
        if child.tag == "g" and not child.attrib:
            kept += child
        elif child.tag == "g" and kept and kept[-1].tag == "g" and kept[-1].attrib == child.attrib:
            kept[-1].extend(child)
        else:
            kept.append(child)
    root[:] = kept


def _style(element: Element) -> str:
    """Return the style of an element together with what clips it."""
    clip = element.get("clip-path")
    return ";".join(filter(None, (element.get("style"), f"clip-path:{clip}" if clip else "")))


def _class(place: int) -> str:
    """Return a name for a class that no page has: a letter, and a number after the first 26.

    >>> _class(0), _class(25), _class(26)
    ('a', 'z', 'a1')
    """
    return chr(ord("a") + place % 26) + (str(place // 26) if place >= 26 else "")
