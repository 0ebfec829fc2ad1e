"""What a user waits for, as a page."""

from collections.abc import Iterator, Mapping
from statistics import geometric_mean, median
from typing import Any

from benchmarks.ratio import ratio_of
from benchmarks.waits import WAITS, Wish

INTRODUCTION = """# What a user waits for

Written by `python -m benchmarks.waiting --before COMMIT`; [all benchmarks](README.md). Two commits have
their turns, each first in every second pair: whole commands in fresh folders, unless a line says
otherwise. Shown is the median and, in brackets, the smallest and the largest; the ratio is the geometric
mean over the pairs with its 95 % interval, or the smallest and the largest of fewer than five pairs.
*Nothing drawn before*: the user's cache has no figures; *once more*: the same command again.
"""
LEAST_PAIRS = 5


def page(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the Markdown page of what was measured."""
    lines = [
        INTRODUCTION,
        "| what | wish | now | before | before / now | pairs | met |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    measured = {key: found[key] for key in WAITS if key in found}
    for key, entry in measured.items():
        lines += _rows(key, entry)
    lines += ["", *_failures(measured), *_commits(measured)]
    return "\n".join([*lines, ""])


def _rows(key: str, entry: Mapping[str, Any]) -> Iterator[str]:
    now, before = (entry["values"].get(side, {}) for side in ("now", "before"))
    for label, wish in WAITS[key].wishes.items():
        if label in now or label in before:
            yield _row(label, wish, now.get(label, []), before.get(label, []))


def _row(label: str, wish: Wish, now: list[float], before: list[float]) -> str:
    """Return a line of the table: of one number, on both sides."""
    pairs = list(zip(before, now, strict=False))
    ratio, met = "", ""
    if pairs:
        found = [above / below for above, below in pairs]
        few = min(found), geometric_mean(found), max(found)
        low, mean, high = ratio_of(pairs) if len(pairs) >= LEAST_PAIRS else few
        ratio = f"{mean:.2f} [{low:.2f}, {high:.2f}]" if len(pairs) > 1 else f"{mean:.2f}"
        if wish.part is not None:
            met = "yes" if mean * wish.part >= 1 else "no"
    if wish.most is not None and now:
        met = "yes" if median(now) <= wish.most else "no"
    cells = [label, wish.told(), _shown(now, wish.unit), _shown(before, wish.unit), ratio]
    return f"| {' | '.join([*cells, str(len(pairs) or len(now)), met])} |"


def _shown(values: list[float], unit: str) -> str:
    """Write a median with its range."""
    if not values:
        return ""
    digits = 2 if max(values) < 10 else 1
    middle = f"{median(values):.{digits}f}"
    spread = f" [{min(values):.{digits}f}, {max(values):.{digits}f}]" if len(values) > 1 else ""
    return f"{middle}{spread} {unit}"


def _failures(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for key, entry in found.items():
        for side, why in entry["failed"].items():
            yield f"- {key}, {side}: not measured: {why}"


def _commits(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Say which waits were measured on which commits and machine."""
    groups: dict[str, list[str]] = {}
    for key, entry in found.items():
        where, commits = entry["environment"], entry["commits"]
        before = f" against `{commits['before'][:12]}`" if "before" in commits else ""
        dirty = " (with uncommitted changes)" if where["dirty"] else ""
        told = f"commit `{commits['now'][:12]}`{dirty}{before}, on {where['cpu']}, {where['cores']} cores"
        groups.setdefault(told, []).append(key)
    for told, keys in groups.items():
        yield f"- {', '.join(keys)}: {told}."
