"""Gradients through the noise: those of what was computed, and none through what was dropped."""

from dataclasses import replace

import numpy as np

from dropout_lab.dropout import Dense
from dropout_lab.engines import gradients
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.laws.found import Found, nothing
from dropout_lab.laws.subject import NEXT_UNITS, ROWS, UNITS, CountedSite, Subject, batch

STEP = 1e-6
"""Of the differences that gradients are compared with."""


def pass_where_units_pass(subject: Subject) -> Found:
    """A unit that gives nothing gets no gradient, and the noise is linear in its inputs.

    Where the product is noisy, it is linear in inputs and in weights, once its noise is drawn.
    """
    if not subject.acts_at_a_site:
        return nothing("it acts on no activation")
    if subject.owns_product:
        return _linear_product(subject)
    x = batch()
    y, gradient = _by_inputs(subject, x)
    off = np.abs(gradient * x - y).max()
    linear = np.allclose(gradient * x, y, rtol=1e-9, atol=1e-12)
    leaks, dropped = np.count_nonzero(gradient[y == 0]), np.count_nonzero(y == 0)
    said = f"|gradient x - y| up to {off:.3g}"
    said += f"; {leaks} of {dropped} dropped units have one" if dropped else ""
    return Found(bool(linear and not leaks), said)


def _by_inputs(subject: Subject, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at = subject.site(0.5)
    y, (gradient,) = gradients(lambda given: subject.acts(given, at, 0.5), [ops.convert_to_tensor(x)])
    return np.asarray(y), np.asarray(gradient)


def _linear_product(subject: Subject) -> Found:
    x, at, g = batch(), subject.site(0.5), np.random.default_rng(8).normal(size=(ROWS, NEXT_UNITS))
    after = at.after or Dense(None, None)
    bias, kernel = np.asarray(after.bias), np.asarray(after.kernel)
    y, by_x, by_kernel = _of_product(subject, at, g)
    found, wanted = [np.vdot(by_x, x), np.vdot(by_kernel, kernel)], np.vdot(y - bias, g)
    other = x[::-1]
    both = [subject.noisy(given, rate=0.5) for given in (other, x + other)]
    adds = np.allclose(y + both[0] - bias, both[1])
    off = np.abs(np.divide(found, wanted) - 1).max()
    said = f"gradients off by {off:.3g} of a linear product's{'' if adds else '; sums of inputs do not add'}"
    return Found(bool(np.allclose(found, wanted, rtol=1e-9) and adds), said)


def are_those_of_differences(subject: Subject) -> Found:
    """By inputs and by weights they are what differences say: no moment is left out of them."""
    if not subject.owns_product:
        return nothing("its noise is on no weights")
    off = max(_off_differences(subject, activation) for activation in ("linear", "relu"))
    return Found(bool(off <= 1e-6), f"off by {off:.3g} of their size")


def _off_differences(subject: Subject, activation: str) -> float:
    at, draw = subject.site(0.5, activation=activation), np.random.default_rng(8)
    shapes = ((ROWS, NEXT_UNITS), (ROWS, UNITS), (UNITS, NEXT_UNITS))
    g, along_x, along = (draw.normal(size=shape) for shape in shapes)
    after = at.after or Dense(None, None)

    def total(step: float) -> float:
        moved = replace(at, after=after._replace(kernel=after.kernel + step * along))
        return np.vdot(subject.acts(ops.convert_to_tensor(batch() + step * along_x), moved, 0.5), g)

    _, by_x, by_kernel = _of_product(subject, at, g)
    slope = (total(STEP) - total(-STEP)) / (2 * STEP)
    return float(abs((np.vdot(by_x, along_x) + np.vdot(by_kernel, along)) / slope - 1))


def _of_product(
    subject: Subject, at: CountedSite, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the noisy sums, and the gradients of their product with g by inputs and by weights."""
    after, found = at.after or Dense(None, None), list[Tensor]()

    def weighed(x: Tensor, kernel: Tensor) -> Tensor:
        found.append(subject.acts(x, replace(at, after=after._replace(kernel=kernel)), 0.5))
        return found[-1] * g

    _, (by_x, by_kernel) = gradients(weighed, [ops.convert_to_tensor(batch()), after.kernel])
    return np.asarray(found[-1]), np.asarray(by_x), np.asarray(by_kernel)
