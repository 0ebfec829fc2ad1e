"""Numbers as people and trackers write them in a cell of a table: percent, booleans, separators, reprs."""

import math
import re
import unicodedata
from functools import cache
from typing import NamedTuple

LONGEST = 400
"""Characters of a cell that may be a number; a double has at most 767 digits, and nobody writes them."""

BOOLEANS = {"true": 1.0, "false": 0.0, "wahr": 1.0, "falsch": 0.0, "vrai": 1.0, "faux": 0.0}
"""Booleans in small letters, as programs and as spreadsheets in German and French write them."""

SHEET_ERRORS = frozenset({"#div/0!", "#num!", "#value!", "#wert!", "#zahl!", "#valeur!", "#nombre!", "#ref!"})
"""A spreadsheet's results that are none."""

_REPR = re.compile(
    r"(?:tensor|array|Array|Decimal|(?:np|numpy|jnp)\.\w+)\(\[?'?([^,'\]()]+)'?\]?(?:,.*)?\)|\[([^,\]]+)\]"
)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,9}))?")
_NOT_FINITE = re.compile(r"([+-]?)(?:inf(?:inity)?|1\.#inf|∞)|[+-]?(?:nan|1\.#qnan|1\.#ind)", re.IGNORECASE)
_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:"
    r"(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+"  # 1,234,567 and 1,234.5; not 1,234
    r"|(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"  # 1 234,5 and 1'234.5
    r"|(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|(?:\.[0-9]{3})+,[0-9]+"  # 1.234.567 and 1.234,5
    r")"
)
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")


class Number(NamedTuple):
    """A number of a cell.

    ``value`` is as written: 97.4 for '97.4 %', where ``is_percent`` is true. ``decimals`` counts digits
    after the point as written, an exponent taken into account; None where the number is not finite.
    """

    value: float
    is_percent: bool
    decimals: int | None


def number_of(cell: str) -> Number | None:
    """Return the number that a cell holds; None where it holds none, or may be read in two ways.

    Taken: signs (a Unicode minus too), exponents, percent signs, full-width digits, infinities, booleans as 1
    and 0, a scalar's repr such as ``tensor(0.97, device='cuda:0')``, a comma where it can only be a decimal
    one, and separators of thousands where they can be nothing else. Left: ``1,234`` and ``1_000``.

    >>> number_of("97.40 %"), number_of("1e-3"), number_of("True")
    (Number(value=97.4, is_percent=True, decimals=2), Number(value=0.001, is_percent=False, decimals=3), \
Number(value=1.0, is_percent=False, decimals=0))
    >>> number_of("1,234.5"), number_of("0,91"), number_of("1,234"), number_of("good")
    (Number(value=1234.5, is_percent=False, decimals=1), Number(value=0.91, is_percent=False, decimals=2), \
None, None)
    """
    if len(cell) > LONGEST:
        return None
    if plain := _PLAIN.fullmatch(cell):
        return _number(plain, is_percent=False)
    text = _plainly(cell)
    if wrapped := _REPR.fullmatch(text):
        text = (wrapped[1] or wrapped[2]).strip()
    is_percent = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if (boolean := BOOLEANS.get(text.lower())) is not None and not is_percent:
        return Number(boolean, False, 0)
    if text.lower() in SHEET_ERRORS:
        return Number(math.nan, False, None)
    if beyond := _NOT_FINITE.fullmatch(text):
        return Number(_not_finite(beyond), is_percent, None)
    found = _PLAIN.fullmatch(_without_separators(text))
    return found and _number(found, is_percent=is_percent)


MOST_DIGITS = 12
"""Digits to which two numbers are one; what a computer adds beyond them is rounding."""


@cache
def without_rounding(cell: str) -> str:
    """Return a number without the digits that a computer's arithmetic adds to it; other text as it is.

    >>> [without_rounding(cell) for cell in ("0.30000000000000004", "0.19999999999999996", "0.50", "1.5e-07")]
    ['0.3', '0.2', '0.50', '1.5e-07']
    """
    found = _PLAIN.fullmatch(cell) if MOST_DIGITS + 3 < len(cell) <= LONGEST else None
    short = f"{float(found[0]):.{MOST_DIGITS}g}" if found else cell
    return short if len(short) <= MOST_DIGITS else cell


def _number(found: re.Match[str], *, is_percent: bool) -> Number:
    value = float(found[0])
    decimals = len(found[1] or found[2] or "") - int(found[3] or 0)
    return Number(value, is_percent, max(0, decimals) if math.isfinite(value) else None)


def _plainly(cell: str) -> str:
    """Return a cell in ASCII as far as its characters have a plain form."""
    text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell).replace("\u2212", "-")
    text = text.strip()
    return f"-{text[1:]}" if text[:1] in ("\u2013", "\u2010") else text


def _not_finite(found: re.Match[str]) -> float:
    return math.nan if found[1] is None else math.copysign(math.inf, -1 if found[1] == "-" else 1)


def _without_separators(text: str) -> str:
    """Return a number with a point and no separators of thousands; other text as it is."""
    if "," not in text and _PLAIN.fullmatch(text):
        return text
    if _GROUPED.fullmatch(text):
        point = max(text.rfind(","), text.rfind("."))
        mark = text[point] if point >= 0 and text.count(text[point]) == 1 else ""
        whole, _, fraction = text.rpartition(mark) if mark else (text, "", "")
        return re.sub("[,. '’]", "", whole) + (f".{fraction}" if mark else "")
    if _COMMA.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        return text.replace(",", ".")
    return text
