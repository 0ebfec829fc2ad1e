"""Each dropout of ours as a Keras class of its own name, made from its file."""

from collections.abc import Mapping, Sequence
from functools import cache
from inspect import Parameter, Signature
from typing import Any

import keras

from dropout_lab.dropout import LAYERS, Dropout, facts_of
from dropout_lab.errors import nearest_of
from dropout_lab.training.dense import DenseWithDropout, NoisyProduct, NoisyUnits
from dropout_lab.training.layer import DropoutLayer, NoisyData, NoisyExamples
from dropout_lab.training.lone import lacks, says

HIDDEN = {"name", "rate", "input_rate", "source"}
"""Fields that a Keras class does not take as they are."""

FACE = "dropout_lab.layers"


def base_of(kind: type[Dropout]) -> type[DropoutLayer]:
    """Return which layer carries a dropout: one of units or of data, or a dense one around its noise."""
    if says(kind, "on_data"):
        return NoisyData
    if kind.acts_on != "units":
        return NoisyExamples
    if says(kind, "product") or says(kind, "infer_product") or "after" in kind.needs:
        return NoisyProduct
    return NoisyUnits if "before" in kind.needs else DropoutLayer


def refusal(kind: type[Dropout]) -> str | None:
    """Return why a dropout cannot be a Keras layer by itself; None: it can."""
    return next(lacks(kind, base_of(kind).knows | {"layout", "n_train"}), None)


def layer_class(name: str) -> type[DropoutLayer]:
    """Return the Keras class of a dropout, the same one each time.

    Args:
        name: of the dropout.

    Raises:
        ConfigError: no such name.
    """
    return _class_of(LAYERS.get(name), name)


@cache
def _class_of(kind: type[Dropout], dropout: str) -> type[DropoutLayer]:
    base, signature = base_of(kind), _signature(kind)
    more = DENSE if issubclass(base, DenseWithDropout) else ()

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        given = _bound(kind.__name__, signature, args, kwargs, more)
        given |= given.pop("kwargs", {})
        own = {key: given.pop(key) for key in kind.model_fields if key not in HIDDEN and key in given}
        base.__init__(self, dropout=dropout, parameters=own, **given)

    def get_config(self: Any) -> dict[str, Any]:
        config = base.get_config(self)
        config.update(config.pop("parameters"))
        return {key: value for key, value in config.items() if key in signature.parameters or key in KERAS}

    members = {
        "__init__": init,
        "__doc__": _doc(dropout),
        "__module__": FACE,
        "__signature__": signature,
        "get_config": get_config,
    }
    made = type(kind.__name__, (base,), members)
    return keras.saving.register_keras_serializable("dropout_lab", kind.__name__)(made)


KERAS = ("name", "trainable", "dtype", "activity_regularizer")
"""Keras's own words of a config."""
WITHOUT_SAYING = ("autocast", "input_shape", "input_dim")
"""Other arguments that Keras takes for every layer."""
DENSE = ("kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer")


def _bound(
    name: str, signature: Signature, args: Sequence[Any], kwargs: Mapping[str, Any], more: Sequence[str]
) -> dict[str, Any]:
    """Return the arguments of a call by name.

    Args:
        name: of the class.
        signature: its own arguments.
        args: what was given by place.
        kwargs: what was given by name.
        more: further names that its base takes.

    Raises:
        TypeError: one that is missing, or none of these, in a line with those that there are.
    """
    own = [word for word in signature.parameters if word != "kwargs"]
    for word in kwargs:
        if word not in (*own, *more, *KERAS, *WITHOUT_SAYING):
            choices = nearest_of(word, [*own, *more, *KERAS])
            raise TypeError(f"{name}({word}={kwargs[word]!r}): no such argument; {choices}")
    try:
        return signature.bind(*args, **kwargs).arguments
    except TypeError as error:
        raise TypeError(f"{name}(): {error}; its arguments are {', '.join(own)}") from None


def _signature(kind: type[Dropout]) -> Signature:
    """Return the arguments of a class: units, rate and the dropout's parameters, then by name alone."""
    base, fields = base_of(kind), kind.model_fields
    is_dense = issubclass(base, DenseWithDropout)
    first = ["units"] if is_dense else []
    by_place = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in first]
    if "rate" in fields:
        usual = fields["rate"].default
        usual = usual if isinstance(usual, float) else Parameter.empty
        by_place.append(Parameter("rate", Parameter.POSITIONAL_OR_KEYWORD, default=usual))
    hidden = {*HIDDEN, *kind.at_one_site}
    usual_values: dict[str, Any] = {key: field.default for key, field in fields.items() if key not in hidden}
    if is_dense:
        usual_values |= {"activation": None, "use_bias": True}
    usual_values |= {"seed": None, "site": 1}
    usual_values |= {"noise_shape": None} if base is DropoutLayer and says(kind, "moments") else {}
    usual_values |= {"n_train": Parameter.empty} if "n_train" in kind.needs else {}
    by_name = [Parameter(name, Parameter.KEYWORD_ONLY, default=usual) for name, usual in usual_values.items()]
    return Signature([*by_place, *by_name, Parameter("kwargs", Parameter.VAR_KEYWORD)])


def _doc(name: str) -> str:
    """Return the docstring of a class: headline, equation, and why it cannot be made, or its source."""
    facts, lack = facts_of(name), refusal(LAYERS.get(name))
    last = f"Source: {facts.sections.get('Source', '')}"
    if lack:
        last = f"It {lack}, which a layer alone cannot carry; it is trained by dropout-lab run."
    equation = facts.equation.replace("\n", "\n    ")
    return f"{facts.title}: {facts.summary}.\n\n    {equation}\n\n    {last}\n"
