"""The dropouts that there are, by name: each is a file."""

from dropout_lab.choices import Folder
from dropout_lab.dropout.base import Dropout

LAYERS: Folder[Dropout] = Folder("dropout", "dropout_lab.dropout.layers", Dropout)
"""The dropouts that there are, by name."""
