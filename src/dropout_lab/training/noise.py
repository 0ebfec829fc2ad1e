"""The noise of a net: the recipe's dropout, with all that differs between runs of one program as state."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from dropout_lab.dropout import (
    Before,
    Dense,
    Dropout,
    Own,
    Product,
    Progress,
    RateNow,
    Site,
    Weight,
    Widths,
)
from dropout_lab.errors import ConfigError
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe, check_suits
from dropout_lab.training.keras_dropout import KerasDropout
from dropout_lab.training.part_state import RATES, PartState, Values


class AtTheSite:
    """Stands for a rate inside a dropout's methods, where it would be a constant: read ``at.rate``."""


class NoiseAtSites:
    """What a net asks of its noise, in training and in a noisy pass at test time."""

    dropout: Dropout
    sites: tuple[int, ...]

    def now(self) -> Dropout:
        """Return the dropout with its state as tensors."""
        raise NotImplementedError

    def at(self, site: int, **around: Any) -> Site:
        """Return a site in the present call; `around` is what else of it is known."""
        raise NotImplementedError

    def owns(self, site: int) -> bool:
        """Tell whether the dropout makes the product of the dense layer after a site."""
        return site in self.sites and self.dropout.overrides("product")

    def disturbed(self, site: int, inputs: Any, before: Before | None, examples: Any) -> Any:
        """Return what stands at a site after its noise."""
        if site not in self.sites:
            return inputs
        return self.now().disturb(inputs, self.at(site, before=before, examples=examples))

    def inferred(self, site: int, inputs: Any, before: Before | None, number: int = 0) -> Any:
        """Return what stands at a site at inference, in one of its passes."""
        if site not in self.sites or not self.dropout.overrides("infer"):
            return inputs
        return self.now().infer(inputs, self.at(site, before=before, inference_pass=number))


