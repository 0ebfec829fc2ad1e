"""The words of a metric's name, however joined: by case, digits, punctuation, a path or nothing."""

import re
import unicodedata
from collections.abc import Collection, Iterator

SEPARATORS = {
    **dict.fromkeys("/|:.\\", "/"), " - ": "/", **dict.fromkeys(",;", ","), **dict.fromkeys("([{", "("),
    **dict.fromkeys(")]}", ")"), "@": "at",
}  # fmt: skip
"""Between words -> how `words_of` writes it: parts of a path, parts side by side, an aside, *at*."""

ONE_MINUS = "1-"
"""The word of a complement: ``1-acc``, ``1 - AUC``, ``100-accuracy``."""

MOST = 12
"""Letters of the East, or humps, that one known word has at most."""

MINUS = "minus"
"""The word of a sign in front of a name: ``-loss``, or the dash of a list."""

_EAST = r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_PIECES = re.compile(
    rf"(?P<minus>(?<![^\W_])(?:1(?:\.0+)?|100)\s*[-\u2013\u2212]\s*(?=[^\W\d_]))"
    r"|(?P<turn>(?:^|(?<=[/(]))\s*[-\u2013\u2212~!\u00ac]\s*(?=[^\W\d_]))"
    rf"|(?P<east>{_EAST}+)|(?P<west>(?:(?!{_EAST})[^\W\d_])+)|(?P<number>\d+)"
    r"|(?P<mark> - |[/|:\\,;()\[\]{}@]|(?<=[^\W\d_])\.(?=[^\W\d_]))|(?P<arrow>[↑↓⬆⬇])"
)
_IN_WORDS = re.compile(r"(?<![^\W_])one[\W_]*minus[\W_]*(?=[^\W\d_])", re.IGNORECASE)
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_ARROWS = re.compile(r"\$?\\(up|down)arrow\$?|&(u|d)arr;", re.IGNORECASE)
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def words_of(name: str, known: Collection[str], before: Collection[str] = ()) -> list[str]:
    """Split a name into words in lower case without accents, with the marks between its parts.

    Args:
        name: of a column.
        known: words that are looked for where nothing shows how to split: a run of capital and small letters,
            or of Chinese, Japanese or Korean ones.
        before: words that may stand in front of a known one without a mark, such as ``val`` in ``valloss``.

    >>> words_of("val/top5_accHead", {"acc"}), words_of("mIoU", {"iou", "miou"})
    (['val', '/', 'top', '5', 'acc', 'head'], ['miou'])
    >>> words_of("valloss", {"loss"}, {"val"}), words_of("测试损失", {"损失"})
    (['val', 'loss'], ['测试', '损失'])
    """
    text = _IN_WORDS.sub("1-", plain_letters(name))
    return [word for piece in _PIECES.finditer(text) for word in _split(piece, known, before)]


def plain_letters(name: str) -> str:
    """Return a name without accents and without other forms of letters, digits and arrows.

    >>> plain_letters("Précision"), plain_letters("R²"), plain_letters("FID &darr;")
    ('Precision', 'R2', 'FID ↓')
    """
    told = _ARROWS.sub(lambda match: "↑" if (match[1] or match[2])[0] in "uU" else "↓", name)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", told.replace("ß", "ss")))
    return unicodedata.normalize("NFKC", bare)


def _split(piece: re.Match[str], known: Collection[str], before: Collection[str]) -> Iterator[str]:
    text = piece[0]
    match piece.lastgroup:
        case "minus":
            yield ONE_MINUS
        case "turn":
            yield MINUS
        case "mark":
            yield SEPARATORS[text]
        case "east":
            yield from _segmented(text, known)
        case "west":
            yield from _parted(text, known, before)
        case _:
            yield text


def _parted(run: str, known: Collection[str], before: Collection[str]) -> Iterator[str]:
    """Words of a run of letters: the whole where it is known, else its humps, joined where they are one."""
    humps = [run] if run.lower() in known or not run.isascii() else _HUMPS.findall(run)
    while humps:
        sizes = range(min(MOST, len(humps)), 1, -1)
        size = next((n for n in sizes if "".join(humps[:n]).lower() in known), 1)
        word = "".join(humps[:size]).lower()
        humps = humps[size:]
        front = next((part for part in before if word.startswith(part) and word[len(part) :] in known), "")
        if front and word not in known and len(word) > len(front) + 2:
            yield front
            word = word[len(front) :]
        yield word


def _segmented(run: str, known: Collection[str]) -> Iterator[str]:
    """Words of a run without spaces: the longest known one at each place, what is between them whole."""
    start = place = 0
    while place < len(run):
        ends = range(min(place + MOST, len(run)), place, -1)
        end = next((end for end in ends if run[place:end] in known), place)
        if end == place:
            place += 1
            continue
        if start < place:
            yield run[start:place]
        yield run[place:end]
        start = place = end
    if start < len(run):
        yield run[start:]
