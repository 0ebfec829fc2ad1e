"""The evaluations that there are, by name: each is a file."""

from dropout_lab.choices import Folder
from dropout_lab.evaluations.base import Evaluation

EVALUATIONS: Folder[Evaluation] = Folder("evaluation", "dropout_lab.evaluations", Evaluation)
"""The evaluations that there are, by name."""
