"""Evaluations: one file each, another way to read a trained net on test examples; `base` says what one is."""

from dropout_lab.evaluations.base import Evaluation
from dropout_lab.evaluations.registry import EVALUATIONS

__all__ = ["EVALUATIONS", "Evaluation"]
