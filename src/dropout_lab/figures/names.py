"""The names of the pictures and of their files, found without importing any."""

from pkgutil import iter_modules

from dropout_lab.figures import pictures

NAMES = tuple(name for _, name, _ in iter_modules(pictures.__path__))
"""As on disk and in the catalogue of words."""

CARDS = {"en": "card.png", "zh": "card.zh.svg"}
"""Language -> file of the card: our font has no Chinese letters, which in an SVG the reader's own draws."""
KINDS = ("svg", "png", "pdf")
