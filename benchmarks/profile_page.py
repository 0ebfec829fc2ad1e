"""Where an epoch goes, as a page: each part's seconds, and what they sum up to."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.memory import COPIED, bytes_moved
from benchmarks.recipes import recipe
from benchmarks.traffic import FLOAT, bytes_per_step, floor_seconds, traffic
from dropout_lab.metrics import PROBE_EXAMPLES

Values = NDArray[np.float64]

INTRODUCTION = """# Where an epoch of the float32 engines goes

Written by `python -m benchmarks.shares` (under eight minutes on two quiet cores), which measures the
machine that it runs on. Here: {machine}.

The tutorial's recipe with dropout (MNIST, 784-512-512-10, RMSprop, batches of 128, rate 0.2), {workers}
workers of one thread each, all of them at the same part at the same time. The processes of both engines
are there at once and take turns, part by part and round by round; a share is taken within a round. Shown
is the median over {rounds} rounds and, in brackets, the smallest and the largest. Seconds are those of a
model-epoch: the wall time divided by the workers.

*Products* are the bare matrix products of the epoch and its evaluation by XLA, as the same process does
them: {evaluated} % of them are the evaluation's. A part *alone* runs where nothing else is in the caches;
a part *left out* is the compiled epoch with it minus the compiled epoch without it.
"""

ROWS = {
    "masks": "masks, left out: rate 0.2 against no dropout",
    "optimizer": "optimizer, left out: RMSprop against plain SGD, whose update is in the rest",
    "gather": "batches alone: cut out of the bytes, made numbers",
    "evaluation": "evaluation beyond its products: test set, 10,000 training images, calibration",
    "between": "Python between the compiled calls: order, copies, generators",
    "rest": "the rest of the compiled epoch: activations, loss, biases, and what the parts cost each other",
}
OF_THESE = {
    "cipher": "of the masks: the cipher alone",
    "alone": "of the optimizer: all of it alone, on the same weights",
    "measures": "of the evaluation: measures of logits that are there",
}
NAMES = {"tensorflow": "TensorFlow", "jax": "JAX"}

BOUNDS = """## What bounds it

Read in the compiled step of both engines (TensorFlow 2.21, JAX 0.10.2):

- XLA's compiler for CPUs gives a kernel one output. So RMSprop is two kernels a weight, one for the velocity
  and one for the weight, which together pass seven times over numbers as many as the weights: {passes} MB a
  step, where one kernel would pass five times, {fewer} MB. The first layer alone has 1.6 MB of each, more
  than most cores' own cache: the passes cost bandwidth of the cache that cores share, or of memory.
- For the same reason the cipher runs twice a mask, once for each of the two words that it gives.
- The second layer's weights are copied once a step (1 MB), since their update comes before the last product
  that reads them. The compiler drops a barrier between gradients and update; its option
  `xla_cpu_copy_insertion_use_region_analysis` takes the copy away with the same bits, for 0.5 % (five epochs
  on a busy machine). `xla_cpu_prefer_vector_width=512` gains 2 % and changes the bits. Neither is taken.
- Overlapping the evaluation with the next epoch, keeping the bytes as numbers and leaving no Python between
  the compiled calls could together save at most {overlap} % of the products.

A step moves {moved} MB if nothing stays in a cache ([arithmetic](../results/bench/README.md)): {traffic}
"""

BEFORE = """## Beside what was measured before

