"""The dropout layers: one file per idea, `keras.ops` only, so that each runs on every engine."""

from dropout_lab.dropout.registry import layer_class, layer_names, layer_source_sha256

__all__ = ["layer_class", "layer_names", "layer_source_sha256"]
