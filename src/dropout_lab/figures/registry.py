"""The pictures by name: each file of `pictures/` is one."""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from dropout_lab.evidence import Analysis
from dropout_lab.figures import pictures
from dropout_lab.figures.drawing.form import Form
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.names import NAMES
from dropout_lab.language import Words


class Drawer(Protocol):
    """Functions that each file of `pictures/` has."""

    def shows(self, analysis: Analysis) -> bool:
        """Whether an analysis has something for this picture."""
        ...

    def draw(self, analysis: Analysis, words: Words = ..., form: Form = ...) -> Picture:
        """Draw an analysis, with words of one language, in a form."""
        ...


FIGURES: Mapping[str, Drawer] = {
    name: cast("Drawer", import_module(f"{pictures.__name__}.{name}")) for name in NAMES
}
"""Name -> its file."""

ORDER = ("difference", "effects", "shares", "selection", "ranks", "sweep", "difference_by_epoch", "accuracy",
         "forest", "learning", "train_test", "calibration")  # fmt: skip
"""Pictures of a page and of a README, in this order, after the one that shows the answer; the card stands on
neither."""
