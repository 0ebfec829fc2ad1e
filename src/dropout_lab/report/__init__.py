"""Pages and texts for people; the only room that knows Jinja2."""

from dropout_lab.report.bilingual import Both, both, say, tell
from dropout_lab.report.front import (
    GROUPS,
    Asked,
    Drawing,
    Effects,
    Entry,
    Front,
    Level,
    Places,
    SharedRuns,
    Span,
    Trial,
    Tried,
    same,
)
from dropout_lab.report.index_markdown import index_readme
from dropout_lab.report.judged_markdown import JUDGEMENT_MARK, judgement_readme
from dropout_lab.report.markdown import readme
from dropout_lab.report.notebook import judgement_view, notebook_view
from dropout_lab.report.page.experiment import experiment_page
from dropout_lab.report.page.index import index_page
from dropout_lab.report.page.judgement import judgement_page
from dropout_lab.report.page.prose import Door, prose_page, site_doors

__all__ = [
    "GROUPS",
    "JUDGEMENT_MARK",
    "Asked",
    "Both",
    "Door",
    "Drawing",
    "Effects",
    "Entry",
    "Front",
    "Level",
    "Places",
    "SharedRuns",
    "Span",
    "Trial",
    "Tried",
    "both",
    "experiment_page",
    "index_page",
    "index_readme",
    "judgement_page",
    "judgement_readme",
    "judgement_view",
    "notebook_view",
    "prose_page",
    "readme",
    "same",
    "say",
    "site_doors",
    "tell",
]
