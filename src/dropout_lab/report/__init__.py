"""Pages and texts for people; the only room that knows Jinja2."""

from dropout_lab.report.bilingual import Both
from dropout_lab.report.judged_markdown import JUDGEMENT_MARK, judgement_readme
from dropout_lab.report.markdown import readme
from dropout_lab.report.page.experiment import experiment_page
from dropout_lab.report.page.index import Entry, Places, SharedRuns, index_page, index_readme
from dropout_lab.report.page.judgement import judgement_page

__all__ = [
    "JUDGEMENT_MARK",
    "Both",
    "Entry",
    "Places",
    "SharedRuns",
    "experiment_page",
    "index_page",
    "index_readme",
    "judgement_page",
    "judgement_readme",
    "readme",
]
