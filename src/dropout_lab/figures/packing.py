"""Pictures as one text of bytes that any process can unpack, and damage shows."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

DIGEST = hashlib.sha256().digest_size
TITLES, FILES, INLINE = "titles.json", "files", "inline"


class Pictures(NamedTuple):
    """The pictures of an analysis as text and bytes, in the order of a page.

    ``files``: name inside a results folder -> content, in English. ``titles``: name of a picture -> its title
    in English. ``inline``: language -> name -> one ``<svg>`` element for a page.
    """

    files: Mapping[str, bytes]
    titles: Mapping[str, str]
    inline: Mapping[str, Mapping[str, str]]


def packed(pictures: Pictures) -> bytes:
    """Pack pictures: the SHA-256 of a ZIP archive, then the archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(TITLES, json.dumps([pictures.titles, list(pictures.inline)]))
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
        titles, languages = json.loads(archive.read(TITLES))
        files: dict[str, bytes] = {}
        inline: dict[str, dict[str, str]] = {language: {} for language in languages}
        for name in archive.namelist():
            kind, _, rest = name.partition("/")
            if kind == FILES:
                files[rest] = archive.read(name)
            elif kind == INLINE:
                language, _, drawn = rest.partition("/")
                inline[language][drawn] = archive.read(name).decode()
    return Pictures(files, titles, inline)
