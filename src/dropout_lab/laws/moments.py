"""Moments of the noise: mean, variance, what units have in common; each within 5 standard errors."""

import numpy as np

from dropout_lab.keras_ops import ops
from dropout_lab.laws.found import Found, nothing
from dropout_lab.laws.subject import RATE, Array, Subject

WITHIN = 5
"""Standard errors."""

RATES = (RATE, 0.5, 0.8)


def the_mean_stays(subject: Subject) -> Found:
    """The share of the plain output that is in the noisy one is 1, over 12 calls."""
    return _all_have_mean(subject, {rate: subject.plain(subject.many) for rate in _rates(subject)})


def inference_is_the_mean(subject: Subject) -> Found:
    """The share of inference's output that is in the noisy one is 1: what is trained is what is tested."""
    inferred = {rate: subject.inferred(subject.many, rate) for rate in _rates(subject)[:2]}
    if not all(given.any() for given in inferred.values()):
        return Found(False, "inference gives zeros alone")
    return _all_have_mean(subject, inferred)


def mean_as_declared(subject: Subject) -> Found:
    """What a unit of 1 becomes, or what any inputs do, is on average as declared."""
    declared = None if subject.owns_product else subject.part().moments(RATE)
    if subject.part().overrides("expected"):
        return _as_expected(subject)
    if declared is None or not subject.acts_at_a_site:
        return nothing("it declares none by `moments` or `expected`")
    found, error = mean_and_error(_by_unit_of_chance(subject, subject.of_ones()))
    holds = abs(found - declared[0]) <= WITHIN * error + 1e-9
    return Found(bool(holds), f"{found:.4f} +- {error:.4f}, declared {declared[0]:.4f}")


def _as_expected(subject: Subject) -> Found:
    """The mean square of what is left between mean and `expected` is 0, once that of chance is taken off."""
    y, at = subject.of_many(RATE), subject.site(rows=len(subject.many))
    expected = ops.convert_to_numpy(subject.part().expected(ops.convert_to_tensor(subject.many), at))
    chance = y.var(axis=0, ddof=1) / len(y)
    left = np.mean((y.mean(axis=0) - expected) ** 2 - chance, axis=1)
    found, error = mean_and_error(left)
    said = f"mean square of mean less `expected` {found:.4g} +- {error:.2g}"
    return Found(bool(abs(found) <= WITHIN * error + 1e-12), said)


def variance_as_declared(subject: Subject) -> Found:
    """What a unit of 1 becomes, or the next layer's sum, varies as declared."""
    if not subject.acts_at_a_site:
        return nothing("it acts on no activation")
    return _variance_of_sums(subject) if subject.owns_product else _variance_of_units(subject)


def _variance_of_units(subject: Subject) -> Found:
    declared = subject.part().moments(RATE)
    y = subject.of_ones()
    if declared is None:
        found = f"{y.var():.4f} at rate {RATE}" if subject.has_rate else f"{y.var():.4f}"
        return _unsaid(subject, f"{found}; `moments` declares none")
    centre = declared[0] if subject.breaks("the mean stays") is None else y.mean()
    found, error = mean_and_error(_by_unit_of_chance(subject, (y - centre) ** 2))
    holds = abs(found - declared[1]) <= WITHIN * error + 1e-9
    return Found(bool(holds), f"{found:.4f} +- {error:.4f}, declared {declared[1]:.4f}")


def _variance_of_sums(subject: Subject) -> Found:
    x, at = subject.many, subject.site(rows=len(subject.many))
    after = at.after
    if after is None:
        return nothing("there is no next layer")
    moments = subject.part().product_moments(ops.convert_to_tensor(x), after.kernel, at)
    if moments is None:
        return _unsaid(subject, "`product_moments` declares none")
    mean, variance = (ops.convert_to_numpy(moment) for moment in moments)
    bias = ops.convert_to_numpy(after.bias)
    squares = [np.mean((y - mean - bias) ** 2 / variance) for y in subject.of_many(RATE)]
    found, error = mean_and_error(np.array(squares))
    return Found(bool(abs(found - 1) <= WITHIN * error), f"{found:.4f} +- {error:.4f} of the declared one")


