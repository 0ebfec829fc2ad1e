"""The encoding of a text, told by its bytes alone: a byte order mark, NULs, strict decoders in a fixed order.

UTF-8 is nearly impossible by accident. GB18030 takes most bytes, so it is believed only where half of what it
yields are everyday Chinese characters; what is left is Windows-1252, which holds Latin-1's letters.
"""

import codecs
from typing import NamedTuple

from dropout_lab.errors import TableError
from dropout_lab.judging.notes import Note
from dropout_lab.judging.reading.content import Content

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks, the longer of two that begin alike first."""

LATIN, CHINESE = "cp1252", "gb18030"
SHOWN = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32"} | {
    CHINESE: "GB18030 (Chinese)",
    LATIN: "Windows-1252 (Latin-1)",
}
SAMPLE = 1 << 22
"""Bytes by which Chinese is told from Latin."""


class Encoding(NamedTuple):
    """A codec, how it treats what it cannot decode, and a note where it is not UTF-8."""

    codec: str
    errors: str
    notes: tuple[Note, ...]


def encoding_of(content: Content) -> Encoding:
    """Tell the encoding of a text.

    Raises:
        TableError: bytes that are text in none of the encodings.
    """
    head = content.head()
    codec = next((codec for mark, codec in MARKS.items() if head.startswith(mark)), None) or _by_nuls(head)
    if codec is None:
        codec = _strictly(content)
    if codec == "utf-8?":
        return Encoding("utf-8", "replace", (Note("reading.damaged"),))
    shown = SHOWN.get(codec)
    return Encoding(codec, "strict", (Note("reading.encoding", {"encoding": shown}),) if shown else ())


def _by_nuls(head: bytes) -> str | None:
    """Tell UTF-16 without a mark: the high bytes of digits and commas are NUL, the low ones never."""
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs and not even and odd > 0.3 * pairs:
        return "utf-16-le"
    if pairs and not odd and even > 0.3 * pairs:
        return "utf-16-be"
    return None


def _strictly(content: Content) -> str:
    if _decodes(content, "utf-8"):
        return "utf-8"
    sample = content.open().read(SAMPLE)
    if _mostly_utf8(sample):
        return "utf-8?"
    if _is_chinese(sample) and _decodes(content, CHINESE):
        return CHINESE
    if _decodes(content, LATIN):
        return LATIN
    raise TableError(
        f"{content.name}: is no text in UTF-8, UTF-16, GB18030 or Windows-1252; save it as CSV in UTF-8"
    )


def _decodes(content: Content, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in content.chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """Whether nearly all characters beyond ASCII are UTF-8: a cell may have been cut in a character."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) > 4 * broken


def _is_chinese(sample: bytes) -> bool:
    r"""Whether the characters beyond ASCII are everyday Chinese ones, if they are Chinese at all.

    >>> _is_chinese("准确率,0.9".encode("gbk")), _is_chinese("größe für 0,9 µs".encode("latin-1"))
    (True, False)
    """
    text = sample.decode(CHINESE, errors="ignore")
    beyond = [letter for letter in text if not letter.isascii()]
    return sum(map(_is_everyday, beyond)) >= len(beyond) / 2 > 0


def _is_everyday(letter: str) -> bool:
    """Whether a character is punctuation or one of the 3,755 commonest in GB2312 (rows 16 to 55)."""
    encoded = letter.encode(CHINESE)
    return (
        len(encoded) == 2
        and encoded[1] >= 0xA1
        and (0xA1 <= encoded[0] <= 0xA3 or 0xB0 <= encoded[0] <= 0xD7)
    )