{now} The bench of 2026-11-26 on two cores of an AMD EPYC had 1.09 [0.85, 1.17]. On an Intel machine at
2.8 GHz it had 1.43 [1.19, 1.49]: five rounds of 1.20, 1.48, 1.18, 1.43 and 1.47, in which the products
were timed seconds before the engine, while the same products took between 1.77 and 2.93 s from round to
round. There one worker lost nearly as much as two (1.04, 1.40, 1.43, 1.18, 1.21), and two workers did
twice the work of one (1.36 s a model against 2.75), so it was not what workers take from each other;
NumPy's products on the same two cores took from 0.82 to 1.12 times as long as the engine with all that it
does beside. A copy moved 4.5 GB/s there: at that speed the bytes of its steps would take 2.5 s, as long
as the products, so what its caches do not keep of the optimizer is likely what it loses. That machine is
not at hand: the command above, run there, says it.
"""


def page(document: Mapping[str, Any]) -> str:
    """Return the Markdown page of what was measured."""
    where, workers, seconds = document["environment"], document["workers"], document["seconds"]
    evaluated = evaluation_part(document["dataset"])
    parts = {engine: _shares(_of(words, workers), evaluated) for engine, words in seconds.items()}
    machine = (
        f"{where['cpu']}, {where['cores']} cores, {', '.join(document['caches']) or 'caches unknown'}; "
        f"TensorFlow {where['tensorflow']}, JAX {where.get('jax', 'not installed')}; commit "
        f"`{str(where['commit'])[:12]}`"
    )
    rounds = len(next(iter(seconds.values()))[f"products/{workers}"])
    lines = [
        INTRODUCTION.format(
            machine=machine, workers=workers, rounds=rounds, evaluated=f"{100 * evaluated:.0f}"
        ),
        *_table(parts),
        "",
        *(f"- {line}" for line in _sentences(parts)),
        "",
        *_memory(seconds, workers),
        "",
        BOUNDS.format(overlap=_overlap(parts), **_traffic(document)),
        BEFORE.format(now=_now(parts)),
    ]
    return "\n".join(lines)


def evaluation_part(dataset: str) -> float:
    """Return the evaluation's part of all products: images forward, against forward and backward."""
    chosen = recipe(dataset, "ours")
    facts = chosen.dataset.facts
    layers = [a * b for a, b in pairwise(chosen.model.widths(facts))]
    n_train = chosen.dataset.n_train
    training = n_train * (3 * sum(layers) - layers[0])
    seen = (facts.test_examples + min(PROBE_EXAMPLES, n_train)) * sum(layers)
    return seen / (seen + training)


def _of(words: Mapping[str, list[float]], workers: int) -> Callable[[str], Values]:
    return lambda word: np.array(words[f"{word}/{workers}"])


def _shares(of: Callable[[str], Values], evaluated: float) -> dict[str, Values]:
    """Return each part's share of the products, round by round; those of `ROWS` and 1 sum up to the epoch."""
    products, compiled = of("products"), of("compiled")
    seconds = {
        "masks": compiled - of("no_masks"),
        "optimizer": compiled - of("sgd"),
        "gather": of("gather"),
        "evaluation": of("evaluation") - evaluated * products,
        "between": of("epoch") - compiled - of("evaluation"),
        "rest": of("no_masks") + of("sgd") - compiled - (1 - evaluated) * products - of("gather"),
        "cipher": of("cipher"),
        "alone": of("optimizer"),
        "measures": of("measures"),
        "epoch": of("epoch"),
    }
    return {name: values / products for name, values in seconds.items()} | {"products": products}


def _table(parts: Mapping[str, Mapping[str, Values]]) -> list[str]:
    """Return the table: a row a part, a column an engine, in percent of the products."""
    rows = [
        ("bare products, seconds", lambda found: _spread(found["products"], 3)),
        *((told, lambda found, name=name: _percent(found[name])) for name, told in ROWS.items()),
        ("**an epoch, times its products**", lambda found: f"**{_spread(found['epoch'], 2)}**"),
        *((f"({told})", lambda found, name=name: _percent(found[name])) for name, told in OF_THESE.items()),
    ]
    head = f"| part, in % of the products | {' | '.join(NAMES[engine] for engine in parts)} |"
    lines = [head, "|---" + "|---:" * len(parts) + "|"]
    return lines + [
        f"| {told} | {' | '.join(cell(found) for found in parts.values())} |" for told, cell in rows
    ]


