"""A dropout of ours by itself: what a layer alone can carry of it, and the site that it stands at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from dropout_lab.dropout import BESIDE, LAYERS, Dropout, RatedLayers, Site, made
from dropout_lab.dropout.own import USUAL_RATE
from dropout_lab.errors import ConfigError

OF_A_NET = {
    "gradient": "noise on the net's gradients",
    "passes": "several passes a step",
    "infer_passes": "several passes at inference",
    "consistency": "a loss between passes",
    "by_example": "masks by example",
}
"""What of a dropout no layer by itself has a place for."""

OF_SOME = {
    "product": "the product of the next layer",
    "infer_product": "the product of the next layer",
    "on_data": "noise on the data",
}
"""What of a dropout some layers have a place for: dense ones, or those of the data."""


@dataclass(frozen=True)
class LoneSite(Site):
    """A site in a model that is not the harness's: facts of `BESIDE` are refused when they are read.

    Attributes:
        given: those that the layer knows all the same.
    """

    given: frozenset[str] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        """Return a fact.

        Raises:
            ConfigError: one that only the harness knows.
        """
        if name in BESIDE and name not in super().__getattribute__("given"):
            raise ConfigError(f"at.{name}: not known to a layer alone; train this dropout by dropout-lab run")
        return super().__getattribute__(name)


def lacks(kind: type[Dropout], knows: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what a class has or needs that a layer alone has no place for.

    Args:
        kind: the class.
        knows: methods, facts of a site and places of noise that the layer has, beside units.
    """
    methods = {**OF_A_NET, **OF_SOME}
    yield from (
        f"has {text}" for method, text in methods.items() if method not in knows and says(kind, method)
    )
    yield from (f"needs {BESIDE[fact]}" for fact in kind.needs if fact not in knows)
    if kind.acts_on not in ("units", *knows):
        yield f"acts on the {kind.acts_on} of a net"


def says(kind: type[Dropout], method: str) -> bool:
    """Tell whether a class has a method, or a fact, of its own."""
    return getattr(kind, method) is not getattr(Dropout, method)


def alone(
    name: str, rate: float | None, parameters: Mapping[str, Any], knows: frozenset[str]
) -> tuple[Dropout, float | None]:
    """Make the dropout that a layer carries, and give its rate.

    Args:
        name: of the dropout.
        rate: fraction of the units dropped; None: 0.2 where the dropout has a rate.
        parameters: others, by name.
        knows: as in `lacks`.

    Raises:
        ConfigError: there is none of that name, or one that a layer alone cannot be.
    """
    if isinstance(name, Real):  # the first argument of Keras's own layer
        raise ConfigError(f"dropout={name}: should be the name of a dropout; write DropoutLayer(rate={name})")
    if ":" in str(name) or isinstance(name, type):
        raise ConfigError(
            f"dropout={getattr(name, '__name__', name)}: no such dropout of ours; a class of your own is no "
            "Keras layer: train it by dropout-lab run dropout.layer=module:Class (docs/own-layer.md)"
        )
    kind = LAYERS.get(str(name))
    for lack in lacks(kind, knows):
        raise ConfigError(
            f"dropout={name}: {lack}, which a layer alone cannot carry; train it by dropout-lab run"
        )
    parameters = {**kind.at_one_site, **parameters}
    if "input_rate" in parameters:
        raise ConfigError("input_rate: a layer is one site; put a layer of its own on the input")
    if parameters.get("source") == "keras":
        raise ConfigError("source=keras: that is keras.layers.Dropout; take it as it is")
    if "rate" not in kind.model_fields:
        if rate is not None:
            raise ConfigError(f"rate={rate}: dropout={name} has no rate; leave it out")
        return made(kind, {**parameters, "name": name}, f"dropout={name}").at_layers(1), None
    used = USUAL_RATE if rate is None else rate
    if isinstance(used, bool) or not isinstance(used, Real) or not 0 <= used < 1:
        raise ConfigError(f"rate={used}: should be a rate, the fraction dropped: 0 <= rate < 1")
    one = [float(used)] if issubclass(kind, RatedLayers) else float(used)
    try:
        dropout = made(kind, {**parameters, "rate": one, "name": name}, f"dropout={name}").at_layers(1)
    except ValueError as error:  # a rate that the masks cannot have
        raise ConfigError(str(error)) from None
    return dropout, float(used)


def whole(key: str, value: object, end: int, first: int = 0) -> int:
    """Return a whole number of a range as Python's own.

    Raises:
        ConfigError: it is none, or outside.
    """
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else first - 1
    if not first <= number < end:
        raise ConfigError(f"{key}={value}: should be a whole number, {first} <= {key} < {end}")
    return number
