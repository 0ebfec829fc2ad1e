"""Schedules: one file each, a factor of a parameter by the position in training; `base` says what one is."""

from dropout_lab.schedules.base import Schedule
from dropout_lab.schedules.registry import SCHEDULES

__all__ = ["SCHEDULES", "Schedule"]
