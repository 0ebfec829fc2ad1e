"""Where the spread between seeds comes from: the share of each stream in the variance."""

from functools import partial

from dropout_lab.evidence import POKE, Analysis
from dropout_lab.language import Words, share_text
from dropout_lab.tables import cells
from dropout_lab.tables.model import Cell, Column, Row, Table


def table(analysis: Analysis) -> Table:
    """One row per variant that shares streams with another: of which stream it measures the share."""
    rows = (
        Row(
            (
                Cell(lambda words, key=row.stream: words(f"page.stream.{key}"), row.stream),
                Cell(partial(_share, row.stream, row.share), row.share),
                cells.called(analysis, row.variant),
                cells.counted(row.n_pairs),
                Cell(partial(share_text, row.estimate, row.ci_low, row.ci_high), row.estimate),
            )
        )
        for row in analysis.shares.itertuples()
    )
    names = (Column(key, is_name=True) for key in ("stream", "share", "measured"))
    return Table((*names, Column("pairs"), Column("variance")), tuple(rows))


def _share(stream: str, share: str, words: Words) -> str:
    """Say what a share holds; beside a nudged weight every stream is the same, so that nothing joins it."""
    return words(f"page.share.{'alone' if stream == POKE else share.replace('-', '_')}")
