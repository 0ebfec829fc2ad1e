"""Data sets: sources, verification, splits; arrays out."""

from dropout_lab.data.cache import cache_folder
from dropout_lab.data.images import Images
from dropout_lab.data.sources import fetch, load, load_what_is_here

__all__ = ["Images", "cache_folder", "fetch", "load", "load_what_is_here"]
