"""A stranger's table of runs: read, paired, its metric guessed, judged as our own runs are."""

from dropout_lab.judging.judge import Judgement, Scale, judge_table
from dropout_lab.judging.pair import Roles, seeds_text
from dropout_lab.judging.published import Published

__all__ = [
    "Judgement",
    "Published",
    "Roles",
    "Scale",
    "judge_table",
    "seeds_text",
]
