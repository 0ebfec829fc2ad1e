"""What was measured, in words and in Markdown."""

from benchmarks.measure import Measured, Spread
from benchmarks.words import DROPOUTS, SINGLE

GIB = 2**30
TIMED = {
    "plan 10,000 runs": "Planning 10,000 runs of 100 variants",
    "analyse": "Analysing 100,000 stored runs of 100 variants: all comparisons and verdicts",
    "crossed": "The interval over seeds and images, 256 seeds and 10,000 images",
}


def table(measured: Measured) -> str:
    """Return the Markdown table of the epochs: seconds, and ratios to plain `fit` and to the floor."""
    lines = [
        "| what | workers | seconds per model-epoch | throughput / that of `fit` | time / bare products |",
        "|---|---:|---:|---:|---:|",
        _row(measured, "plain Keras `fit`, rate 0.2, all cores", "fit", max(measured.workers), processes="1"),
    ]
    if measured.device:
        fit = "plain Keras `fit` on JAX, rate 0.2, " + ("its GPU" if measured.has_gpu else "all cores")
        lines.append(_row(measured, fit, "fit_jax", max(measured.workers), processes="1"))
    for n in measured.workers:
        floor = measured.floor(n)
        library = {"numpy": "NumPy's BLAS", "xla": "XLA"}[floor.split("/")[1]]
        lines.append(_row(measured, f"bare matrix products ({library}, the faster)", floor, n))
        lines += [_row(measured, DROPOUTS[d], f"engine/{d}/{n}", n) for d in DROPOUTS]
        cases = {f"jax/{d}/{n}": told for d, told in SINGLE.items()}
        lines += [_row(measured, told, case, n) for case, told in cases.items() if case in measured.epochs]
    lines += [
        _row(measured, f"a stack of {size} runs, rate 0.2", f"stack/{size}", 1) for size in measured.sizes
    ]
    return "\n".join(lines)


def lines(measured: Measured) -> list[str]:
    """Return the sentences beside the table."""
    said = [f"Peak memory of a worker, all three trained: {measured.peak_bytes_per_worker / GIB:.2f} GiB."]
    for what, seconds in measured.starts.items():
        name = TIMED.get(what, f"`dropout-lab {what}`")
        said.append(f"{name}: {shown(Spread.of(seconds), 2)} s.")
    return said


def shown(spread: Spread, digits: int = 2) -> str:
    """Write a median with its range."""
    return f"{spread.median:.{digits}f} [{spread.low:.{digits}f}, {spread.high:.{digits}f}]"


def _row(measured: Measured, what: str, case: str, n: int, processes: str = "") -> str:
    faster, dearer = measured.ratio("fit", case), measured.ratio(case, measured.floor(n))
    cells = [what, processes or str(n), shown(measured.seconds(case)), shown(faster), shown(dearer)]
    return f"| {' | '.join(cells)} |"
