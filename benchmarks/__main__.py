"""`make bench`: measure, print, and write results/bench."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, measure
from benchmarks.recipes import recipe
from benchmarks.shared_mask import PAIRS, Beside, measure_shared_mask, shared_mask_lines
from benchmarks.stack_table import stack_lines
from benchmarks.table import lines, quoted, table
from benchmarks.traffic import traffic_table
from dropout_lab.code_state import code_state
from dropout_lab.data import load
from dropout_lab.engines import environment
from dropout_lab.recipe import Dataset, engine_choice
from dropout_lab.runner import local_workers

RESULTS = Path(__file__).parents[1] / "results" / "bench"

INTRODUCTION = """# Benchmarks

Written by `make bench`, on {machine}. Worth quoting, each by pairs of epochs that
take turns (those of the rounds below, and more), the geometric mean of their ratios with its 95 % interval:

{quoted}

What a user waits for, from `--help` to a page, is on a page [of its own](waiting.md); what a training step of
each dropout costs on [another](costs.md); where an epoch goes, in [docs/profile.md](../../docs/profile.md).

The recipe is the tutorial's: MNIST, 784-512-512-10, RMSprop, batches of 128. An epoch of `fit` includes the
evaluation of the test set, one of ours also that of 10,000 training images and all that a run keeps. With
several workers, seconds per model-epoch are the wall time divided by the number of models; a stack is one
process that trains so many.

## All cases

The processes of all cases are there at once and take turns, round by round; a ratio is taken within a round.
Shown is the median over {rounds} rounds and, in brackets, the smallest and the largest. Each turn of `fit` is
a call of its own for one epoch: paused inside a callback, as this page once had it, `fit` on TensorFlow takes
up to three times as long. The bare products are those of our epoch and evaluation, by processes of one
thread, as many at once as there are workers.
"""

STACKS = """## The engine of stacks

On an accelerator a stack is bound by what it moves: each step reads and writes every run's weights,
gradients and slots, and nothing of one run is of use to another. For this recipe, in float32:

{table}
"""

SHARED_MASK = """
## One mask for a mini-batch

`dropout=shared_mask dropout.implementation=computing` multiplies the kept units by the weights to kept ones
of the next layer; beside it standard dropout, both at rate 0.5 on one thread in a net of two hidden layers,
by pairs of epochs without evaluation, on the engine of stacks. Memory is what the compiler says of each
program at its peak: weights, the optimizer's slots, data, and what passes.
"""


def main() -> None:
    """Read the few options, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds at most")
    parser.add_argument(
        "--budget", type=float, default=200, help="seconds after which no further round starts"
    )
    parser.add_argument("--smoke", action="store_true", help="one round on tiny data; writes nothing")
    parser.add_argument("--only", choices=["shared_mask"], help="measure this part of the page anew")
    options = parser.parse_args()
    if options.only:
        _again()
        return
    dataset, rounds = ("digits", 1) if options.smoke else ("mnist", options.rounds)
    load(Dataset(name=dataset))  # fetched once, before many processes want it
    with tempfile.TemporaryDirectory() as folder:
        cores = local_workers(None, sys.maxsize)
        measured = measure(dataset, cores, rounds, options.budget, Path(folder) / "log", _tell)
    print(*quoted(measured), table(measured), *lines(measured), *stack_lines(measured), sep="\n")
    print(*shared_mask_lines(measured.shared_mask), sep="\n")
    if not options.smoke:
        _write(measured, {**environment(engine_choice()), **code_state()})
        print(f"written to {RESULTS}")


def _tell(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


def _again() -> None:
    """Measure one mask for a mini-batch, put it into what was kept of the rest, and print it."""
    kept = json.loads((RESULTS / "bench.json").read_text())
    where, beside = kept.pop("environment"), kept.pop("shared_mask", {})
    measured = Measured(**kept, shared_mask={name: Beside(**each) for name, each in beside.items()})
    with tempfile.TemporaryDirectory() as folder:
        measured.shared_mask = measure_shared_mask(measured.dataset, PAIRS, Path(folder) / "log")
    print(*shared_mask_lines(measured.shared_mask), sep="\n")
    _write(measured, where)


def _write(measured: Measured, where: dict[str, Any]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    document = {"environment": where, **asdict(measured)}
    (RESULTS / "bench.json").write_text(json.dumps(document, indent=1) + "\n")
    rounds = len(measured.epochs["fit"])
    machine = f"{where['cpu']}, {where['cores']} cores, at commit `{str(where['commit'])[:12]}`"
    told = "\n".join(f"- {line}" for line in quoted(measured))
    page = [
        INTRODUCTION.format(machine=machine, quoted=told, rounds=rounds),
        table(measured),
        "",
        *(f"- {line}" for line in lines(measured)),
        "",
        STACKS.format(table=traffic_table(recipe(measured.dataset, "ours"))),
        *(f"- {line}" for line in stack_lines(measured)),
    ]
    if measured.shared_mask:
        page += [SHARED_MASK, "\n\n".join(shared_mask_lines(measured.shared_mask))]
    (RESULTS / "README.md").write_text("\n".join([*page, ""]))


if __name__ == "__main__":
    main()
