"""What noise depends on: seed, site and call, and no neighbour in the batch."""

from dataclasses import replace

import numpy as np

from dropout_lab.dropout import HOW_TO_DRAW, Before, Dense
from dropout_lab.keras_ops import ops
from dropout_lab.laws.found import UNSEEDED, Found, nothing
from dropout_lab.laws.identity import share
from dropout_lab.laws.subject import NEXT_UNITS, ROWS, UNITS, Subject, batch

FEW = 9
"""Rows of a partial batch."""


def examples_independent(subject: Subject) -> Found:
    """What one example holds changes no other's output, and equal neighbours have noise of their own."""
    if not subject.is_seeded:
        return UNSEEDED
    x = batch()
    x[2] = 0.1
    moved = np.delete(subject.noisy(x) != subject.usual, 2, axis=0)
    equal = np.tile(x[:1], (ROWS, 1))
    found = subject.noisy(equal)
    shared = np.allclose(found[::2], found[1::2]) and not np.allclose(found, subject.plain(equal))
    said = f"{share(moved)} of the others' units change with one example"
    return Found(not (moved.any() or shared), f"{said}{'; neighbours have the same noise' if shared else ''}")


def weights_have_noise(subject: Subject) -> Found:
    """Where the product is noisy, and not its inputs, two units with the same weights get other sums."""
    part = subject.part(0.5)
    if not subject.owns_product or part.overrides("disturb"):
        return nothing("its noise is on no weights")
    at = subject.site(0.5)
    after = at.after or Dense(None, None)
    kernel, bias = (ops.repeat(given[..., :1], NEXT_UNITS, axis=-1) for given in (after.kernel, after.bias))
    y = np.asarray(subject.acts(ops.convert_to_tensor(batch()), replace(at, after=Dense(kernel, bias)), 0.5))
    spread = np.ptp(y, axis=1).max()
    return Found(bool(not np.allclose(y, y[:, :1])), f"sums of equal weights differ by up to {spread:.3g}")


def same_seed_same_bits(subject: Subject) -> Found:
    """Seed, site and call decide every bit."""
    differ = subject.noisy() != subject.usual
    hint = f"; {HOW_TO_DRAW}" if differ.any() else ""
    return Found(not differ.any(), f"{share(differ)} of the units differ{hint}")


def another_seed_other_noise(subject: Subject) -> Found:
    """Another mask seed, and another site, give other noise."""
    if not _draws(subject):
        return nothing("it draws nothing for activations")
    if not subject.is_seeded:
        return UNSEEDED
    seed = subject.noisy(mask_seed=8) != subject.usual
    site = subject.noisy(number=2) != subject.usual
    said = f"{share(seed)} of the units differ by seed, {share(site)} by site"
    return Found(bool(seed.any() and site.any()), said)


def two_calls_differ(subject: Subject) -> Found:
    """The next call has other noise."""
    if not _draws(subject):
        return nothing("it draws nothing for activations")
    if not subject.is_seeded:
        return UNSEEDED
    differ = subject.noisy(call=1) != subject.usual
    return Found(bool(differ.any()), f"{share(differ)} of the units differ")


def partial_batch(subject: Subject) -> Found:
    """Noise goes by position: fewer examples see a prefix of the whole batch's noise."""
    if not subject.is_seeded:
        return UNSEEDED
    whole = subject.site()
    before = whole.before and Before(whole.before.inputs[:FEW], *whole.before[1:])
    first = replace(whole, examples=ops.arange(100, 100 + FEW, dtype="int32"), before=before)
    few = np.asarray(subject.acts(ops.convert_to_tensor(batch()[:FEW]), first))
    same = np.isclose(few, subject.usual[:FEW], rtol=1e-12, atol=0)
    return Found(bool(same.all()), f"{share(~same)} of the units differ for {FEW} of {ROWS} examples")


def bits_a_unit(subject: Subject) -> Found:
    """Count the random bits that a step draws for each unit of each example."""
    at = subject.site()
    subject.acts(ops.convert_to_tensor(batch()), at)
    return Found(None, f"{16 * sum(at.counts) / (ROWS * UNITS):.3g} bits a unit and step")


def _draws(subject: Subject) -> bool:
    """Tell whether activations are noisy: by draws of the site, or since equal units become unequal."""
    at, ones = subject.site(), np.ones((ROWS, UNITS))
    y = np.asarray(subject.acts(ops.convert_to_tensor(ones), at))
    return bool(at.counts) or (not subject.owns_product and bool(np.ptp(y, axis=1).any()))
