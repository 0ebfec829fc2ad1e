"""The judgement of a stranger's table in Markdown, in English."""

from collections.abc import Iterable, Sequence

from dropout_lab import __version__
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH
from dropout_lab.report.page.judgement import heading, how, origin
from dropout_lab.tables import escaped, markdown_table, ranks_table

JUDGEMENT_MARK = "<!-- dropout-lab judge -->"
"""First line of the Markdown."""


def judgement_readme(judgement: Judgement, source: str, files: Sequence[str]) -> str:
    """Return a judgement in Markdown, in English.

    Args:
        judgement: what was found.
        source: name of the table, for the reader.
        files: names of the tables beside it.
    """
    words = ENGLISH.speaking(*judgement.dialects)
    several, told = len(judgement.rows) > 1, judgement.headline_in(ENGLISH)
    said = judgement.sentences if several else judgement.sentences[1:]
    parts = [
        f"{JUDGEMENT_MARK}\n# {escaped(heading(judgement, words))}",
        "\n>\n".join(f"> **{escaped(note)}**" for note in judgement.notes),
        f"**{escaped(told.word)}.** {escaped(told.sentence)}",
        f"Exactly: {escaped(judgement.opening_in(words))}",
        "The whole page: [report.html](report.html) (open it in a browser).",
        f"{escaped(how(judgement, words))}\n\n{markdown_table(judgement.table, words).rstrip()}",
        *_ranks(judgement),
        "\n".join(f"- {escaped(sentence)}" for sentence in said),
        f"{escaped(origin(judgement, source, words))} Differences are treatment minus control. The numbers, "
        f"in the unit of the table: {', '.join(files)}; judgement.json has the SHA-256 of each file. "
        f"Judged by dropout-lab {__version__}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _ranks(judgement: Judgement) -> Iterable[str]:
    if judgement.ranks:
        yield ENGLISH("page.judged.ranks_intro")
        yield markdown_table(ranks_table(judgement.ranks)).rstrip()
