"""Examples of every kind of choice, one file each, which tests hand to the registries."""

from contextlib import contextmanager
from pathlib import Path

from dropout_lab.dropout import LAYERS
from dropout_lab.regularizers import REGULARIZERS
from dropout_lab.schedules import SCHEDULES

ZOO = Path(__file__).parent


@contextmanager
def whole_zoo():
    """Take all examples for choices, for the length of a ``with`` block."""
    with (
        LAYERS.including(ZOO / "layers"),
        REGULARIZERS.including(ZOO / "regularizers"),
        SCHEDULES.including(ZOO / "schedules"),
    ):
        yield
