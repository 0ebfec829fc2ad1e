"""Losses that a dropout adds: stated for one example, and falling as the noise that they reward rises."""

from dataclasses import replace
from typing import Any

import numpy as np

from dropout_lab.dropout import Before
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.laws.found import Found, nothing
from dropout_lab.laws.subject import RATE, ROWS, CountedSite, Subject, batch

STEP = 0.1
"""By which each weight of a dropout's own is moved."""

MOVED = 0.001
"""Smallest change of the noise's variance, as a share of it, that counts as one."""


def of_one_example(subject: Subject) -> Found:
    """The mean over a batch does not grow with the batch; what all examples share is over their number."""
    part = subject.part()
    if part.overrides("consistency"):
        return _grows_not([_consistency(subject, times) for times in (1, 2)])
    if not part.overrides("loss"):
        return nothing("it adds no loss")
    once, twice = (_loss(subject, np.tile(batch(), (times, 1)), subject.site()) for times in (1, 2))
    grown = _grows_not([once, twice])
    other = _loss(subject, batch()[:, ::-1] ** 2, subject.site())
    if not grown.holds or once == 0 or not np.isclose(once, other, rtol=1e-9):
        return grown
    more = _loss(subject, batch(), replace(subject.site(), n_train=2 * subject.site().n_train))
    said = (
        f"the same for all inputs, and {more / once:.3g} times as large in a training set of twice the size"
    )
    return Found(bool(np.isclose(more, once / 2, rtol=1e-9)), said)


def falls_as_noise_rises(subject: Subject) -> Found:
    """Where weights of its own move the noise, more of it costs less: a divergence from noisier weights."""
    part, first = subject.part(), subject.site(rows=ROWS)
    if not part.overrides("loss") or not first.weights:
        return nothing("it adds no loss on weights of its own")
    holds, said = True, list[str]()
    for name in first.weights:
        low, high = (_moved(first, name, by) for by in (-STEP, STEP))
        noise = [_variance(subject, at) for at in (low, high)]
        losses = [_loss(subject, batch(), at) for at in (low, high)]
        if abs(noise[1] - noise[0]) <= MOVED * abs(noise[0]):
            continue
        holds &= (losses[1] - losses[0]) * (noise[1] - noise[0]) <= 0
        said.append(
            f"{name}: variance {noise[0]:.4g} to {noise[1]:.4g}, loss {losses[0]:.4g} to {losses[1]:.4g}"
        )
    return Found(bool(holds), "; ".join(said)) if said else nothing("no weight of its own moves the noise")


def _grows_not(means: list[float]) -> Found:
    once, twice = means
    same = bool(np.isclose(once, twice, rtol=1e-6, atol=1e-12))
    return Found(same, f"mean {once:.4g} of {ROWS} examples, {twice:.4g} of all of them twice")


def _consistency(subject: Subject, times: int) -> float:
    generator = np.random.default_rng(9)
    part = subject.part()
    passes = range(part.passes() + part.against_inference)
    logits = [np.tile(generator.normal(size=(ROWS, 3)), (times, 1)) for _ in passes]
    return _mean(part.consistency([ops.convert_to_tensor(each) for each in logits]))


def _loss(subject: Subject, x: Any, at: CountedSite) -> float:
    """Return the mean of its loss over a batch; facts of the batch are repeated as often as the batch is."""
    times = len(x) // ROWS
    before, examples = at.before, at.examples
    if times > 1 and before is not None:
        before = Before(ops.tile(before.inputs, (times, 1)), *before[1:])
        examples = ops.tile(examples, (times,))
    at = replace(at, before=before, examples=examples)
    return _mean(subject.part().loss(ops.convert_to_tensor(x), at))


def _mean(loss: Tensor | None) -> float:
    return 0.0 if loss is None else float(np.mean(ops.convert_to_numpy(loss)))


def _moved(at: CountedSite, name: str, by: float) -> CountedSite:
    return replace(at, weights={**at.weights, name: ops.add(at.weights[name], by)})


def _variance(subject: Subject, at: CountedSite) -> float:
    """Return the variance of the noise over calls, the same draws for every value of the weights."""
    calls = [
        np.asarray(subject.acts(ops.convert_to_tensor(batch()), at.after_calls(n), RATE)) for n in range(8)
    ]
    return float(np.mean(np.var(calls, axis=0)))
