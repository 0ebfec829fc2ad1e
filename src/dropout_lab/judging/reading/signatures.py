"""Kinds of files that hold no table of text, told by their first bytes, and what to export in their place."""

import re

PARQUET = b"PAR1"

_CSV = "save the table as CSV"
_SHEET = "save its sheet as CSV (Save as, CSV UTF-8)"
_NUMBERS = "judge the numbers that it was made from"
_UNPACK = "unpack it and name the table in it"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"PK\x03\x04.{0,64}?mimetypeapplication/vnd\.oasis\.open", "an OpenDocument spreadsheet", _SHEET),
    (rb"PK\x03\x04.*?(\[Content_Types\]\.xml|xl/|docProps/)", "an Excel workbook", _SHEET),
    (rb"PK\x03\x04.*?\.npy", "a NumPy archive", _CSV),
    (rb"PK\x03\x04.*?(data\.pkl|archive/)", "a PyTorch checkpoint", "save the table of runs as CSV"),
    (rb"PK\x03\x04|PK\x05\x06", "a zip archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook (.xls)", _SHEET),
    (rb"%PDF-", "a PDF", _NUMBERS),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0{4}|RIFF.{4}WEBP|II\*\0|MM\0\*", "an image", _NUMBERS),
    (rb"(?i:\s*(<\?xml[^>]*>\s*)?<svg)", "an image", _NUMBERS),
    (rb"\x80[\x02-\x05][\x95}\]c(KMJXGN\x8c]", "a pickle, which is never opened", f"{_CSV} or Parquet"),
    (rb"SQLite format 3\0", "an SQLite database", "export the table of runs as CSV"),
    (rb"\x93NUMPY", "a NumPy array", _CSV),
    (rb"\x89HDF\r\n", "an HDF5 file", _CSV),
    (rb"ARROW1\0\0|FEA1.{0,9}\0", "an Arrow file", f"{_CSV} or Parquet"),
    (rb"ORC.{0,9}[\x00-\x08]|Obj\x01", "an ORC or Avro file", f"{_CSV} or Parquet"),
    (rb"BZh[1-9]1AY&SY|\xfd7zXZ\0|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18", "packed", "only gzip is read packed"),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|.{257}ustar", "an archive", _UNPACK),
    (rb"\x7fELF|MZ.{0,9}\0", "a program", "name a table"),
    (rb".{0,64}brain\.Event:", "a TensorBoard event file", "export its scalars as CSV"),
    (rb"(?i:\s*<(!doctype html|html|head|body|table|div)\b)", "an HTML page", f"{_CSV} itself"),
    (rb"(?i:\s*<\?xml)", "an XML file", _CSV),
    (rb"version https://git-lfs\.github\.com/spec", "a pointer of Git LFS", "fetch the file: git lfs pull"),
    (rb"\s*(\\documentclass|\\begin\{(table|tabular))|.*?\\toprule", "a LaTeX table", _NUMBERS),
)
"""First bytes (a pattern), the kind, and what to do; the more special before the more general."""

_COMPILED = [(re.compile(pattern, re.DOTALL), kind, instead) for pattern, kind, instead in SIGNATURES]


def kind_of(head: bytes) -> str | None:
    r"""Name the kind of a file that cannot be read, and what could be; None for text and Parquet.

    >>> kind_of(b"SQLite format 3\0..."), kind_of(b"variant,seed")
    ('is an SQLite database: export the table of runs as CSV', None)
    """
    found = ((kind, instead) for pattern, kind, instead in _COMPILED if pattern.match(head))
    return next((f"is {kind}: {instead}" for kind, instead in found), None)
