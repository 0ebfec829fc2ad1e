"""A dropout as programs have it: saved and loaded, compiled by XLA; and the time of a step."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dropout_lab.canonical import parse
from dropout_lab.dropout import LAYERS, Progress
from dropout_lab.engines import compiled_by_xla
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.laws.found import UNSEEDED, Found, nothing
from dropout_lab.laws.identity import share
from dropout_lab.laws.subject import MANY, UNITS, Subject, batch

CLOSE = {"rtol": 1e-9, "atol": 1e-9}
"""Of programs that compute in another order, in float64."""

REPEATS = 20
"""Steps of which the fastest counts."""


def saved_and_loaded(subject: Subject) -> Found:
    """Its parameters, written as JSON and read again, make the same dropout with the same noise."""
    part = subject.part()
    text = part.model_dump_json()
    again = parse(subject.kind, json.loads(text))
    other = Subject(subject.kind, json.loads(text), subject.layer)
    same = again.canonical() == part.canonical()
    if subject.is_seeded:
        same &= np.array_equal(other.noisy(), subject.usual)
    return Found(same, f"{len(text)} letters of JSON make {'the same' if same else 'another'} dropout")


def compiled(subject: Subject) -> Found:
    """Compiled once, a step has for other seeds and calls the noise that it has step by step."""
    if not subject.is_seeded:
        return UNSEEDED
    step = compiled_by_xla(step_of(subject))
    x, differ = ops.convert_to_tensor(batch()), list[NDArray[np.bool_]]()
    for seed, call in ((7, 0), (7, 1), (8, 0)):
        words = (ops.convert_to_tensor(word, "uint32") for word in (seed, call))
        found = np.asarray(step(*words, x))
        differ.append(~np.isclose(found, subject.noisy(call=call, mask_seed=seed), **CLOSE))
    return Found(not np.any(differ), f"{share(np.array(differ))} of the units differ from those step by step")


def step_of(subject: Subject, rows: int = len(batch())) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """Return a training call as a function of mask seed, call and batch, for a compiler."""
    first = subject.site(rows=rows)

    def step(mask_seed: Tensor, call: Tensor, x: Tensor) -> Tensor:
        at = replace(first, by_numpy=False, mask_seed=mask_seed, call=call)
        if at.progress:
            at = replace(at, progress=Progress(ops.cast(call, "int32"), *at.progress[1:]))
        return subject.acts(x, at)

    return step


def milliseconds(subject: Subject) -> Found:
    """Measure a compiled step beside one of standard dropout, by turns."""
    if not subject.acts_at_a_site:
        return nothing("it acts on no activation")
    standard = Subject(LAYERS.get("standard"), {}, "standard")
    steps = [_timed(each) for each in (subject, standard)]
    times = np.array([[step() for step in steps] for _ in range(REPEATS)]).min(axis=0)
    said = f"{1000 * times[0]:.3g} ms for {MANY} examples of {UNITS} units"
    return Found(None, f"{said}, {times[0] / times[1]:.2f} times as long as standard dropout's")


def _timed(subject: Subject) -> Callable[[], float]:
    compiled_step = compiled_by_xla(step_of(subject, MANY))
    given: list[Any] = [ops.convert_to_tensor(word, "uint32") for word in (7, 0)]
    given.append(ops.convert_to_tensor(subject.many))
    ops.convert_to_numpy(compiled_step(*given))

    def seconds() -> float:
        start = time.perf_counter()
        ops.convert_to_numpy(compiled_step(*given))
        return time.perf_counter() - start

    return seconds
