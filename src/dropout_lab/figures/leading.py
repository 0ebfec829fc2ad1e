"""Which pictures a page has, and which one shows the answer: that one stands directly under it."""

from dropout_lab.evidence import Analysis, find_sweep
from dropout_lab.figures.pictures import difference
from dropout_lab.figures.registry import FIGURES, ORDER

BY_QUESTION = {
    "how much": "shares",
    "selection": "selection",
    "epochs": "difference_by_epoch",
    "ranks": "ranks",
    "depends": "effects",
}
"""What a question asks -> its picture, where that has something to show."""


def leading(analysis: Analysis) -> str | None:
    """Return the name of the picture that shows the answer; None: there is one variant alone.

    Levels answer where nothing is compared.
    """
    asked = BY_QUESTION.get(analysis.experiment.asks, "")
    sweep = "sweep" if find_sweep(analysis.experiment) else ""
    levels = "" if analysis.compared or len(analysis.ledger) == 1 else "accuracy"
    wanted = (asked, sweep, "difference", levels)
    return next((name for name in wanted if name and FIGURES[name].shows(analysis)), None)


def drawable(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the pictures that have something to show, the one that shows the answer first.

    The differences stand under an answer or nowhere; where they are all there are, no other shows them again.
    """
    lead = leading(analysis)
    left_out = {"difference"}
    if lead == "difference" and len(difference.shown(analysis)) == len(analysis.compared):
        left_out.add("forest")
    others = (name for name in ORDER if name not in left_out and FIGURES[name].shows(analysis))
    return tuple(dict.fromkeys([*([lead] if lead else []), *others]))
