"""`dropout-lab` without the pictures of its reports: they take most of the seconds of a small command.

As a script it is the command line, for tests of other things than reports.
"""

from collections.abc import Callable
from types import SimpleNamespace


def leave_out_pictures(put: Callable[[object, str, object], None]) -> None:
    """Give each picture its place, its name, and as content its kind; `put` sets an attribute."""
    from dropout_lab.publication import contents
    from dropout_lab.report.page import experiment

    undrawn = SimpleNamespace(draw=lambda *_: SimpleNamespace(title="undrawn"))
    put(contents, "FIGURES", dict.fromkeys(contents.FIGURES, undrawn))
    put(contents, "render", lambda _, kind: kind.encode())
    put(contents, "card_png", lambda _: b"png")
    put(experiment, "page_figures", lambda *_: {})


if __name__ == "__main__":
    from dropout_lab.cli import main

    leave_out_pictures(setattr)
    main()
