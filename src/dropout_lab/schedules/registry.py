"""The schedules that there are, by name: each is a file."""

from dropout_lab.choices import Folder
from dropout_lab.schedules.base import Schedule

SCHEDULES: Folder[Schedule] = Folder("schedule", "dropout_lab.schedules", Schedule)
"""The schedules that there are, by name."""
