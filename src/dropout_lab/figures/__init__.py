"""Pictures of an analysis; the only room that knows Matplotlib. It computes positions alone."""

from dropout_lab.faces import on_first_use as _on_first_use

_PLACES = {
    "CARDS": "names",
    "Caption": "packing",
    "FIGURES": "registry",
    "KINDS": "names",
    "NAMES": "names",
    "NO_PICTURES": "packing",
    "Pictures": "packing",
    "draw_one": "single",
    "draw_pictures": "pages",
    "names_of": "single",
    "drawn_with": "drawing.tools",
    "is_same_picture": "drawing.rendering",
    "judged_figures": "pages",
    "judged_svg": "pages",
    "one_svg": "single",
    "packed": "packing",
    "render": "drawing.rendering",
    "unpacked": "packing",
}
"""Name -> the module that has it, loaded when first used: the names of pictures need no Matplotlib."""

__getattr__ = _on_first_use(__name__, _PLACES)
