"""Tables as text: whatever the width of a terminal, every cell can be read back whole."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dropout_lab.tables import folded, text_table, text_width
from tests.over import over

LETTERS = st.sampled_from("abcxyz.,[]=-+_%/éß0123456789丢弃率准确（）한글ｗｉｄｅ")
WORDS = st.text(LETTERS, min_size=1, max_size=24)
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
WIDTHS = st.integers(20, 200)


@st.composite
def tables(draw):
    """Heads, which differ, and up to five rows; no cell is empty."""
    heads = draw(st.lists(TEXTS, min_size=1, max_size=7, unique=True))
    row = st.lists(TEXTS, min_size=len(heads), max_size=len(heads))
    return heads, draw(st.lists(row, min_size=1, max_size=5))


def places(line):
    """One entry for each column of a terminal: a wide letter stands in two."""
    return [place for letter in line for place in (letter, "")[: text_width(letter)]]


def columns_of(lines):
    """(first, end) of each column: two blanks below each other in all lines part two."""
    width = max(map(text_width, lines))
    grid = [places(line) + [" "] * width for line in lines]
    drawn = "".join(" x"[any(line[at] != " " for line in grid)] for at in range(width))
    return [found.span() for found in re.finditer(r"x(?:x| x)*", drawn)]


def read_grid(drawn):
    """Heads and rows of a grid: a row begins where a line begins with a name."""
    spans = columns_of([*drawn.heads, *drawn.rows])

    def cells(line):
        return ["".join(places(line)[first:end]).strip() for first, end in spans]

    rows = []
    for line in drawn.rows:
        if not line.startswith(" "):
            rows.append([[] for _ in spans])
        for pieces, piece in zip(rows[-1], cells(line), strict=True):
            pieces.append(piece)
    heads = zip(*map(cells, drawn.heads), strict=True)
    return [bare(pieces) for pieces in heads], [[bare(pieces) for pieces in row] for row in rows]


def bare(pieces):
    """Text without its blanks."""
    return "".join("".join(pieces).split())


@given(table=tables(), width=WIDTHS)
def test_every_cell_can_be_read_back_from_a_grid_or_a_stack(table, width):
    """The pieces of a folded cell, joined, are the cell; no column and no row is gone."""
    heads, rows = table
    drawn = text_table(heads, rows, width)
    if drawn.heads:
        assert read_grid(drawn) == ([bare(h) for h in heads], [[bare(c) for c in row] for row in rows])
    else:
        wanted = "\n".join(
            "".join(bare(h) + bare(c) for h, c in zip(heads, row, strict=True)) for row in rows
        )
        assert "\n".join(map(bare, "\n".join(drawn.rows).split("\n\n"))) == wanted


@given(table=tables(), width=WIDTHS)
def test_no_line_is_wider_than_the_terminal(table, width):
    """Chinese letters take two places; `rich` measures them by tables of its own."""
    drawn = text_table(*table, width)
    assert all(cell_len(line) <= width for line in (*drawn.heads, *drawn.rows))


@given(table=tables(), width=WIDTHS)
def test_no_word_is_cut_that_a_line_has_room_for(table, width):
    """Names and numbers are whole: a word of a cell is a word of the drawing."""
    heads, rows = table
    drawn = text_table(heads, rows, width)
    shown = set(" ".join((*drawn.heads, *drawn.rows)).split(" "))
    words = " ".join([*heads, *(cell for row in rows for cell in row)]).split()
    assert {word for word in words if cell_len(word) <= width - 2} <= shown


@given(table=tables(), width=WIDTHS)
def test_a_number_in_a_grid_stands_on_one_line(table, width):
    """Only heads and the names of the first column fold there."""
    heads, rows = table
    drawn = text_table(heads, rows, width)
    if drawn.heads:
        assert all(any(cell in line for line in drawn.rows) for row in rows for cell in row[1:])


@given(table=tables())
def test_a_pipe_gets_a_row_a_line(table):
    """Whatever its length; so does a terminal that is wide enough."""
    heads, rows = table
    drawn = text_table(heads, rows)
    assert (len(drawn.heads), len(drawn.rows)) == (1, len(rows))
    widest = max(map(text_width, (*drawn.heads, *drawn.rows)))
    assert text_table(heads, rows, widest) == drawn


@given(text=TEXTS, width=WIDTHS)
def test_a_folded_text_is_the_text(text, width):
    """Lines joined are the text, none is too wide, and the later ones are indented."""
    lines = folded(text, width, indent=3)
    assert bare("".join(lines)) == bare(text)
    assert all(cell_len(line) <= width for line in lines)
    assert all(line.startswith("   ") for line in lines[1:])


ENDS = st.decimals(-99, 99, places=2, allow_nan=False)


@given(low=ENDS, high=ENDS, width=st.integers(20, 60))
def test_an_interval_in_a_text_is_never_parted(low, high, width):
    """Both ends stand on one line, wherever the text is cut."""
    interval = f"[{low}, {high}]"
    text = f"dropout is worse than none: -0.10 pp, joint 95 % interval {interval} pp, over 20 pairs of seeds."
    assert any(interval in line for line in folded(text, width))


BLOCKS = {
    "Latin": (0x20, 0x250), "marks": (0x300, 0x370), "kana": (0x3041, 0x3100), "Chinese": (0x4E00, 0x4F00),
    "Korean": (0xAC00, 0xAD00), "full width": (0xFF01, 0xFF61),
}  # fmt: skip


@over("block", BLOCKS.values(), ids=BLOCKS)
def test_a_letter_takes_as_many_places_as_rich_gives_it(block):
    """An independent table, over Latin, marks, kana, Chinese, Korean and full-width letters."""
    letters = [
        chr(code) for code in range(*block) if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Cn")
    ]
    assert {letter for letter in letters if text_width(letter) != cell_len(letter)} == set()


HEADS = ["comparison", "decision", "pairs", "difference", "joint interval", "could have seen"]
ROWS = [["rate=0.2 - rate=0", "inconclusive", "20", "+0.01", "[-0.05, 0.07]", "0.10"]]


@pytest.mark.parametrize("width", [80, 60, 40])
def test_the_drawing_at_a_width(width):
    """What a person sees: a head folds first, then rows stack."""
    drawn = text_table(HEADS, ROWS, width)
    lines = [*drawn.heads, *drawn.rows]
    if width == 80:
        assert lines[-1].startswith("rate=0.2 - rate=0  inconclusive     20")
        assert len(lines) == 3
    else:
        assert lines[0] == "comparison       rate=0.2 - rate=0"
        assert lines[4] == "joint interval   [-0.05, 0.07]"
        assert len(lines) == len(HEADS)
