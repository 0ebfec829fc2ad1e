"""A recipe as what Keras trains: the model, the optimizer, and both at the first state of a run."""

from dropout_lab.training import models, optimizers

__all__ = ["models", "optimizers"]
