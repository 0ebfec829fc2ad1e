"""Dropouts that have a rate: one for all, one a hidden layer, or one for the input as well."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dropout_lab.dropout.base import Dropout
from dropout_lab.dropout.places import INPUT, LAYERS_OF, PLACED, RATE_SAID, RATES_SAID
from dropout_lab.dropout.rates import OneRate, Rates, acting, check_rate, short_rate
from dropout_lab.phrases import Phrase


class RatedLayers(Dropout):
    """Base of dropouts with a rate for each hidden layer: 0 means no noise there."""

    rate: Rates = ()

    keras_layer: ClassVar[str | None] = None
    """Name of the layer in `keras.layers` that takes a rate and does the same; not inherited."""

    example: ClassVar[Mapping[str, Any]] = {"rate": (0.2,)}

    @property
    def site_rates(self) -> tuple[float, ...]:
        """Rate by noise site: 0 the input, then the hidden layers in order (law 2).

        A file that overrides this gives rates over depth; `rate` stays as the recipe has it.
        """
        return (0.0, *self.rate)

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return the sites whose rate is above 0."""
        return tuple(site for site, rate in enumerate(self.site_rates) if rate)

    def at_layers(self, n_hidden: int) -> Dropout:
        """Return this dropout with one rate for each hidden layer.

        Raises:
            ValueError: another number of rates, or a rate that the masks cannot have.
        """
        if len(self.rate) != n_hidden:
            layer = LAYERS_OF[self.acts_on]
            raise ValueError(
                f"dropout.rate={list(self.rate)}: {len(self.rate)} rates for {n_hidden} {layer}s; "
                f"give one number, or one for each {layer}"
            )
        for rate in self.site_rates:
            check_rate(rate)
        return self

    @property
    def is_none(self) -> bool:
        """Whether nothing is dropped, and nothing else is done by this dropout where that is so."""
        return not any(self.site_rates) and "nothing happens at rate 0" not in self.breaks

    def settings(self) -> dict[str, Any]:
        """Return the parameters beside name and rates."""
        return {key: getattr(self, key) for key in type(self).model_fields if key not in SAID}

    def acting(self, rate: float) -> float:
        """Return the rate that acts: masks have it in steps of 1/65536."""
        return acting(rate)

    def rates_said(self, rates: tuple[float, ...]) -> Phrase:
        """Say one rate, or those of several layers in order, as they act."""
        rate, *more = acts = [self.acting(rate) for rate in rates]
        if more:
            return Phrase(RATES_SAID, {"rates": [short_rate(act) for act in acts]})
        return Phrase(RATE_SAID, {"rate": short_rate(rate), "keeps": short_rate(1 - rate)})

    def phrases(self) -> list[Phrase]:
        """Say which noise stands where, and at which rates."""
        itself, *settings = super().phrases()
        return [*(self._placed() or [itself]), *settings]

    def _placed(self) -> list[Phrase]:
        """Say the noise of the hidden layers, at their rates; nothing where there is none."""
        rates = self.site_rates[1:]
        if not any(rates):
            return []
        same = len(set(rates)) == 1
        one, each_same, each = PLACED[self.acts_on]
        text = each if not same else each_same if len(rates) > 1 else one
        at = self.rates_said(rates[:1] if same else rates)
        return [Phrase(text, {"name": self.called(), "n": str(len(rates)), "at": at})]

    def keras(self, site: int) -> str | None:
        """Return the line of `keras_layer` at the site's rate; None: Keras has no such layer."""
        layer = vars(type(self)).get("keras_layer")
        if layer is None:
            return None
        rates = self.site_rates
        return f"keras.layers.{layer}({rates[site]!r})" if site < len(rates) and rates[site] else ""


class OneRated(Dropout):
    """Base of dropouts with one rate for all that they act on."""

    rate: OneRate = 0.5

    def at_layers(self, n_hidden: int) -> Dropout:
        """Return the canonical form of this dropout in a net of so many hidden layers.

        Raises:
            ValueError: it does not fit that net, or a rate that the masks cannot have.
        """
        check_rate(self.rate)
        return super().at_layers(n_hidden)

    def settings(self) -> dict[str, Any]:
        """Return the parameters, the rate as it acts."""
        return {**super().settings(), "rate": acting(self.rate)}


class Rated(RatedLayers):
    """Base of dropouts with a rate for each hidden layer and one for the input: 0 means no noise there."""

    input_rate: OneRate = 0.0

    @property
    def site_rates(self) -> tuple[float, ...]:
        """Rate by noise site: 0 the input, then the hidden layers in order (law 2)."""
        return (self.input_rate, *self.rate)

    def _placed(self) -> list[Phrase]:
        """Say the noise of the hidden layers, and that on the input."""
        if not self.input_rate:
            return super()._placed()
        on_input = Phrase(INPUT, {"name": self.called(), "at": self.rates_said((self.input_rate,))})
        return [*super()._placed(), on_input]


SAID = {"name", "rate", "input_rate", "source"}
"""Fields that the phrases of a dropout with rates say in a way of their own."""
