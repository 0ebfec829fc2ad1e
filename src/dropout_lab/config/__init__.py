"""Hydra in, validated experiments out; the only room that knows Hydra."""

from dropout_lab.config.command import Command, Executor, read_command
from dropout_lab.config.flags import answer_by_hydra
from dropout_lab.config.job import job_text

__all__ = ["Command", "Executor", "answer_by_hydra", "job_text", "read_command"]
