"""dropout-lab: the honest measurement of dropout, paired by seed."""

from dropout_lab.faces import on_first_use as _on_first_use

__version__ = "0.1.0"

_PLACES = {
    "DropoutLayer": "training.layer",
    "DropoutLabError": "errors",
    "Judgement": "api.judging",
    "Results": "api.reading",
    "compare": "api.reading",
    "judge": "api.judging",
    "results": "api.reading",
    "run": "api.training",
}
__dir__ = [*_PLACES, "__version__"].copy  # what completion offers before it is loaded

__getattr__ = _on_first_use(__name__, _PLACES)
