"""Where nothing may happen: at rate 0, at inference; and where something must: while training."""

import numpy as np

from dropout_lab.laws.found import Found, nothing
from dropout_lab.laws.subject import RATE, Subject, batch

ROUNDING = 1e-12
"""Of what is scaled and scaled back, or summed in another order."""


def at_rate_0(subject: Subject) -> Found:
    """Rate 0 is the identity in training too, to rounding."""
    if not subject.has_rate:
        return nothing("it has no rate")
    off = np.abs(subject.noisy(rate=0.0) - subject.plain()).max()
    return Found(bool(off <= ROUNDING), f"largest change {off:.3g}")


def at_inference(subject: Subject) -> Found:
    """The inputs, or the next layer's sums, come back untouched."""
    found = subject.inferred(batch(), activation="relu")
    return Found(np.array_equal(found, subject.plain()), f"largest change {_largest(subject, found):.3g}")


def inference_without_chance(subject: Subject) -> Found:
    """Inference gives the same however many training calls were before it."""
    first, later = (subject.inferred(batch(), call=call) for call in (0, 17))
    return Found(np.array_equal(first, later), f"{share(first != later)} of the units differ")


def noise_while_training(subject: Subject) -> Found:
    """At rate 0.5 a training call changes something."""
    if not subject.acts_at_a_site:
        return nothing("it acts on no activation")
    changed = subject.noisy(rate=0.5) != subject.plain()
    return Found(bool(changed.any()), f"{share(changed)} of the units changed")


def rate_refused(subject: Subject) -> Found:
    """A rate below 0, and rate 1, which would leave nothing, are refused."""
    if not subject.has_rate:
        return nothing("it has no rate")
    taken = [rate for rate in (-0.1, 1.0) if _takes(subject, rate)]
    return Found(not taken, f"takes {' and '.join(f'{rate:g}' for rate in taken)}" if taken else "refused")


def _takes(subject: Subject, rate: float) -> bool:
    value = (rate,) if subject.is_rated else rate
    try:
        subject.kind.model_validate({**subject.part(RATE).model_dump(), "rate": value})
    except ValueError:
        return False
    return True


def _largest(subject: Subject, found: np.ndarray) -> float:
    plain = subject.plain()
    return float(np.abs(found - plain).max()) if found.shape == plain.shape else np.inf


def share(these: np.ndarray) -> str:
    """Say which share of a mask's entries is set."""
    return f"{100 * np.mean(these):.3g} %"
