"""Phrases of recipes -> words of a language."""

from dropout_lab.language.catalogue import Words, joined
from dropout_lab.phrases import Phrase, Text


def said(phrase: object, words: Words) -> str:
    """Say a phrase, a text or a list of such in a language; a tuple ends with "and".

    >>> said(("init", "order", "mask"), Words("en")), said(("512", "512"), Words("en"))
    ('init, order and mask', '512 and 512')
    """
    if isinstance(phrase, Phrase):
        template = phrase.text.zh if words.language == "zh" else phrase.text.en
        filled = template.format_map({key: said(value, words) for key, value in phrase.fields.items()})
        return joined(filled) if words.language == "zh" else filled
    if isinstance(phrase, Text):
        return phrase.zh if words.language == "zh" else phrase.en
    if isinstance(phrase, list):
        return words("methods.comma").join(said(entry, words) for entry in phrase)
    if isinstance(phrase, tuple):
        entries = [said(entry, words) for entry in phrase]
        listed = words("units.join.comma").join(entries[:-1])
        return words("methods.and").join([*filter(None, [listed]), *entries[-1:]])
    return str(phrase)
