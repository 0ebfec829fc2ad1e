"""What a training step of each dropout costs, beside one without.

    python -m benchmarks.costs [--smoke] [--pairs N]

writes results/bench/costs.json and costs.md: about eight minutes of a quiet core. Each dropout of `zoo_tour`
at the parameters of its file, in the tutorial's net, by pairs of epochs of 100 steps that take turns in one
process of one thread: an epoch with it and one without, either first in every second pair.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.line import Line
from benchmarks.pool import Child
from benchmarks.ratio import ratio_of
from benchmarks.recipes import EPOCHS
from benchmarks.steps import compiled_epoch
from dropout_lab.code_state import code_state
from dropout_lab.config import read_command
from dropout_lab.engines import environment
from dropout_lab.recipe import Recipe, engine_choice

FOLDER = Path(__file__).parents[1] / "results" / "bench"
BATCH, PAIRS = 128, 8
STEPS = {"mnist": 100, "digits": 10}
NONE = "none"

INTRODUCTION = """# What a step of each dropout costs

Written by `python -m benchmarks.costs`; [all benchmarks](README.md). The tutorial's net (784-512-512-10,
RMSprop, batches of {batch}), each dropout at the parameters of its file in `conf/dropout`, on the engine of
stacks with one run on one thread, without evaluation. Pairs of epochs of {steps} steps take turns in one
process, one with the dropout and one without, either first in every second pair; shown is the geometric mean
of the ratios of their times with its 95 % interval. Memory is what the compiler says of the program at its
peak, over that without dropout. Commit `{commit}`, on {cpu}; {pairs} pairs; a step without dropout takes
{milliseconds:.1f} ms.
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one pair on tiny data; writes nothing")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of epochs of each dropout")
    options = parser.parse_args()
    dataset, pairs = ("digits", 2) if options.smoke else ("mnist", options.pairs)
    with tempfile.TemporaryDirectory() as folder:
        seconds, taken = measure(dataset, pairs, Path(folder) / "log")
    where = {**environment(engine_choice(name="jax")), **code_state()}
    text = page(seconds, taken, STEPS[dataset], where)
    if not options.smoke:
        (FOLDER / "costs.json").write_text(json.dumps({"seconds": seconds, "bytes": taken}, indent=1) + "\n")
        (FOLDER / "costs.md").write_text(text)
    print(text)


def recipes(dataset: str) -> dict[str, Recipe]:
    """Return the recipes of `zoo_tour` by dropout, with a short epoch."""
    found = {}
    for variant in read_command(["experiment=zoo_tour"]).experiment.variants:
        plain = variant.recipe.model_dump(mode="json")
        plain["dataset"] = {"name": dataset, "train_size": BATCH * STEPS[dataset]}
        plain["training"] |= {"epochs": EPOCHS, "batch_size": BATCH}
        found[variant.name] = Recipe.parse(plain)
    return found


def serve_costs(line: Line, dataset: str) -> None:
    """Compile an epoch of each dropout, say what memory each takes, then do one for each word heard."""
    from benchmarks.child import serve

    epochs, taken = dict[str, Callable[[], object]](), dict[str, int]()
    for name, recipe in recipes(dataset).items():
        epochs[name], taken[name] = compiled_epoch(recipe)
        print(f"costs: {name} compiled", file=sys.stderr, flush=True)
    line.say(bytes=taken)
    serve(line, epochs)


def measure(
    dataset: str, pairs: int, log: Path
) -> tuple[dict[str, list[tuple[float, float]]], dict[str, int]]:
    """Return the seconds of pairs of epochs, with the dropout and without, and bytes, by dropout."""
    child = Child("costs", dataset, log, one_thread=True, backend="jax")
    try:
        taken = child.answer()["bytes"]
        child.answer()
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in taken if name != NONE}
        for number in range(pairs):  # dropouts within pairs: a slow minute is shared out over all
            for name, each in found.items():
                turns = (name, NONE)[:: (-1) ** number]
                seconds = {word: _seconds(child, word) for word in turns}
                each.append((seconds[name], seconds[NONE]))
        return found, taken
    finally:
        child.process.kill()
        child.process.wait()


def _seconds(child: Child, word: str) -> float:
    child.tell(word)
    return child.answer()["seconds"]


def page(
    seconds: Mapping[str, list[tuple[float, float]]],
    taken: Mapping[str, int],
    steps: int,
    where: Mapping[str, object],
) -> str:
    """Return the Markdown page: the cheapest dropout first."""
    ratios = {name: ratio_of(pairs) for name, pairs in seconds.items()}
    plain = sorted(without for pairs in seconds.values() for _, without in pairs)
    head = INTRODUCTION.format(
        batch=BATCH,
        steps=steps,
        commit=str(where["commit"])[:12],
        cpu=where["cpu"],
        pairs=len(next(iter(seconds.values()))),
        milliseconds=1000 * plain[len(plain) // 2] / steps,
    )
    rows = [
        f"| {name} | **{ratio[1]:.2f}** [{ratio[0]:.2f}, {ratio[2]:.2f}] | {taken[name] / taken[NONE]:.2f} |"
        for name, ratio in sorted(ratios.items(), key=lambda item: item[1][1])
    ]
    table = ["| dropout | time a step / without | memory / without |", "|---|---:|---:|", *rows]
    return "\n".join([head, *table, ""])


if __name__ == "__main__":
    main()
