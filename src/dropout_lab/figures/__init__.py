"""Pictures of an analysis; the only room that knows Matplotlib. It computes positions alone."""

from importlib import import_module as _import_module

_PLACES = {
    "CARD": "names",
    "FIGURES": "registry",
    "KINDS": "names",
    "NAMES": "names",
    "Pictures": "packing",
    "draw_pictures": "pages",
    "drawn_with": "drawing.tools",
    "is_same_picture": "drawing.rendering",
    "judged_figures": "pages",
    "packed": "packing",
    "render": "drawing.rendering",
    "unpacked": "packing",
}
"""Name -> the module that has it, loaded when first used: the names of pictures need no Matplotlib."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(f"{__name__}.{_PLACES[name]}"), name)
