"""The nets that there are, by name: each is a file."""

from dropout_lab.choices import Folder
from dropout_lab.models.base import Model

MODELS: Folder[Model] = Folder("model", "dropout_lab.models", Model)
"""The nets that there are, by name."""
