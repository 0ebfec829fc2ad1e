"""What was measured, in words and in Markdown."""

from benchmarks.measure import Measured, Spread
from benchmarks.words import DROPOUTS, PLAIN, SINGLE

GIB = 2**30
TIMED = {
    "plan 10,000 runs": "Planning 10,000 runs of 100 variants",
    "analyse": "Analysing 100,000 stored runs of 100 variants: all comparisons and verdicts",
    "crossed": "The interval over seeds and images, 256 seeds and 10,000 images",
}


def table(measured: Measured) -> str:
    """Return the Markdown table of the epochs: seconds, ratios to the best plain form and to the floor."""
    most = max(measured.workers)
    lines = [
        "| what | workers | seconds per model-epoch | throughput / best plain form | time / bare products |",
        "|---|---:|---:|---:|---:|",
        *(
            _row(measured, _plain(measured, case), case, most, processes="1")
            for case in PLAIN
            if case in measured.epochs
        ),
    ]
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


def quoted(measured: Measured) -> list[str]:
    """Return the ratios that were measured by pairs, in words."""
    return [_quoted(measured, *pair.split(" over ")) for pair in measured.pairs]


def _quoted(measured: Measured, above: str, below: str) -> str:
    low, mean, high = measured.by_pairs(f"{above} over {below}")
    n = len(measured.pairs[f"{above} over {below}"])
    return (
        f"**{mean:.2f}** [{low:.2f}, {high:.2f}]: time a model-epoch of {_named(measured, above)}, over that "
        f"of {_named(measured, below)} ({n} pairs)."
    )


def _named(measured: Measured, case: str) -> str:
    if case in PLAIN:
        return _plain(measured, case)
    kind, word, workers = case.split("/")
    told = {"engine": DROPOUTS, "jax": SINGLE}[kind][word]
    return f"{told}, {workers} worker{'s' * (workers != '1')}"


def shown(spread: Spread, digits: int = 2) -> str:
    """Write a median with its range."""
    return f"{spread.median:.{digits}f} [{spread.low:.{digits}f}, {spread.high:.{digits}f}]"


def _plain(measured: Measured, case: str) -> str:
    """Name what others have; Keras on JAX takes a GPU where there is one."""
    on_gpu = case == "fit_jax" and measured.has_gpu
    return PLAIN[case].replace("all cores", "its GPU") if on_gpu else PLAIN[case]


def _row(measured: Measured, what: str, case: str, n: int, processes: str = "") -> str:
    faster, dearer = measured.ratio(measured.plain(), case), measured.ratio(case, measured.floor(n))
    cells = [what, processes or str(n), shown(measured.seconds(case)), shown(faster), shown(dearer)]
    return f"| {' | '.join(cells)} |"
