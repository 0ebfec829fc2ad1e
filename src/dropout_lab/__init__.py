"""dropout-lab: the honest measurement of dropout, paired by seed."""

from importlib import import_module as _import_module

__version__ = "0.1.0"

_PLACES = {
    "DropoutLayer": "dropout_lab.training.layer",
    "DropoutLabError": "dropout_lab.errors",
    "Judgement": "dropout_lab.judging",
    "Results": "dropout_lab.api.reading",
    "compare": "dropout_lab.api.reading",
    "judge": "dropout_lab.api.judging",
    "results": "dropout_lab.api.reading",
    "run": "dropout_lab.api.training",
}
__dir__ = [*_PLACES, "__version__"].copy  # what completion offers before it is loaded


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'dropout_lab' has no attribute {name!r}")
    return getattr(_import_module(_PLACES[name]), name)
