"""Nets: one file each, which layers with weights there are and what stands between them; `base` says more."""

from dropout_lab.models.base import Activation, Affine, KerasLayer, Model
from dropout_lab.models.registry import MODELS

__all__ = ["MODELS", "Activation", "Affine", "KerasLayer", "Model"]
