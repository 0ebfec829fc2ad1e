"""The card of an experiment, 1200 x 630 pixels, in every language: a link to its page shows it."""

from collections import Counter
from typing import Any

from matplotlib.patches import Rectangle

from dropout_lab.evidence import Analysis
from dropout_lab.figures.drawing.card_evidence import EM, HEIGHT, LEFT, WIDE, WIDTH, draw_evidence
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.rendering import Kind, render
from dropout_lab.figures.drawing.style import GREY, INK, NAMES, styled
from dropout_lab.figures.drawing.wrapping import WIDE as WIDE_LETTER
from dropout_lab.figures.drawing.wrapping import columns, is_wide, one_line, wrapped
from dropout_lab.figures.names import CARDS
from dropout_lab.foreign import visible_lines
from dropout_lab.language import ENGLISH, Headline, Words, headline
from dropout_lab.outcomes import OUTCOMES, VERDICTS

DOTS = 100
SQUARE = 1.02 / 72
"""Side of a Chinese letter in inches, of one point."""

SIZES = (48, 42, 36, 30, 26, 22)
"""Points of the word's letters: the largest that fit one line."""


def card_file(analysis: Analysis, words: Words = ENGLISH) -> bytes:
    """Return the card as its file: a PNG of 1200 x 630 pixels, or an SVG of that shape."""
    kind: Kind = "png" if CARDS[words.language].endswith(".png") else "svg"
    return render(draw(analysis, words), kind, dpi=DOTS)


def shows(_analysis: Analysis) -> bool:
    """Always: every experiment has an answer."""
    return True


def draw(analysis: Analysis, words: Words = ENGLISH) -> Picture:
    """Draw the question, its answer, what that rests on, verdicts, and n."""
    with styled():
        figure = Picture(WIDTH, HEIGHT)
        figure.set_layout_engine("none")
        told, asked = headline(analysis, words), analysis.experiment.question_in(words.language)
        figure.title, figure.explained = asked, told.text
        figure.add_artist(Rectangle((0, 1 - 0.1 / HEIGHT), 1, 1, color=INK, linewidth=0))
        _text(figure, LEFT, 5.98, "dropout-lab", fontsize=21, fontweight="bold", va="top")
        _text(
            figure,
            WIDTH - LEFT,
            5.93,
            _counts(analysis, words),
            fontsize=15,
            color=GREY,
            ha="right",
            va="top",
        )
        _text(figure, LEFT, 5.4, _fitted(asked, 15, 2), fontsize=15, color=GREY, va="top")
        _told(figure, told)
        draw_evidence(figure, analysis, words)
        _verdicts(figure, analysis, words)
    return figure


def _verdicts(figure: Picture, analysis: Analysis, words: Words) -> None:
    """Draw the number of claims of each verdict, with icon, word and colour."""
    found = Counter(claim.verdict.outcome for claim in analysis.claims)
    left = LEFT
    for verdict in (each for each in VERDICTS if found[each]):
        badge = OUTCOMES[verdict]
        said = f"{badge.icon} {found[verdict]} {words(f'outcomes.{badge.key}')}"
        _text(
            figure, left, 0.27, said, fontsize=14, fontweight="bold", color=NAMES[badge.colour], va="center"
        )
        left += 14 * EM * (columns(said) + 5)


def _counts(analysis: Analysis, words: Words) -> str:
    done, seeds = int(analysis.ledger["done"].sum()), len(set(analysis.seeds))
    counts = [
        analysis.experiment.name,
        words("figures.card.runs", n=done),
        words("figures.card.seeds", n=seeds),
    ]
    counts += [
        words(f"figures.card.{state}", n=n)
        for state in ("diverged", "failed", "missing")
        if (n := int(analysis.ledger[state].sum()))
    ]
    return one_line(" · ".join(counts), 75)


def _told(figure: Picture, told: Headline) -> None:
    """Draw the word, as large as fits one line, and the sentence below it."""
    room = WIDTH - 2 * LEFT
    size = next((size for size in SIZES if columns(told.word) * size * WIDE <= room), SIZES[-1])
    word = _fitted(told.word, size, 1)
    _text(figure, LEFT, 4.72, word, fontsize=size, fontweight="bold", va="top")
    _text(
        figure,
        LEFT,
        4.72 - 1.5 * size / 72,
        _fitted(told.sentence, 19, 3),
        fontsize=19,
        va="top",
        linespacing=1.3,
    )


def _fitted(text: str, size: float, most: int) -> str:
    """Break a text into `most` lines; the rest is cut with an ellipsis."""
    em = SQUARE / WIDE_LETTER if any(map(is_wide, text)) else EM
    lines = wrapped(text, int((WIDTH - 2 * LEFT) / (size * em)))
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-2]} …"])


def _text(figure: Picture, x: float, y: float, said: str, **look: Any) -> None:
    figure.text(x / WIDTH, y / HEIGHT, visible_lines(said), **look)
