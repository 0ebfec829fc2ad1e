"""A stranger's table of runs: read, paired, its metric guessed, judged as our own runs are."""

from dropout_lab.judging.judge import Judgement, Published, Scale, judge_table
from dropout_lab.judging.pair import Roles, seeds_text

__all__ = [
    "Judgement",
    "Published",
    "Roles",
    "Scale",
    "judge_table",
    "seeds_text",
]
