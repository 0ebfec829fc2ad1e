"""The two forms of each picture: as wide as the text of a page, and for a phone."""

from typing import NamedTuple


class Form(NamedTuple):
    """A form that every picture has. ``width``: of all pictures in it, in inches."""

    name: str
    width: float

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a phone: names stand over rows, panels below each other, no value on hover."""
        return self.name == "narrow"

    @property
    def letters(self) -> int:
        """Letters of a line as wide as the picture."""
        return int(self.width * 12)

    def over_panel(self, beside: int) -> int:
        """Return the letters that fit over one of so many panels beside each other."""
        return self.letters // beside - 6

    @property
    def ticks(self) -> int:
        """Ticks of an axis that is as wide as the picture."""
        return 4 if self.is_narrow else 8


WIDE = Form("wide", 11.0)
"""At its own size as wide as the text of a page at 1280 pixels; also that of the files."""

NARROW = Form("narrow", 3.75)
"""360 pixels."""

FORMS = (WIDE, NARROW)
