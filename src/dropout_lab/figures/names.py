"""The names of the pictures and of their files, found without importing any."""

from pkgutil import iter_modules

from dropout_lab.figures import pictures

NAMES = tuple(name for _, name, _ in iter_modules(pictures.__path__))
"""As on disk and in the catalogue of words."""

CARD = "card.png"
KINDS = ("svg", "png", "pdf")
