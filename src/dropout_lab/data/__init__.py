"""Data sets: sources, verification, splits; arrays out."""

from dropout_lab.data.images import Images

__all__ = ["Images"]
