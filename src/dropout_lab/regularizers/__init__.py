"""Regularizers: one file each, a penalty on the weights or another target; `base` says what one is."""

from dropout_lab.regularizers.base import Regularizer
from dropout_lab.regularizers.registry import REGULARIZERS

__all__ = ["REGULARIZERS", "Regularizer"]