def share_dropped(subject: Subject) -> Found:
    """Units become 0 at the rate, where any does: noise may leave a part of each."""
    if not subject.has_rate or subject.owns_product or not subject.acts_at_a_site:
        return nothing("it drops no units at a rate")
    dropped = subject.of_ones() == 0
    if not dropped.any():
        return nothing("no unit becomes 0")
    found, error = mean_and_error(_by_unit_of_chance(subject, dropped))
    holds = abs(found - RATE) <= WITHIN * error + 1e-4
    return Found(bool(holds), f"{found:.4f} +- {error:.4f} become 0 at rate {RATE}")


def units_uncorrelated(subject: Subject) -> Found:
    """The variance of a row's sum is the sum of its units' variances: no unit goes with another."""
    if subject.owns_product or not subject.acts_at_a_site:
        return nothing("its noise is not on units")
    y = subject.of_ones()
    off = y - y.mean(axis=0)
    total = np.mean(np.sum(off**2, axis=2))
    if not total:
        return nothing("its noise is the same in every call")
    spread = _by_unit_of_chance(subject, off.sum(axis=2) ** 2 - np.sum(off**2, axis=2))
    found, error = mean_and_error(spread / total)
    holds = abs(found) <= WITHIN * error + 1e-9
    return Found(bool(holds), f"sums of rows vary {1 + found:.3f} +- {error:.3f} times as independent units")


def _rates(subject: Subject) -> tuple[float, ...]:
    return RATES if subject.has_rate else (RATE,)


def _all_have_mean(subject: Subject, wanted: dict[float, Array]) -> Found:
    """Find whether the noisy outputs have given means, by rate: as shares of them."""
    if not subject.acts_at_a_site:
        return nothing("it acts on no activation")
    holds, said = True, list[str]()
    for rate, given in wanted.items():
        found, error = _share_of(subject.of_many(rate), given, subject.plain(subject.many))
        holds &= bool(abs(found - 1) <= WITHIN * error + 1e-12)
        said.append(f"{found:.4f} +- {error:.4f}" + (f" at rate {rate:g}" if subject.has_rate else ""))
    return Found(holds, ", ".join(said))


def _share_of(noisy: Array, wanted: Array, along: Array) -> tuple[float, float]:
    """Return the mean of several calls as a share of `wanted`, both seen along one direction, and its error.

    The error is that over calls or that over rows, whichever is larger: noise may be shared either way.

    Args:
        noisy: shape (calls, rows, units).
        wanted: shape (rows, units).
        along: the direction, as `wanted`.
    """
    size = np.sum(wanted * along)
    over_calls = np.sum(noisy * along, axis=(1, 2)) / size
    share = float(over_calls.mean())
    of_rows = np.sum((noisy.mean(axis=0) - share * wanted) * along, axis=1)
    over_rows = np.sqrt(np.sum(of_rows**2)) / abs(size)
    return share, max(mean_and_error(over_calls)[1], float(over_rows))


def _by_unit_of_chance(subject: Subject, values: Array) -> Array:
    """Return the means of what is independent of each other: of each row, or of each call."""
    if subject.breaks("examples are independent"):
        return values.reshape(len(values), -1).mean(axis=1)
    return values.mean(axis=0).reshape(values.shape[1], -1).mean(axis=1)


def _unsaid(subject: Subject, measured: str) -> Found:
    """A variance that nobody declares is no law, but one that is declared to be broken is none either."""
    broken = "the variance is as declared" in subject.kind.breaks
    return Found(False if broken else None, measured)


def mean_and_error(values: Array) -> tuple[float, float]:
    """Return the mean of independent values, and its standard error."""
    return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))
