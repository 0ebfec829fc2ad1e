"""The laws in the order in which people read them, and their rulings."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dropout_lab.causes import cause
from dropout_lab.laws import gradients, identity, losses, moments, noise, on_jax, programs
from dropout_lab.laws.found import Found, Ruling
from dropout_lab.laws.subject import Subject

LAWS: Mapping[str, Callable[[Subject], Found]] = {
    "nothing happens at rate 0": identity.at_rate_0,
    "nothing happens at inference": identity.at_inference,
    "inference is without chance": identity.inference_without_chance,
    "noise is on while training": identity.noise_while_training,
    "an impossible rate is refused": identity.rate_refused,
    "the mean stays": moments.the_mean_stays,
    "the mean is as declared": moments.mean_as_declared,
    "inference is the mean of training": moments.inference_is_the_mean,
    "the variance is as declared": moments.variance_as_declared,
    "the share dropped is the rate": moments.share_dropped,
    "units are uncorrelated": moments.units_uncorrelated,
    "examples are independent": noise.examples_independent,
    "weights have noise of their own": noise.weights_have_noise,
    "gradients pass where units pass": gradients.pass_where_units_pass,
    "gradients are those of differences": gradients.are_those_of_differences,
    "a loss is of one example": losses.of_one_example,
    "a loss falls as noise rises": losses.falls_as_noise_rises,
    "the same seed gives the same bits": noise.same_seed_same_bits,
    "another seed or site is other noise": noise.another_seed_other_noise,
    "two calls differ": noise.two_calls_differ,
    "a partial batch has the noise of its rows": noise.partial_batch,
    "it is saved and loaded": programs.saved_and_loaded,
    "random bits": noise.bits_a_unit,
}
"""Laws that are asked without a compiler, and what is measured beside them, by name."""

COMPILED: Mapping[str, Callable[[Subject], Found]] = {
    "a compiled step has the same noise": programs.compiled,
    "time of a step": programs.milliseconds,
}
"""The same by a compiler, which takes a second."""

STACKED = "a stack gives each run its own noise"


MEASURES = ("random bits", "time of a step")
"""What asks nothing, and is measured."""


def rulings(subject: Subject, parameters: Mapping[str, Any] | None = None) -> Iterator[Ruling]:
    """Yield the ruling of each law, as soon as it is there.

    Args:
        subject: what is tried.
        parameters: those that it was made of, for the process that stacks it; None: it is not stacked.
    """
    if parameters is None:
        yield from (ruling(law, subject) for law in LAWS)
        return
    with on_jax.started(subject.layer, parameters) as child:
        yield from (ruling(law, subject) for law in (*LAWS, *COMPILED))
        yield _held(STACKED, subject, lambda: on_jax.stacked(subject, child))


def ruling(law: str, subject: Subject) -> Ruling:
    """Hold a dropout to a law, or to its declaration that it breaks it; what it raises breaks the law."""
    asked = {**LAWS, **COMPILED}[law]
    return _held(law, subject, lambda: asked(subject))


def _held(law: str, subject: Subject, asked: Callable[[], Found]) -> Ruling:
    declared = subject.breaks(law)
    try:
        found = asked()
    except Exception as error:  # of a stranger's code
        return Ruling(law, "-" if law in MEASURES else "BROKEN", cause(error), declared, raised=True)
    if found.holds is None:
        outcome = "measured" if law in MEASURES else "-"
        return Ruling(law, outcome if declared is None else "unbroken", found.measured, declared)
    if declared is None:
        return Ruling(law, "kept" if found.holds else "BROKEN", found.measured)
    return Ruling(law, "unbroken" if found.holds else "declared", found.measured, declared)
