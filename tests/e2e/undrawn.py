"""`dropout-lab` without the pictures of its reports: they take most of the seconds of a small command.

As a script it is the command line, for tests of other things than reports.
"""

import hashlib
from collections.abc import Callable
from typing import Any


def leave_out_pictures(put: Callable[[object, str, object], None]) -> None:
    """Give each picture its place, its name, and as content its kind; `put` sets an attribute."""
    from dropout_lab.figures import CARDS, KINDS, Caption, Pictures, leading
    from dropout_lab.publication import contents

    def undrawn(analysis: object, _tables: object) -> Pictures:
        names = leading.drawable(analysis)
        files = {f"figures/{name}.{kind}": kind.encode() for name in names for kind in KINDS}
        captions = {"en": dict.fromkeys(names, Caption("undrawn", "", ""))}
        return Pictures({**files, **dict.fromkeys(CARDS.values(), b"card")}, captions, {})

    put(contents, "pictures_of", undrawn)


def leave_out_files_of_pictures(put: Callable[[object, str, object], None]) -> None:
    """Draw what a page shows, but give the files beside it, and the cards, their kind as content."""
    from dropout_lab.figures import KINDS, pages

    put(pages, "_files", lambda _, name: {f"figures/{name}.{kind}": kind.encode() for kind in KINDS})
    put(pages, "card_file", lambda *_: b"card")


def leave_out_pages(put: Callable[[object, str, object], None]) -> None:
    """Give page and README a line each, which is another where numbers are: the files beside them are whole.

    Making the two takes as long as all other files of a folder.
    """
    from dropout_lab.publication import contents

    def numbers(*given: object) -> str:
        return hashlib.sha256(repr(given).encode()).hexdigest()

    def page(_analysis: object, _known: object, _pictures: object, _gallery: object, data: object) -> str:
        return f"<!doctype html><title>unwritten</title><p>{numbers(data)}\n"

    def readme(_analysis: object, known: Any, _captions: object) -> str:
        return f"# unwritten\n\n{numbers(known['answer'], known['ledger'])}\n"

    put(contents, "experiment_page", page)
    put(contents, "readme", readme)


def leave_out_judged_pictures(put: Callable[[object, str, object], None], but: str = "") -> None:
    """Do so on the page of a judgement, whose pictures show the words of a stranger's table.

    Args:
        put: sets an attribute.
        but: a language whose pictures are drawn.
    """
    from dropout_lab.figures import Caption, Pictures
    from dropout_lab.report.page import judgement

    drawn = judgement.judged_figures

    def undrawn(judged: Any, words: Any) -> Pictures:
        if words.language == but:
            return drawn(judged, words)
        captions = {name: Caption("undrawn", "", "") for name in ("accuracy", "forest")}
        return Pictures({}, {words.language: captions}, {words.language: dict.fromkeys(captions, "")})

    put(judgement, "judged_figures", undrawn)


if __name__ == "__main__":
    from dropout_lab.cli import main

    leave_out_pictures(setattr)
    main()
