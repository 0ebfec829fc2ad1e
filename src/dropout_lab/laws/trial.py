"""Whether a dropout can be called at all: its methods, once each, before a law is asked of it."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dropout_lab.causes import Place, cause
from dropout_lab.dropout import Dense
from dropout_lab.errors import ConfigError
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.laws.subject import NEXT_UNITS, ROWS, UNITS, Subject, batch


def try_methods(subject: Subject) -> None:
    """Call each method that a dropout has of its own on a batch.

    Raises:
        ConfigError: the first that raises, or that returns another shape than a net goes on with.
    """
    part, at = subject.part(), _called(subject, "weights", subject.site)
    inferring, after = replace(at, examples=None), at.after or Dense(None, None)
    x = ops.convert_to_tensor(batch(), at.dtype)
    units, sums = (ROWS, UNITS), (ROWS, NEXT_UNITS)
    calls: dict[str, tuple[Callable[[], Tensor], tuple[int, int]]] = {
        "on_data": (lambda: part.on_data(x, at), units),
        "disturb": (lambda: part.disturb(x, at), units),
        "infer": (lambda: part.infer(x, inferring), units),
        "product": (lambda: part.product(x, after.kernel, after.bias, at), sums),
        "infer_product": (lambda: part.infer_product(x, after.kernel, after.bias, inferring), sums),
    }
    for name, (call, wanted) in calls.items():
        if not part.overrides(name):
            continue
        given = _called(subject, name, call)
        shape = None if given is None else tuple(ops.shape(given))
        if shape != wanted:
            found = "nothing" if shape is None else f"shape {shape}"
            raise ConfigError(
                f"{_key(subject)}: {name} returns {found} of a batch of shape {units}; "
                f"it should be {wanted}; {_place(subject, name)}"
            )


def _called(subject: Subject, method: str, call: Callable[[], Any]) -> Any:
    """Return what a call gives; an error is said with its line, or with that of the method."""
    try:
        return call()
    except Exception as error:  # of a stranger's code
        told, place = cause(error), _place(subject, method)
        where = "" if ".py, line " in told else f"; {place}"
        raise ConfigError(f"{_key(subject)}: {method} cannot be called: {told}{where}") from error


def _key(subject: Subject) -> str:
    return f"dropout{'.layer' if ':' in subject.layer else ''}={subject.layer}"


def _place(subject: Subject, method: str) -> str:
    """Return where a method is written."""
    code = inspect.unwrap(getattr(subject.kind, method)).__code__
    return str(Place(code.co_filename, code.co_firstlineno, method))
