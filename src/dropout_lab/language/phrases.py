"""Phrases of recipes -> words of a language."""

from dropout_lab.language.catalogue import Words, joined
from dropout_lab.phrases import Phrase, Text


def said(phrase: object, words: Words) -> str:
    """Say a phrase, a text or a list of such in a language; a tuple ends with "and"."""
    if isinstance(phrase, Phrase):
        template = phrase.text.zh if words.language == "zh" else phrase.text.en
        filled = template.format_map({key: said(value, words) for key, value in phrase.fields.items()})
        return joined(filled) if words.language == "zh" else filled
    if isinstance(phrase, Text):
        return phrase.zh if words.language == "zh" else phrase.en
    if isinstance(phrase, list | tuple):
        between = "methods.and" if isinstance(phrase, tuple) else "methods.comma"
        return words(between).join(said(entry, words) for entry in phrase)
    return str(phrase)
