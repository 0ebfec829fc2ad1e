"""Pictures of a report: test images that a treatment rescues or breaks, and real masks."""

from dropout_lab.gallery.masks import drawn_lanes, kept_units
from dropout_lab.gallery.pictures import (
    Gallery,
    Moved,
    Pixels,
    Place,
    gallery_document,
    gallery_places,
    make_gallery,
)
from dropout_lab.gallery.pixels import pixels_of

__all__ = [
    "Gallery",
    "Moved",
    "Pixels",
    "Place",
    "drawn_lanes",
    "gallery_document",
    "gallery_places",
    "kept_units",
    "make_gallery",
    "pixels_of",
]
