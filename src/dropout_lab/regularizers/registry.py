"""The regularizers that there are, by name: each is a file."""

from dropout_lab.choices import Folder
from dropout_lab.regularizers.base import Regularizer

REGULARIZERS: Folder[Regularizer] = Folder("regularizer", "dropout_lab.regularizers", Regularizer)
"""The regularizers that there are, by name."""
