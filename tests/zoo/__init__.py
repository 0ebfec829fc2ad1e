"""Examples of every kind of choice, one file each, which tests hand to the registries."""

from pathlib import Path

ZOO = Path(__file__).parent
