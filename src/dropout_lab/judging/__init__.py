"""A stranger's table of runs: read, paired, its metric known or asked for, judged as our own runs are."""

from dropout_lab.judging.judge import judge_table
from dropout_lab.judging.judgement import Judgement
from dropout_lab.judging.published import Published
from dropout_lab.judging.request import Request
from dropout_lab.judging.roles import seeds_text
from dropout_lab.judging.unasked import unasked

__all__ = [
    "Judgement",
    "Published",
    "Request",
    "judge_table",
    "seeds_text",
    "unasked",
]
