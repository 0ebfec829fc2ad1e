"""Hydra in, validated experiments out; the only room that knows Hydra."""

from dropout_lab.config.command import Command, Executor, read_command

__all__ = ["Command", "Executor", "read_command"]
