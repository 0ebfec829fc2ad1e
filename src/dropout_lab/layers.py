"""Every dropout of ours as a layer for anybody's Keras model: ``from dropout_lab.layers import Standard``.

A class bears the name of its file in `dropout/layers/`. Importing this loads Keras, and makes models loadable
that were saved with such layers. docs/dropouts.md has all of them.
"""

from dropout_lab.dropout import LAYERS as _LAYERS
from dropout_lab.training.named import layer_class as _layer_class

_MADE = [_layer_class(name) for name in _LAYERS.names() if name != "none"]
globals().update({layer.__name__: layer for layer in _MADE})
__all__ = sorted(layer.__name__ for layer in _MADE)
