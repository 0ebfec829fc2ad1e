"""Stacks on JAX, in a process of their own, since a process has one backend: ``on_jax LAYER PARAMETERS``."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np

from dropout_lab.causes import cause
from dropout_lab.engines import load_engine
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.laws.found import Found, nothing
from dropout_lab.laws.identity import share
from dropout_lab.laws.programs import CLOSE
from dropout_lab.laws.subject import Subject, batch, subject_of
from dropout_lab.recipe import engine_choice

SEEDS = (7, 8, 9)
LONGEST_SECONDS = 120.0

Child = subprocess.Popen[str]


@contextmanager
def started(layer: str, parameters: Mapping[str, Any]) -> Iterator[Child | None]:
    """Start the process for a block, in which it works beside ours; None: JAX is not here."""
    if find_spec("jax") is None:
        yield None
        return
    words = [sys.executable, "-m", __name__, layer, json.dumps(dict(parameters))]
    child = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def stacked(subject: Subject, child: Child | None) -> Found:
    """Stacked, each run has the noise that it has alone, and that of the other engine."""
    if child is None:
        return nothing("JAX, which stacks runs, is not installed")
    said, _ = child.communicate(timeout=LONGEST_SECONDS)
    if child.returncode or not said:
        return Found(False, f"the process of JAX ended with exit code {child.returncode}")
    answer = json.loads(said.splitlines()[-1])
    if "cause" in answer:
        return Found(False, answer["cause"])
    ours = [subject.noisy(mask_seed=seed) for seed in SEEDS]
    together, alone = (np.array(answer[key]) for key in ("together", "alone"))
    apart, other = (~np.isclose(together, wanted, **CLOSE) for wanted in (alone, ours))
    said = f"{share(apart)} of the units differ from those of a run alone, {share(other)} from TensorFlow's"
    return Found(not (apart.any() or other.any()), said)


def main() -> None:
    """Say in JSON what the layer makes of a batch for each seed, together and alone."""
    try:
        answer = _answer(sys.argv[1], json.loads(sys.argv[2]))
    except Exception as error:  # of a stranger's code
        answer = {"cause": cause(error)}
    sys.stdout.write(json.dumps(answer) + "\n")


def _answer(layer: str, parameters: Mapping[str, Any]) -> dict[str, object]:
    load_engine(engine_choice(name="jax", precision="float64"))
    from dropout_lab.engines.jax import side_by_side  # its threads are settled first

    subject = subject_of(layer, parameters)
    first = subject.site()

    def acts(seed: Tensor) -> Tensor:
        at = replace(first, by_numpy=False, mask_seed=seed)
        return subject.acts(ops.convert_to_tensor(batch(), "float64"), at)

    together, alone = side_by_side(acts, SEEDS)
    return {"together": together.tolist(), "alone": alone.tolist()}


if __name__ == "__main__":
    main()
