"""Every dropout of ours as a layer for anybody's Keras model: ``from dropout_lab.layers import Standard``.

A class bears the name of its file in `dropout/layers/`. Importing this loads Keras, and makes models loadable
that were saved with such layers. docs/dropouts.md has all of them.
"""

from dropout_lab.dropout import LAYERS as _LAYERS
from dropout_lab.errors import nearest_of as _nearest_of
from dropout_lab.training.named import layer_class as _layer_class

_MADE = [_layer_class(name) for name in _LAYERS.names() if name != "none"]
globals().update({layer.__name__: layer for layer in _MADE})
__all__ = sorted(layer.__name__ for layer in _MADE)

_OF_KERAS = {
    "Dropout": "Standard",
    "GaussianDropout": "Gaussian",
    "AlphaDropout": "Alpha",
    "SpatialDropout1D": "Channels",
    "SpatialDropout2D": "Channels",
    "StochasticDepth": "DropPath",
}
"""What Keras and others call a dropout of ours."""


def __getattr__(name: str) -> object:
    """Refuse a name that there is not; one that others have for a layer of ours with the line to type."""
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    bare = name.replace("_", "").lower()
    meant = _OF_KERAS.get(name) or next((ours for ours in __all__ if ours.lower() == bare), None)
    if meant:  # an AttributeError would be lost behind `from dropout_lab.layers import`
        raise ImportError(f"{__name__} has no {name}; type from {__name__} import {meant}")
    raise AttributeError(f"{__name__} has no {name}; {_nearest_of(name, __all__, 'docs/dropouts.md')}")
