"""Measure what a GPU makes of stacks: each part in a process of its own, kept as soon as it is known.

    python -m benchmarks.gpu --out FOLDER [--parts floors,fit,...] [--smoke]
    python -m benchmarks.gpu --page FOLDER

writes FOLDER/bench.json, or FOLDER/README.md of it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.gpu.page import page
from benchmarks.pool import Child
from dropout_lab.code_state import code_state

ROOT = Path(__file__).parents[2]

AUTOTUNED = {
    "as the engine": "",
    "free": "--xla_gpu_deterministic_ops=false",
    "search": "--xla_gpu_deterministic_ops=false --xla_gpu_exclude_nondeterministic_ops=true",
}
"""XLA's flags that are compared, by name."""

Part = tuple[str, str, dict[str, Any], float, dict[str, str]]
"""Label, name, arguments, seconds that it may take, variables."""


def parts(smoke: bool, out: Path) -> list[Part]:
    """Return all parts in order of worth."""
    data: dict[str, Any] = {"dataset": "digits" if smoke else "mnist"}
    sizes = (1, 2) if smoke else (1, 32, 128, 256, 512, 8, 64)
    some, one = ((1, 2), 2) if smoke else ((1, 128, 512), 128)
    short = [("float32", "ours", one), ("tf32", "ours", one)]
    cases = [("float32", "ours", size) for size in sizes]
    coarse = [(precision, "ours", size) for precision in ("tf32", "bfloat16") for size in some]
    plain = [(precision, "none", one) for precision in ("float32", "tf32", "bfloat16")]
    ends = {"seeds": 2 if smoke else 256, "epochs": 2 if smoke else 20}
    found: list[Part] = [
        ("device", "device", {}, 60, {}),
        ("floors", "floors", {**data, "size": one}, 90, {}),
        ("short", "stacks", {**data, "cases": short, "epochs": 2}, 150, {}),
        *(
            (f"profile {precision}", "profile",
             {**data, "precision": precision, "dropout": "ours", "size": one, "folder": str(out)}, 90, {})
            for precision in ("tf32", "float32")
        ),
        *(
            (f"flags, {name}", "stacks", {**data, "cases": short, "epochs": 2}, 120, {"XLA_FLAGS": flags})
            for name, flags in AUTOTUNED.items() if flags
        ),
        ("floors, free", "floors", {**data, "size": one}, 90, {"XLA_FLAGS": AUTOTUNED["free"]}),
        ("float32", "stacks", {**data, "cases": cases, "epochs": 2}, 200, {}),
        ("coarse", "stacks", {**data, "cases": coarse, "epochs": 2}, 200, {}),
        ("plain", "stacks", {**data, "cases": plain, "epochs": 2}, 100, {}),
        *(
            (f"end to end, {precision}", "end_to_end", {**data, "precision": precision, **ends}, 120, {})
            for precision in ("tf32", "float32")
        ),
    ]  # fmt: skip
    return found


def main() -> None:
    """Read the options, measure, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "bench_gpu")
    parser.add_argument("--parts", default="", help="labels, or beginnings of them; all where empty")
    parser.add_argument("--smoke", action="store_true", help="tiny data")
    parser.add_argument("--page", action="store_true", help="only write the page of what was measured")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    kept = options.out / "bench.json"
    if not options.page:
        _measure(options, kept)
    (options.out / "README.md").write_text(page(json.loads(kept.read_text())))


def _measure(options: argparse.Namespace, kept: Path) -> None:
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    wanted = [word for word in options.parts.split(",") if word]

    def keep(label: str, what: dict[str, Any]) -> None:
        found[label] = {**what, **code_state()}
        kept.write_text(json.dumps(found, indent=1) + "\n")

    for label, name, words, seconds, variables in parts(options.smoke, options.out):
        if wanted and not any(label.startswith(word) for word in wanted):
            continue
        _part(name, words, seconds, variables, partial(keep, label))
        print(f"bench: {label}: {found[label]['seconds']:.1f} s {found[label].get('error', '')}", flush=True)
    if not wanted or "fit" in wanted:
        keep(
            "fit", {"lines": [{"fit": _fit("digits" if options.smoke else "mnist", options.out / "fit.log")}]}
        )


def _part(
    name: str,
    words: dict[str, Any],
    seconds: float,
    variables: dict[str, str],
    keep: Callable[[dict[str, Any]], None],
) -> None:
    """Run a part; each line is kept when it is said, whatever becomes of the part."""
    environ = {**os.environ, "KERAS_BACKEND": "jax", **variables}
    command = [sys.executable, "-m", "benchmarks.gpu.parts", name, json.dumps(words)]
    said: dict[str, Any] = {"seconds": 0.0, "lines": []}
    started = perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environ, cwd=ROOT
        )
        over = threading.Timer(seconds, process.kill)
        over.start()
        assert process.stdout
        for line in process.stdout:
            if line.startswith("{"):
                said["lines"].append(json.loads(line))
                keep(said)
        over.cancel()
        said["seconds"] = perf_counter() - started
        if process.wait():
            errors.seek(0)
            said["error"] = f"exit code {process.returncode}: {errors.read()[-1500:]}"
    keep(said)


def _fit(dataset: str, log: Path) -> list[float]:
    """Seconds of epochs of Keras's plain `fit` on JAX, after the first."""
    child = Child("fit", dataset, log, one_thread=False, backend="jax")
    child.answer()
    found = []
    for _ in range(3):
        child.tell("fit")
        found.append(child.answer()["seconds"])
    child.process.kill()
    child.process.wait()
    log.unlink()
    return found


if __name__ == "__main__":
    main()
