"""Recipe -> Keras model, the one that every Keras engine trains; and back to a run's first state.

Bytes are divided by the data set's scale inside the model, so all engines do it in one place. Nothing here
draws from a global generator: weights come from `randomness`.
"""

from typing import Any, NamedTuple

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from dropout_lab.dropout import Before, Dense, Product
from dropout_lab.dropout.site import DATA, GRADIENTS
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe
from dropout_lab.training.noise import Noise, NoiseAtSites, dense_of
from dropout_lab.training.noise_at_test_time import NoiseAtTestTime
from dropout_lab.training.part_state import PartState, Values


class Here(NamedTuple):
    """Where a batch is in a net.

    Attributes:
        x: what stands at the site, shape (rows, units).
        before: the dense layer that made it; None at the input, and after several layers or a convolution.
        stream: what a branch is added to after its noise; None: it is no branch.
    """

    x: Any
    before: Before | None = None
    stream: Any = None


class Net(keras.Model):
    """uint8 (rows, inputs) -> logits (rows, classes); its weights are zeros until `reset_model`.

    Args:
        recipe: what is trained; of its state only the shapes count.
        dtype: of weights, activations and loss: ``float32`` or ``float64``.
        multiply: product of matrices, for engines that multiply in their own way; None: the backend's.

    Raises:
        ConfigError: the data set's task is no classification, or a user's dropout that cannot be loaded.
    """

    def __init__(self, recipe: Recipe, dtype: str = "float32", multiply: Product | None = None) -> None:
        super().__init__(name=recipe.model.name, dtype=dtype)
        self._parts, self._facts = recipe.model, recipe.dataset.facts
        self._multiply, self._affine = multiply, self._parts.layers(self._facts)
        # Zeros, since a Keras initializer would draw from the global generator.
        options: dict[str, Any] = {"kernel_initializer": "zeros", "dtype": dtype}
        names = [*(f"dense_{place}" for place in range(1, len(self._affine))), "logits"]
        self.dense = [
            keras.layers.Dense(layer.units, activation=layer.activation, name=name, **options)
            for layer, name in zip(self._affine, names, strict=True)
        ]
        self.widths = self._parts.widths(self._facts)
        for layer, facts in zip(self.dense, self._affine, strict=True):
            layer.build((None, facts.inputs))
        self.noise = Noise(recipe, multiply or ops.matmul, name="noise", dtype=dtype)
        self.evaluation: Any = recipe.evaluation
        self.regularizers = tuple(recipe.regularizer.values())
        self._regularizer_state = [
            PartState(self.noise, part, f"regularizer.{part.name}", recipe) for part in self.regularizers
        ]
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the logits of a batch; with noise where `training`."""
        return self.passes(inputs)[0][0] if training else self.inference(inputs)

    def passes(self, inputs: Any, examples: Any = None) -> list[tuple[Any, list[Any]]]:
        """Return the logits of each pass of a training step, and the losses that the dropout adds.

        Layers before the first repeated site are computed once, with the noise of the first pass.

        Args:
            inputs: uint8, shape (rows, inputs).
            examples: index in the training set of each row, int32 of shape (rows,); None: not known.

        Returns:
            For each pass logits, shape (rows, classes), and losses of shape (rows,) or ().
        """
        noise, passes = self.noise, list[tuple[Any, list[Any]]]()
        before, after = self.stages[: noise.repeated_from], self.stages[noise.repeated_from :]
        here, once = self._through(before, Here(inputs), examples, noise)
        for _ in range(noise.passes):
            found, losses = self._through(after, here, examples, noise)
            noise.called()
            passes.append((found.x, [*once, *losses]))
        return passes

    @property
    def stages(self) -> range:
        """Numbers of the sites, each before a stage of the net."""
        return range(self._parts.n_hidden + 1)

    def _through(
        self, sites: range, here: Here, examples: Any, noise: NoiseAtSites
    ) -> tuple[Here, list[Any]]:
        """Return where a batch is after the stages of some sites, and declared losses.

        Args:
            sites: numbers of noise sites, each before the stage of its number.
            here: where it is before the first of them: at site 0 uint8, else activations.
            examples: as in `passes`.
            noise: of this pass; at test time no loss is declared.
        """
        losses, (x, before, stream) = list[Any](), here
        for site in sites:
            if site == 0:
                x = self._numbers(x)
                if noise.dropout.overrides("on_data"):
                    x = noise.now().on_data(x, noise.at(DATA, examples=examples))
            if noise is self.noise and noise.dropout.overrides("loss") and site in noise.sites:
                at = noise.at(site, before=before, after=self._dense_after(site), examples=examples)
                added = noise.now().loss(x, at)
                losses += [] if added is None else [added]
            x = noise.disturbed(site, x, before, examples)
            x, before, stream = self._stage(site, x, stream, examples, "product", noise)
        return Here(x, before, stream), losses

    def inference(self, inputs: Any) -> Any:
        """Return the logits of a batch as inference has them: of several passes those of their mean."""
        return self._inference(inputs, self.noise)

    def evaluated(self, inputs: Any, rows: Any) -> Any:
        """Return log-probabilities, (rows, classes), by the recipe's evaluation; up to a constant a row.

        Args:
            inputs: uint8, shape (rows, inputs).
            rows: number in the test set of each row, int32 of shape (rows,).
        """
        evaluation = self.evaluation

        def of_pass(number: Any) -> Any:
            noise = NoiseAtTestTime(self.noise, number, rows, evaluation.rate)
            if evaluation.noisy:
                return ops.log_softmax(self._through(self.stages, Here(inputs), None, noise)[0].x)
            return ops.log_softmax(self._inference(inputs, noise))

        return evaluation.joined(of_pass)

    def _inference(self, inputs: Any, noise: NoiseAtSites) -> Any:
        passes = [self._inferred(inputs, number, noise) for number in range(noise.dropout.infer_passes())]
        if len(passes) == 1:
            return passes[0]
        each = ops.stack([ops.log_softmax(logits) for logits in passes])
        return ops.logsumexp(each, axis=0) - np.log(len(passes))

    def _inferred(self, inputs: Any, number: int, noise: NoiseAtSites) -> Any:
        x, before, stream = Here(self._numbers(inputs))
        for site in self.stages:
            x = noise.inferred(site, x, before, number)
            x, before, stream = self._stage(site, x, stream, None, "infer_product", noise)
        return x

    def learned(self) -> dict[str, Any]:
        """Return what the dropout has learned, scalars by name and site, such as ``learned_rate_0``."""
        if not self.noise.dropout.overrides("learned"):
            return {}
        found, now = dict[str, Any](), self.noise.now(behind=1)  # of the last step, which a schedule has
        for site in self.noise.sites:
            at = self.noise.at(site, behind=1, after=self._dense_after(site))
            found |= {f"learned_{name}_{site}": value for name, value in now.learned(at).items()}
        return found

    def noisy(self, gradients: list[Any]) -> list[Any]:
        """Return the gradients of the trainable variables with the dropout's noise on them.

        They belong to the call that was just counted, which keys the noise.
        """
        noise = self.noise
        if not noise.dropout.overrides("gradient"):
            return gradients
        own, n_net = noise.now(behind=1), 2 * len(self.dense)
        disturbed = [
            own.gradient(gradient, noise.at(GRADIENTS + place, behind=1))
            for place, gradient in enumerate(gradients[:n_net])
        ]
        return [*disturbed, *gradients[n_net:]]

    def regularizers_now(self) -> list[Any]:
        """Return the regularizers with their state as tensors."""
        step = self.noise.progress().step
        return [
            part.model_copy(update=state.now(step))
            for part, state in zip(self.regularizers, self._regularizer_state, strict=True)
        ]

    def kernels(self) -> list[Any]:
        """Return the kernels from the input to the output as tensors, shape (inputs, units) each.

        Inputs of a convolution are those of a patch.
        """
        return [dense_of(layer).kernel for layer in self.dense]

    def first(self, recipe: Recipe, streams: Streams) -> Values:
        """Return every variable with the value that a run of a recipe starts with."""
        drawn = streams.initial_weights(self._affine)
        variables = [variable for layer in self.dense for variable in layer.trainable_variables]
        values = [(v, w.astype(v.dtype)) for v, w in zip(variables, drawn, strict=True)]
        values += self.noise.first_weights(recipe, streams) + self.noise.first(recipe, streams)
        parts = recipe.regularizer.values()
        for part, state in zip(parts, self._regularizer_state, strict=True):
            values += state.first(part, recipe)
        return values

    def _numbers(self, inputs: Any) -> Any:
        return ops.divide(ops.cast(inputs, self.compute_dtype), self._facts.scale)

    def _stage(
        self, site: int, x: Any, stream: Any, examples: Any, product: str, noise: NoiseAtSites
    ) -> Here:
        """Go from a site, after its noise, to the next; the last one is the logits."""
        x = x if stream is None else ops.add(stream, x)
        dense = self._dense_after(site)
        before = None if dense is None else Before(x, *dense)

        def apply(place: int, inputs: Any) -> Any:
            if before is not None and noise.owns(site):
                at = noise.at(site, examples=examples, after=dense)
                made = getattr(noise.now(), product)(inputs, before.kernel, before.bias, at)
                return self.dense[place].activation(made)
            return self._applied(self.dense[place], inputs)

        x, stream = self._parts.stage(site, x, apply, self._facts)
        return Here(x, before, stream)

    def _applied(self, layer: Any, inputs: Any) -> Any:
        """Return the activations of a dense layer, in the engine's precision."""
        if self._multiply is None:
            return layer(inputs)
        kernel, bias, _ = dense_of(layer)
        return layer.activation(self._multiply(inputs, kernel) + bias)

    def _dense_after(self, site: int) -> Dense | None:
        """Return the dense layer after a site; None where there are several, or a convolution."""
        return dense_of(self.dense[site]) if self._parts.dense_alone else None


def reset_model(net: Net, recipe: Recipe, streams: Streams) -> None:
    """Put a net where a run of this recipe starts: weights, rates, mask seeds, counters."""
    for variable, value in net.first(recipe, streams):
        variable.assign(value)


def weights_of(net: Net) -> list[NDArray[np.floating]]:
    """Return kernels and biases from the input to the output, then weights of the dropout's own."""
    return [
        np.asarray(ops.convert_to_numpy(ops.copy(variable.value))) for variable in net.trainable_variables
    ]