def _sentences(parts: Mapping[str, Mapping[str, Values]]) -> list[str]:
    """Say of each engine what is largest, and where it would be without it."""
    said = []
    for engine, found in parts.items():
        largest = max(ROWS, key=lambda name: median(found[name]))
        whole, part = median(found["epoch"]), median(found[largest])
        said.append(
            f"{NAMES[engine]}: the largest part beyond the products is {ROWS[largest].split(':')[0]}, "
            f"{100 * part:.0f} % of them: {whole:.2f} times the products with it, {whole - part:.2f} without."
        )
    return said


def _memory(seconds: Mapping[str, Mapping[str, list[float]]], workers: int) -> list[str]:
    """Return what workers take from each other: a part's time beside the others over its time alone."""
    if workers == 1:
        return ["One worker: nothing to share."]
    told = {
        "products": "bare products",
        "compiled": "the compiled epoch",
        "copy": "copies of 128 MiB, which no cache holds",
        "cached": "copies of 4 MiB, as a step moves weights and slots",
    }
    lines = [
        "## What workers take from each other",
        "",
        f"Time of a worker while all {workers} do the same, over its time while the others wait; 1: nothing.",
        "",
        f"| what | {' | '.join(NAMES[engine] for engine in seconds)} |",
        "|---" + "|---:" * len(seconds) + "|",
    ]
    for word, name in told.items():
        cells = []
        for words in seconds.values():
            both, alone = _of(words, workers)(word) * workers, _of(words, 1)(word)
            moved = (
                f" ({bytes_moved(word) / median(both) / 1e9:.0f} GB/s each)"
                if word in ("copy", "cached")
                else ""
            )
            cells.append(_spread(both / alone, 2) + moved)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _speed(word: str, seconds: float) -> str:
    """Return the bandwidth of a copy in words; of anything else nothing."""
    return f" ({bytes_moved(word) / seconds / 1e9:.0f} GB/s each)" if word in COPIED else ""


def _overlap(parts: Mapping[str, Mapping[str, Values]]) -> str:
    """Return what is neither products, masks nor optimizer outside of the compiled steps, in percent."""
    named = ("evaluation", "gather", "between")
    sums = (sum(max(0.0, median(found[name])) for name in named) for found in parts.values())
    return " and ".join(f"{100 * each:.1f}" for each in sums)


def _traffic(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the numbers of `BOUNDS`: megabytes of the optimizer and of a step, and how long these take."""
    chosen = recipe(document["dataset"], "ours")
    weights = traffic(chosen)["weights, all layers"][0]
    words = next(iter(document["seconds"].values()))
    seconds = _of(words, document["workers"])("copy") * document["workers"]
    speed = bytes_moved("copy") / median(seconds)
    floor = floor_seconds(chosen, speed) / document["workers"]
    whole = median(_of(words, document["workers"])("epoch"))
    return {
        "passes": f"{7 * FLOAT * weights / 1e6:.1f}",
        "fewer": f"{5 * FLOAT * weights / 1e6:.1f}",
        "moved": f"{bytes_per_step(chosen) / 1e6:.1f}",
        "traffic": (
            f"at the {speed / 1e9:.0f} GB/s of a copy by each worker {floor:.2f} s a model-epoch, where an "
            f"epoch takes {whole:.2f}."
        ),
    }


def _now(parts: Mapping[str, Mapping[str, Values]]) -> str:
    each = [f"{NAMES[engine]} {_spread(found['epoch'], 2)}" for engine, found in parts.items()]
    return f"An epoch takes, times its products: {', '.join(each)}."


def _spread(values: Values, digits: int) -> str:
    return f"{median(values):.{digits}f} [{min(values):.{digits}f}, {max(values):.{digits}f}]"


def _percent(values: Values) -> str:
    return _spread(100 * values, 1)
