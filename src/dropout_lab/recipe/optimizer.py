"""How weights are moved: Keras's optimizers, at Keras's defaults."""

# A kind of a choice narrows the fields of its base; parts are frozen, so nothing is assigned.

from typing import Annotated, Any, ClassVar, Literal

from dropout_lab.canonical import Part, State
from dropout_lab.choices import Listed
from dropout_lab.phrases import Phrase, Text, plain
from dropout_lab.recipe.numbers import Fraction, Positive

Number = State(in_stacks=True)
"""A number that an engine of stacks takes as state, so that one stack serves all its values."""

Slots = State(bool, in_stacks=True)
"""A number that makes slots where it is above 0; its value is state in stacks."""


CHINESE = {"momentum": "动量"}
"""Settings that Chinese has a word for; the others go by Keras's name."""


class Optimizer(Part):
    """Base of the optimizers."""

    name: str
    learning_rate: Annotated[Positive, State()] = 0.001

    keras_name: ClassVar[str]
    """The class of `keras.optimizers`."""

    keras_defaults: ClassVar[dict[str, float]] = {}
    """Keras's default where ours differs."""

    def slots(self) -> int:
        """Return how many numbers it keeps of each weight."""
        raise NotImplementedError

    def settings(self) -> dict[str, float | bool]:
        """Return what it has beside its learning rate, where that is not Keras's default."""
        fields = type(self).model_fields
        values: dict[str, float | bool] = self.model_dump(exclude={"name", "learning_rate"})
        return {
            name: value
            for name, value in values.items()
            if value != self.keras_defaults.get(name, fields[name].default)
        }

    def phrases(self) -> list[Phrase]:
        """Say its name, its learning rate, and what is not at Keras's default."""
        fields: dict[str, object] = {"name": self.keras_name, "rate": f"{self.learning_rate:g}"}
        settings = [_said(field, value) for field, value in self.settings().items()]
        if settings:
            return [
                plain(
                    "{name}, learning rate {rate}, {settings}",
                    "{name}，学习率 {rate}，{settings}",
                    **fields,
                    settings=settings,
                )
            ]
        return [plain("{name}, learning rate {rate}", "{name}，学习率 {rate}", **fields)]

    def keras(self) -> str:
        """Return it as Python."""
        settings: dict[str, Any] = {"learning_rate": self.learning_rate, **self.settings()}
        arguments = ", ".join(f"{name}={value!r}" for name, value in settings.items())
        return f"keras.optimizers.{self.keras_name}({arguments})"


def _said(setting: str, value: float | bool) -> Text:
    """Say a setting with its number; one that is on or off by its name alone."""
    number = "" if isinstance(value, bool) else f" {value:g}"
    return Text(f"{setting}{number}", f"{CHINESE.get(setting, setting)}{number}")


class Rmsprop(Optimizer):
    """RMSprop with Keras's defaults."""

    name: Literal["rmsprop"]
    rho: Annotated[Fraction, Number] = 0.9
    momentum: Annotated[Fraction, Slots] = 0.0
    epsilon: Annotated[Positive, Number] = 1e-7
    centered: bool = False

    keras_name: ClassVar[str] = "RMSprop"

    def slots(self) -> int:
        """Return one for the squared gradients, one each for momentum and centring."""
        return 1 + int(self.momentum > 0) + int(self.centered)


class Adam(Optimizer):
    """Adam with Keras's defaults."""

    name: Literal["adam"]
    beta_1: Annotated[Fraction, Number] = 0.9
    beta_2: Annotated[Fraction, Number] = 0.999
    epsilon: Annotated[Positive, Number] = 1e-7

    keras_name: ClassVar[str] = "Adam"

    def slots(self) -> int:
        """Return one each for the gradients and their squares."""
        return 2


class Sgd(Optimizer):
    """Stochastic gradient descent with momentum."""

    name: Literal["sgd"]
    learning_rate: Annotated[Positive, State()] = 0.01
    momentum: Annotated[Fraction, Slots] = 0.9
    nesterov: bool = False

    keras_name: ClassVar[str] = "SGD"
    keras_defaults: ClassVar[dict[str, float]] = {"momentum": 0.0}

    def slots(self) -> int:
        """Return one where there is momentum."""
        return int(self.momentum > 0)


OPTIMIZERS: Listed[Optimizer] = Listed("optimizer", Rmsprop, Adam, Sgd)
"""The optimizers that there are, by name."""
