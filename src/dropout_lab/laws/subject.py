"""What the laws try a dropout on: a site of a small net, batches, and what the dropout makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from dropout_lab.dropout import (
    LAYERS,
    Before,
    Dense,
    Dropout,
    Law,
    Progress,
    RatedLayers,
    RateNow,
    Site,
    Weight,
    Widths,
    made,
    masks,
    own_class,
    threshold,
)
from dropout_lab.errors import ConfigError, nearest_of
from dropout_lab.keras_ops import NumpyOps, Tensor, ops

Array = NDArray[np.float64]

ROWS, BEFORE_UNITS, UNITS, NEXT_UNITS = 64, 6, 50, 5
"""Rows of a batch; widths of the layer before a site, of the site, and of the layer after it."""

IMAGE = (5, 10)
"""Shape of an example, which has as many pixels as the site has units."""

MAPS = (5, 5, 2)
"""Shape of the maps that the units of the site are."""

MANY = 8 * ROWS
"""Rows of a batch that moments are taken of."""

RATE = 0.2
"""Where nothing else is said."""


@dataclass(frozen=True)
class CountedSite(Site):
    """A site whose draws are counted, and made by NumPy: the same bits, many times faster than op by op."""

    by_numpy: bool = True
    counts: list[int] = field(default_factory=list[int])

    def drawn(self, site: int, call: Tensor, rows: Tensor, units: int) -> Tensor:
        """Draw the lanes; note how many there are."""
        if not self.by_numpy:
            return super().drawn(site, call, rows, units)
        key, counter, row = (ops.convert_to_numpy(number) for number in (self.mask_seed, call, rows))
        lanes = _lanes(key[()], site, counter[()], row.tobytes(), row.dtype.str, row.shape, units)
        self.counts.append(lanes.size)
        return ops.convert_to_tensor(lanes)

    def after_calls(self, n: int) -> "CountedSite":
        """Return this site after so many training calls."""
        return replace(self, call=word(n), progress=progress(n))


@lru_cache(maxsize=128)
def _lanes(
    key: Any, site: int, call: Any, row: bytes, dtype: str, shape: tuple[int, ...], units: int
) -> NDArray[np.uint32]:
    """Draw lanes of `masks.lanes` by NumPy, once for all laws and dropouts that ask for the same."""
    rows = np.frombuffer(row, dtype).reshape(shape)
    with np.errstate(over="ignore"):  # words of 32 bits wrap
        return masks.lanes(key, site, call, rows, units, NumpyOps())


class Subject:
    """A dropout that the laws are tried on; a backend must be settled.

    Args:
        kind: its class.
        parameters: by name; others have the values of the class's `example`.
        layer: what it is called in errors, such as ``my_layers:Mine``.
    """

    def __init__(self, kind: type[Dropout], parameters: Mapping[str, Any], layer: str) -> None:
        self.kind, self.layer = kind, layer
        self._given = {**kind.example, **parameters}
        self.is_rated = issubclass(kind, RatedLayers)
        self.has_rate = "rate" in kind.model_fields
        self._parts: dict[float, Dropout] = {}

    def part(self, rate: float = RATE) -> Dropout:
        """Return the dropout at a rate, where it has one for each hidden layer."""
        if rate not in self._parts:
            rates = {"rate": (rate,) if self.is_rated else rate} if self.has_rate else {}
            self._parts[rate] = made(self.kind, {**self._given, **rates}, self.layer)
        return self._parts[rate]

    def site(
        self,
        rate: float = RATE,
        *,
        call: int = 0,
        number: int = 1,
        mask_seed: int = 7,
        rows: int = ROWS,
        activation: str = "linear",
        dtype: str = "float64",
    ) -> CountedSite:
        """Return the first hidden site of a net in one training call, before a layer of 5 units.

        Its tensors are kept for other laws: not to be called while a program is traced.
        """
        around = _around(rows)
        own = self.part(rate).weights(Widths(BEFORE_UNITS, UNITS, NEXT_UNITS), number)
        generator = np.random.default_rng(3)
        generator.bit_generator.state = around.drawn
        return CountedSite(
            number=number,
            mask_seed=word(mask_seed),
            call=word(call),
            dtype=dtype,
            shape=IMAGE,
            layout=MAPS,
            n_train=1000,
            rate=RateNow(word(threshold(rate))) if self.has_rate else None,
            weights={key: _first(weight, generator) for key, weight in own.items()},
            before=around.before,
            after=around.after._replace(activation=activation),
            examples=around.examples,
            progress=progress(call),
        )

    @cached_property
    def owns_product(self) -> bool:
        """Whether it makes the product of the next layer."""
        return self.part().overrides("product")

    @property
    def acts_at_a_site(self) -> bool:
        """Whether it changes activations, products or data; else it acts on gradients or several passes."""
        return self.owns_product or any(self.part().overrides(name) for name in ("disturb", "on_data"))

    @cached_property
    def is_seeded(self) -> bool:
        """Whether the same seed, site and call give the same noise; else nothing can be compared with it."""
        return bool(np.array_equal(self.noisy(), self.usual))

    @cached_property
    def usual(self) -> Array:
        """What it makes of the usual batch in its first call; kept, for whatever is compared with it."""
        return self.noisy()

    def breaks(self, law: str) -> str | None:
        """Return the reason for which it declares to break a law; None: it declares nothing."""
        declared: Mapping[str, str] = {**self.kind.breaks}
        return declared.get(law) if law in get_args(Law) else None

    def acts(self, x: Tensor, at: Site, rate: float = RATE) -> Tensor:
        """Return what it makes of a batch while training; if it owns the product, the next layer's sums.

        Noise on the data takes the batch for images.
        """
        part = self.part(rate)
        y = part.disturb(part.on_data(x, at), at)
        if not self.owns_product:
            return y
        after = at.after or Dense(None, None)
        return part.product(y, after.kernel, after.bias, at)

    def noisy(self, x: Array | None = None, rate: float = RATE, **at: Any) -> Array:
        """Return what it makes of a batch, as an array; `at` goes to `site`."""
        given = _tensor(batch() if x is None else x)
        return _array(self.acts(given, self.site(rate, **at), rate))

    def plain(self, x: Array | None = None) -> Array:
        """Return the same without a dropout."""
        x = batch() if x is None else x
        if not self.owns_product:
            return x
        after = self.site().after or Dense(None, None)
        return _array(ops.add(ops.matmul(_tensor(x), after.kernel), after.bias))

    def inferred(self, x: Array, rate: float = RATE, **at: Any) -> Array:
        """Return what inference makes of a batch, the mean of its passes."""
        part, found = self.part(rate), list[Array]()
        for number in range(part.infer_passes()):
            site = replace(self.site(rate, rows=len(x), **at), examples=None, inference_pass=number)
            y = part.infer(_tensor(x), site)
            if self.owns_product and site.after:
                y = part.infer_product(y, site.after.kernel, site.after.bias, site)
            found.append(_array(y))
        return found[0] if len(found) == 1 else np.mean(found, axis=0)

    def successive(self, x: Array, rate: float, calls: int) -> Iterator[Array]:
        """Yield what successive calls make of a batch."""
        given, first = _tensor(x), self.site(rate, rows=len(x))
        for call in range(calls):
            yield _array(self.acts(given, first.after_calls(call), rate))

    @cached_property
    def calls(self) -> int:
        """Calls that moments are taken over; examples that share their noise take more of them."""
        return 12 if self.owns_product or self.breaks("examples are independent") else 4

    @cached_property
    def many(self) -> Array:
        """A large batch: for products with both signs, or one draw of weights would move all rows alike."""
        if self.owns_product:
            return np.random.default_rng(6).normal(size=(MANY, UNITS))
        return np.tile(batch(), (MANY // ROWS, 1))

    def of_many(self, rate: float) -> Array:
        """Return what 12 calls make of `many`, shape (12, MANY, units); the last few are kept."""
        return _drawn(self, rate, ones=False)

    def of_ones(self) -> Array:
        """Return what `calls` calls make of a large batch of ones, shape (calls, MANY, units)."""
        return _drawn(self, RATE, ones=True)


@lru_cache(maxsize=4)
def _drawn(subject: Subject, rate: float, ones: bool) -> Array:
    x = np.ones((MANY, UNITS)) if ones else subject.many
    return np.stack([*subject.successive(x, rate, subject.calls if ones else 12)])


def subject_of(layer: str, parameters: Mapping[str, Any] | None = None) -> Subject:
    """Return the subject of a dropout by its name, or of a class by ``module:Class``.

    Raises:
        ConfigError: there is none, or it refuses the parameters.
    """
    kind = own_class(layer) if ":" in layer else LAYERS.get(layer)
    unknown = [law for law in kind.breaks if law not in get_args(Law)]
    if unknown:
        raise ConfigError(f"breaks={unknown[0]}: no such law; {nearest_of(unknown[0], get_args(Law))}")
    subject = Subject(kind, parameters or {}, layer)
    subject.part()
    return subject


def batch() -> Array:
    """Return a batch without zeros, shape (ROWS, UNITS)."""
    return np.random.default_rng(5).uniform(0.5, 1.5, (ROWS, UNITS))


class Around(NamedTuple):
    """What stands around a site, the same for all laws and dropouts.

    Attributes:
        before: the layer before it, and that layer's inputs.
        after: the next layer, linear.
        examples: numbers of the batch's examples.
        drawn: state of the generator that drew them, which a dropout's own weights go on from.
    """

    before: Before
    after: Dense
    examples: Tensor
    drawn: Mapping[str, Any]


@lru_cache(maxsize=8)
def _around(rows: int) -> Around:
    generator = np.random.default_rng(3)
    kernel, bias = (_tensor(generator.normal(size=shape)) for shape in ((UNITS, NEXT_UNITS), NEXT_UNITS))
    inputs = _tensor(generator.uniform(size=(rows, BEFORE_UNITS)))
    kernel_before = _tensor(generator.normal(size=(BEFORE_UNITS, UNITS)))
    before = Before(inputs, kernel_before, ops.zeros(UNITS, "float64"))
    examples = ops.arange(100, 100 + rows, dtype="int32")
    return Around(before, Dense(kernel, bias), examples, generator.bit_generator.state)


@lru_cache(maxsize=256)
def word(value: int, dtype: str = "uint32") -> Tensor:
    """Return a scalar of the backend, of one value once: not to be called while a program is traced."""
    return ops.convert_to_tensor(value, dtype)


def progress(call: int) -> Progress:
    """Return where a training of 3 epochs of 10 steps is in a call."""
    return Progress(word(call, "int32"), word(10, "int32"), word(3, "int32"))


def _tensor(array: Any) -> Tensor:
    return ops.convert_to_tensor(array, "float64")


def _array(tensor: Tensor) -> Array:
    return np.asarray(ops.convert_to_numpy(tensor))


def _first(weight: Weight, generator: np.random.Generator) -> Tensor:
    """Return the first value of a weight of a dropout's own."""
    value = weight.initial(generator) if callable(weight.initial) else np.full(weight.shape, weight.initial)
    return _tensor(value)
