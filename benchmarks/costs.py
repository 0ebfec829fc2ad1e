"""What a training step of each dropout costs, beside one without.

    python -m benchmarks.costs [--smoke] [--pairs N] [--only NAME ...]

writes results/bench/costs.json and costs.md: about eight minutes of a quiet core. Each dropout of `zoo_tour`
at the parameters of its file, and each variant of `leaderboard` that has another program, in the tutorial's
net, by pairs of epochs of 100 steps that take turns in one process of one thread: an epoch with it and one
without, either first in every second pair.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.line import Line
from benchmarks.pool import Child
from benchmarks.ratio import ratio_of
from benchmarks.steps import compiled_epoch
from dropout_lab.code_state import code_state
from dropout_lab.config import read_command
from dropout_lab.engines import environment
from dropout_lab.recipe import Recipe, engine_choice
from dropout_lab.results_folder import COSTS, COSTS_PAGE, what_costs

FOLDER = Path(__file__).parents[1] / "results" / "bench"
BATCH, PAIRS = 128, 8
STEPS = {"mnist": 100, "digits": 10}
EPOCHS = 100
"""Of a run, whose 10,000 steps are about as many as those of `leaderboard`, for a schedule's rate of each."""
NONE = "none"

INTRODUCTION = """# What a step of each dropout costs

Written by `python -m benchmarks.costs`; [all benchmarks](README.md), [all dropouts](../../docs/dropouts.md).
The tutorial's net (784-512-512-10, RMSprop, batches of {batch}), each dropout at the parameters of its file
in `conf/dropout`, and what `leaderboard` has beside them; on the engine of stacks with one run on one thread
of {cpu}, without evaluation. Pairs of epochs of {steps} steps take turns in one process, one with the dropout
and one without, either first in every second pair; shown is the geometric mean of the ratios of their times
with its 95 % interval. Times are seconds of the processor, on a quiet machine those of the clock. Memory is
what the compiler says of the program at its peak, over that without dropout. A step without dropout takes
{milliseconds:.1f} ms. Rates are state of the program: a step costs the same at each of them above 0.
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="two pairs on tiny data; writes nothing")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of epochs of each dropout")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="measure these anew, and keep the others")
    options = parser.parse_args()
    dataset, pairs = ("digits", 2) if options.smoke else ("mnist", options.pairs)
    where = {**environment(engine_choice(name="jax")), **code_state()}
    with tempfile.TemporaryDirectory() as folder:
        found = measure(dataset, options.only or [], pairs, Path(folder) / "log", where)
    if options.only and not options.smoke:
        found = json.loads((FOLDER / COSTS).read_text()) | found
    text = page(found, STEPS[dataset])
    if not options.smoke:
        (FOLDER / COSTS).write_text(json.dumps(found, indent=1) + "\n")
        (FOLDER / COSTS_PAGE).write_text(text)
    print(text)


def recipes(dataset: str) -> dict[str, Recipe]:
    """Return the recipes by name, with a short epoch: one of each program, that without dropout first."""
    found: dict[str, Recipe] = {}
    for experiment in ("zoo_tour", "leaderboard"):
        for variant in read_command([f"experiment={experiment}"]).experiment.variants:
            plain = variant.recipe.model_dump(mode="json")
            plain["dataset"] = {"name": dataset, "train_size": BATCH * STEPS[dataset]}
            plain["training"] |= {"epochs": EPOCHS, "batch_size": BATCH}
            recipe = Recipe.parse(plain)
            if what_costs(recipe) not in map(what_costs, found.values()):
                found[variant.name] = recipe
    return found


def serve_costs(line: Line, dataset: str) -> None:
    """Compile an epoch of each recipe asked for, say what memory each takes, then do one a word heard."""
    from benchmarks.child import serve

    names = line.hear().split()
    epochs, taken = dict[str, Callable[[], object]](), dict[str, int]()
    for name, recipe in recipes(dataset).items():
        if name in (NONE, *names) or not names:
            epochs[name], taken[name] = compiled_epoch(recipe)
            print(f"costs: {name} compiled", file=sys.stderr, flush=True)
    line.say(bytes=taken)
    serve(line, epochs, process_time)


def measure(
    dataset: str, names: Sequence[str], pairs: int, log: Path, where: Mapping[str, object]
) -> dict[str, Any]:
    """Return what was measured of each dropout, by name; `names`: of these alone, where there are any."""
    child = Child("costs", dataset, log, one_thread=True, backend="jax")
    try:
        child.tell(" ".join(names))
        taken = child.answer()["bytes"]
        child.answer()
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in taken if name != NONE}
        for number in range(pairs):  # dropouts within pairs: a slow minute is shared out over all
            for name, each in found.items():
                turns = (name, NONE)[:: (-1) ** number]
                seconds = {word: _seconds(child, word) for word in turns}
                each.append((seconds[name], seconds[NONE]))
    finally:
        child.process.kill()
        child.process.wait()
    return {name: entry(dataset, name, each, taken, where) for name, each in found.items()}


def entry(
    dataset: str,
    name: str,
    pairs: Sequence[tuple[float, float]],
    taken: Mapping[str, int],
    where: Mapping[str, object],
) -> dict[str, Any]:
    """Return what is kept of a dropout: ratios, what they are of, and what they were made of."""
    return {
        "time": [round(end, 4) for end in ratio_of(pairs)],
        "memory": round(taken[name] / taken[NONE], 4),
        "pairs": len(pairs),
        "cpu": where["cpu"],
        "commit": str(where["commit"])[:12],
        "of": what_costs(recipes(dataset)[name]),
        "seconds": [list(pair) for pair in pairs],
        "bytes": [taken[name], taken[NONE]],
    }


def _seconds(child: Child, word: str) -> float:
    child.tell(word)
    return child.answer()["seconds"]


def page(found: Mapping[str, Mapping[str, Any]], steps: int) -> str:
    """Return the Markdown page: the cheapest dropout first."""
    plain = sorted(without for each in found.values() for _, without in each["seconds"])
    head = INTRODUCTION.format(
        batch=BATCH,
        steps=steps,
        cpu=", ".join(dict.fromkeys(each["cpu"] for each in found.values())),
        milliseconds=1000 * plain[len(plain) // 2] / steps,
    )
    rows = [_row(name, each) for name, each in sorted(found.items(), key=lambda item: item[1]["time"][1])]
    table = [
        "| dropout | time a step / without | memory / without | pairs | commit |",
        "|---|---:|---:|---:|---|",
        *rows,
    ]
    return "\n".join([head, *table, ""])


def _row(name: str, each: Mapping[str, Any]) -> str:
    low, mean, high = each["time"]
    time = f"**{mean:.2f}** [{low:.2f}, {high:.2f}]"
    return f"| {name} | {time} | {each['memory']:.2f} | {each['pairs']} | `{each['commit']}` |"


if __name__ == "__main__":
    main()
