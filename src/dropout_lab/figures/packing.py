"""Pictures as one text of bytes that any process can unpack, and damage shows."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

DIGEST = hashlib.sha256().digest_size
WORDS, FILES, INLINE = "words.json", "files", "inline"


class Caption(NamedTuple):
    """The words beside a picture: what it shows, how to read it, and its numbers.

    ``narrow``: how to read the one for a phone, which may show less; "" where that is the same.
    """

    title: str
    explained: str
    told: str
    narrow: str = ""


class Pictures(NamedTuple):
    """The pictures of an analysis as text and bytes, in the order of a page.

    ``files``: name inside a results folder -> content, in English. ``captions``: language -> name of a
    picture -> the words beside it. ``inline``: language -> name -> its drawings for a page, as HTML: one as
    wide as the text, one for a phone. ``lead``: name of the one that shows the answer; "": none does.
    """

    files: Mapping[str, bytes]
    captions: Mapping[str, Mapping[str, Caption]]
    inline: Mapping[str, Mapping[str, str]]
    lead: str = ""


NO_PICTURES = Pictures({}, {}, {})
"""Of a page without any."""


def packed(pictures: Pictures) -> bytes:
    """Pack pictures: the SHA-256 of a ZIP archive, then the archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(WORDS, json.dumps([pictures.captions, list(pictures.inline), pictures.lead]))
        for name, content in pictures.files.items():
            archive.writestr(f"{FILES}/{name}", content)
        for language, drawn in pictures.inline.items():
            for name, svg in drawn.items():
                archive.writestr(f"{INLINE}/{language}/{name}", svg)
    content = buffer.getvalue()
    return hashlib.sha256(content).digest() + content


def unpacked(content: bytes) -> Pictures:
    """Unpack what `packed` made.

    Raises:
        ValueError: it is damaged.
    """
    digest, archived = content[:DIGEST], content[DIGEST:]
    if hashlib.sha256(archived).digest() != digest:
        raise ValueError("pictures: their SHA-256 is another; what `packed` made is wanted")
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        captions, languages, lead = json.loads(archive.read(WORDS))
        files: dict[str, bytes] = {}
        inline: dict[str, dict[str, str]] = {language: {} for language in languages}
        for name in archive.namelist():
            kind, _, rest = name.partition("/")
            if kind == FILES:
                files[rest] = archive.read(name)
            elif kind == INLINE:
                language, _, drawn = rest.partition("/")
                inline[language][drawn] = archive.read(name).decode()
    kept = {
        language: {name: Caption(*words) for name, words in named.items()}
        for language, named in captions.items()
    }
    return Pictures(files, kept, inline, lead)
