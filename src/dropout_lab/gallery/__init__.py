"""Pictures of a report: test images that a treatment rescues or breaks, and real masks."""

from dropout_lab.gallery.masks import drawn_lanes, kept_units
from dropout_lab.gallery.pictures import (
    Gallery,
    Moved,
    Pixels,
    gallery_document,
    gallery_places,
    make_gallery,
)
from dropout_lab.gallery.pixels import gallery_at_hand, pixels_of, read_pixels

__all__ = [
    "Gallery",
    "Moved",
    "Pixels",
    "drawn_lanes",
    "gallery_at_hand",
    "gallery_document",
    "gallery_places",
    "kept_units",
    "make_gallery",
    "pixels_of",
    "read_pixels",
]
