"""All words that readers see, in one catalogue per language: English and Chinese."""

from dropout_lab.words.catalogue import ENGLISH, LANGUAGES, Words

__all__ = ["ENGLISH", "LANGUAGES", "Words"]