class Noise(NoiseAtSites, keras.layers.Layer):
    """The dropout of a recipe with its state: rates, mask seed, count of training calls, own weights.

    Args:
        recipe: what is trained; of its state only the shapes count.
        multiply: product of matrices, as the engine's precision has it.
        kwargs: Keras's own; the dtype is that of the net.
    """

    def __init__(self, recipe: Recipe, multiply: Product, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        held: Any = recipe.dropout
        facts = recipe.dataset.facts
        self.dropout = dropout_of(recipe)
        self.sites = self.dropout.at_sites(recipe.model.count(self.dropout.acts_on))
        self.passes = self.dropout.passes()
        self.repeated_from = self.dropout.repeated_from(recipe.model.n_hidden)
        self._shape, self._n_train, self._multiply = facts.shape, recipe.dataset.n_train, multiply
        self.mask_seed, self.calls, self.steps_an_epoch, self.epochs = (
            self._count(name) for name in ("mask_seed", "calls", "steps_an_epoch", "epochs")
        )
        self._state = PartState(self, held, "dropout", recipe)
        self._layouts = recipe.model.layouts(facts)
        self._widths = (0, *recipe.model.widths(facts))
        self._declared = self._declared_by(self.dropout)
        self._own = {
            (site, name): self.add_weight(
                shape=weight.shape, initializer="zeros", name=f"{self.dropout.name}_{site}_{name}"
            )
            for site, weights in self._declared.items()
            for name, weight in weights.items()
        }
        self._keras_layers: dict[int, KerasDropout] = {}
        if getattr(held, "source", None) == "keras":
            for site in self.sites:
                layer = KerasDropout(held.site_rates[site], site, name=f"dropout_{site}", dtype=self.dtype)
                self._keras_layers[site] = layer
                setattr(self, f"keras_{site}", layer)  # Keras tracks attributes
        self.built = True

    def disturbed(self, site: int, inputs: Any, before: Before | None, examples: Any) -> Any:
        """Return what stands at a site after its noise, while training."""
        if site in self._keras_layers:
            return self._keras_layers[site](inputs, training=True)
        return super().disturbed(site, inputs, before, examples)

    def now(self, behind: int = 0) -> Dropout:
        """Return the dropout with its state as tensors, in the present call or so many calls behind it."""
        values = self._state.now(self._step(behind))
        return self.dropout.model_copy(update={**values, **{f: AtTheSite() for f in RATES if f in values}})

    def at(self, site: int, behind: int = 0, **around: Any) -> Site:
        """Return a site in the present call, or so many calls behind it.

        Args:
            site: its number.
            behind: training calls that were counted since.
            around: what else of `Site` is known.
        """
        own = {name: self._own[site, name].value for name in self._declared.get(site, {})}
        return Site(
            number=site,
            mask_seed=self.mask_seed.value,
            call=self._call(behind),
            dtype=self.compute_dtype,
            shape=self._shape,
            layout=self._layouts[site] if site < len(self._layouts) else (),
            n_train=self._n_train,
            multiply=self._multiply,
            rate=self._rate(site, behind),
            weights=own,
            progress=self.progress(behind),
            **around,
        )

    def progress(self, behind: int = 0) -> Progress:
        """Return where training is in the present call, or so many calls behind it."""
        return Progress(self._step(behind), _index(self.steps_an_epoch.value), _index(self.epochs.value))

    def called(self) -> None:
        """Count a training call of the net."""
        self.calls.assign(ops.add(self.calls.value, ops.convert_to_tensor(1, "uint32")))

    def first(self, recipe: Recipe, streams: Streams) -> Values:
        """Return the state with the values that a run of a recipe starts with."""
        counts = {
            "mask_seed": streams.mask_seed,
            "calls": 0,
            "steps_an_epoch": recipe.steps_an_epoch,
            "epochs": recipe.training.epochs,
        }
        values: Values = [
            (getattr(self, name), np.asarray(count, np.uint32)) for name, count in counts.items()
        ]
        values += self._state.first(dropout_of(recipe), recipe)
        for layer in self._keras_layers.values():
            values += layer.first(streams.mask_seed)
        return values

    def first_weights(self, recipe: Recipe, streams: Streams) -> Values:
        """Draw a recipe's own weights, each from a stream that site, dropout and weight name.

        Raises:
            ConfigError: passes, shapes or learning rates that depend on state, which one program cannot have.
        """
        dropout, drawn = dropout_of(recipe), list[tuple[Any, NDArray[Any]]]()
        declared = self._declared_by(dropout)
        n_hidden = recipe.model.n_hidden
        if _built_in(dropout, declared, n_hidden) != _built_in(self.dropout, self._declared, n_hidden):
            raise ConfigError(
                f"dropout={dropout.name}: passes, shapes or learning rates of its weights depend on a field "
                "that is State(); leave the mark out"
            )
        for (site, name), variable in self._own.items():
            weight = declared[site][name]
            if callable(weight.initial):
                value = weight.initial(streams.own_weight(site, f"{dropout.name}/{name}"))
            else:
                value = np.full(weight.shape, weight.initial)
            drawn.append((variable, np.asarray(value, variable.dtype).reshape(weight.shape)))
        return drawn

    def _declared_by(self, dropout: Dropout) -> dict[int, dict[str, Weight]]:
        """Return what a dropout declares as its own weights, by site and name."""
        widths = {site: Widths(*self._widths[site : site + 3]) for site in self.sites}
        return {site: dict(dropout.weights(widths[site], site)) for site in self.sites}

    def learning_rates(self) -> Mapping[str, float]:
        """Return the factors of the optimizer's steps that are not 1, by path of the own weight."""
        return {
            variable.path: self._declared[site][name].learning_rate
            for (site, name), variable in self._own.items()
            if self._declared[site][name].learning_rate != 1
        }

    def _rate(self, site: int, behind: int) -> RateNow | None:
        """Return the rate of a site; None: the dropout has none there."""
        values = self._state.now(self._step(behind))
        rates = values.get("input_rate" if site == 0 and "input_rate" in values else "rate")
        if rates is None or (len(rates.shape) and site > rates.shape[0]):
            return None
        return RateNow(rates[site - 1] if len(rates.shape) else rates)

    def _call(self, behind: int) -> Any:
        calls = self.calls.value
        return ops.subtract(calls, ops.convert_to_tensor(behind, "uint32")) if behind else calls

    def _step(self, behind: int) -> Any:
        """Return the training step of a call, int32 scalar."""
        calls = _index(self._call(behind))
        return calls if self.passes == 1 else ops.floor_divide(calls, self.passes)

    def _count(self, name: str) -> Any:
        return self.add_weight(shape=(), dtype="uint32", initializer="zeros", trainable=False, name=name)


def _built_in(dropout: Dropout, declared: Mapping[int, Mapping[str, Weight]], n_hidden: int) -> object:
    """Return what of a dropout a program is built for, beside what its methods compute."""
    weights = {
        (site, name): (weight.shape, weight.learning_rate)
        for site, of_site in declared.items()
        for name, weight in of_site.items()
    }
    return dropout.passes(), dropout.repeated_from(n_hidden), dropout.infer_passes(), weights


def _index(value: Any) -> Any:
    return ops.cast(value, "int32")


def dropout_of(recipe: Recipe) -> Dropout:
    """Return the dropout that trains; one of the user's own is loaded from its file.

    Raises:
        ConfigError: a file of the user's that is not the recipe's, that holds no such class, or one that the
            recipe's net has no place for.
    """
    if not isinstance(recipe.dropout, Own):
        return recipe.dropout
    own = recipe.dropout.loaded()
    check_suits(own, recipe.model)
    return own


def dense_of(layer: Any) -> Dense:
    """Return the weights of a Keras dense layer as tensors, and the name of its activation."""
    kernel, bias = layer.trainable_variables
    return Dense(kernel.value, bias.value, layer.activation.__name__)
