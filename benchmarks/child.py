"""A process that waits for a word, does one epoch of what it names, and answers with the seconds.

    python -m benchmarks.child engine|fit|torch|products|jax|parts|stacks|shared_mask|costs|end_to_end DATASET

Timings that are compared live in processes of their own that are all there at once and take turns, so that
a machine that grows slower meanwhile slows all of them.
"""

import sys
from collections.abc import Callable, Mapping
from time import perf_counter

from benchmarks.line import Line


def serve(
    line: Line, epochs: Mapping[str, Callable[[], object]], clock: Callable[[], float] = perf_counter
) -> None:
    """Do each kind of epoch once, unmeasured, then one for each word heard, and answer with its seconds."""
    for epoch in epochs.values():
        epoch()
    line.say(ready=True)
    while True:
        epoch = epochs[line.hear()]
        started = clock()
        epoch()
        line.say(seconds=clock() - started)


def main(kind: str, dataset: str) -> None:
    """Import what this kind of process needs, and serve."""
    line = Line()
    if kind == "fit":
        from benchmarks.fit import fit_epochs

        serve(line, fit_epochs(dataset))
    elif kind == "torch":
        from benchmarks.in_torch import torch_epochs

        serve(line, torch_epochs(dataset))
    elif kind == "engine":
        from benchmarks.engine import engine_epochs

        serve(line, engine_epochs(dataset))
    elif kind == "jax":
        from benchmarks.stacks import single_epochs

        serve(line, single_epochs(dataset))
    elif kind == "parts":
        from benchmarks.parts import part_epochs

        serve(line, part_epochs(dataset))
    elif kind == "shared_mask":
        from benchmarks.shared_mask import serve_shared_mask

        serve_shared_mask(line, dataset)
    elif kind == "costs":
        from benchmarks.costs import serve_costs

        serve_costs(line, dataset)
    elif kind in ("stacks", "end_to_end"):
        from benchmarks import stacks

        (stacks.serve_stacks if kind == "stacks" else stacks.end_to_end)(line, dataset)
    else:
        from benchmarks.products import product_epochs

        serve(line, product_epochs(dataset))


if __name__ == "__main__":
    main(*sys.argv[1:])
