"""The judgement of a stranger's table, as a page and as Markdown."""

from collections.abc import Sequence

from dropout_lab import __version__
from dropout_lab.evidence import Compared
from dropout_lab.figures import judged_figures
from dropout_lab.judging import Judgement, seeds_text
from dropout_lab.language import metrics_in
from dropout_lab.report.bilingual import Both, both, say, together
from dropout_lab.report.page.shared import claim_views, drawn, environment, once_groups
from dropout_lab.tables import comparison_table, escaped, markdown_table, sides_table

JUDGEMENT_MARK = "<!-- dropout-lab judge -->"
"""First line of the Markdown."""

GLOSSARY = ("seed", "interval", "joint", "sd", "p", "chance", "seen", "settle", "margin", "equivalent",
            "inconclusive", "pp")  # fmt: skip


def judgement_page(judgement: Judgement, source: str, files: Sequence[str]) -> str:
    """Return the page of a judgement: a whole HTML document that asks for nothing from outside.

    Args:
        judgement: what was found.
        source: name of the table, for the reader.
        files: names of the files beside the page.
    """
    row, once, is_open = judgement.compared, judgement.run_once, judgement.higher_is_better is None
    return (
        environment()
        .get_template("judgement.html.j2")
        .render(
            compared=row,
            is_open=is_open,
            title=_title(row),
            answer=both(lambda words: judgement.sentences_in(words)[0]),
            origin=say(
                "judged.from",
                source=source,
                pairs=both(lambda words: words("units.pairs", n=row.n_pairs)),
                seeds=seeds_text(judgement.seeds),
            ),
            notes=together(lambda words: judgement.notes_in(words)),
            claims=claim_views([judgement.judged] if judgement.judged else []),
            once=once_groups(once),
            sizes=sorted({int(n) for n in once["n"]}),
            results=sides_table(judgement.summary),
            comparisons=comparison_table(judgement.comparisons, is_open=is_open),
            figures=drawn(lambda words: judged_figures(judgement, words)),
            files=files,
            glossary=["chance_higher" if is_open and key == "chance" else key for key in GLOSSARY],
            version=__version__,
        )
    )


def _title(row: Compared) -> Both:
    named = both(lambda words: metrics_in(words)[row.metric].name)
    return say("judged.title", treatment=row.treatment, control=row.control, metric=named)


def judgement_readme(judgement: Judgement, source: str) -> str:
    """Return a judgement in Markdown, in English.

    Args:
        judgement: what was found.
        source: name of the table, for the reader.
    """
    row = judgement.compared
    notes = "".join(f"> **{escaped(note)}**\n>\n" for note in judgement.notes).removesuffix(">\n")
    more = "".join(f"- {escaped(sentence)}\n" for sentence in judgement.sentences[1:])
    seeds = ", ".join(escaped(seed) for seed in judgement.seeds)
    return (
        f"{JUDGEMENT_MARK}\n# {escaped(row.treatment)} against {escaped(row.control)}\n\n"
        f"{notes}\n**{escaped(judgement.sentences[0])}**\n\n{more}\n"
        "The whole page: [report.html](report.html) (open it in a browser).\n\n"
        f"{markdown_table(judgement.table)}\n"
        f"From the table {escaped(source)}, paired by seed: {seeds}. Differences are treatment minus "
        "control, in percentage points (pp) or the metric's own unit. In fractions: comparisons.csv, "
        f"claims.json. dropout-lab {__version__} judged; it trained nothing here.\n"
    )
