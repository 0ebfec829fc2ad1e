"""What to type after a result: what would settle it, or another setting of it; and how its page is seen."""

import math
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dropout_lab.results_folder import PUBLISHED, local
from dropout_lab.stats import FEWEST_PAIRS

if TYPE_CHECKING:
    from dropout_lab.evidence import Analysis

MOST_SEEDS = 2_000
"""Seeds beyond which nobody is sent to settle a question."""

LEFT_OUT = ("seeds=", "--publish", "--json", "--dry-run")
"""Beginnings of words that are no part of what was asked."""


def next_step(analysis: "Analysis", typed: Sequence[str]) -> str:
    """Return what to do next and the command for it.

    Args:
        analysis: what was found.
        typed: words of the command that asked; empty: unknown.
    """
    from dropout_lab.language import needed

    words = [word for word in typed if not word.startswith(LEFT_OUT)]
    if not words:
        return "another question: dropout-lab list experiments"
    rows = needed(analysis)
    if not rows:
        return _compared(words, analysis)
    still_open = [row for row in rows if row.decision == "inconclusive"]
    if not still_open:
        return _another_setting(analysis, words)
    n = max(len(analysis.seeds), *(row.n for row in rows))
    if min(row.n for row in rows) < FEWEST_PAIRS:
        return f"{FEWEST_PAIRS} seeds or more can tell: {_with_seeds(words, analysis, max(5, n + 1))}"
    wanted = max(row.seeds_to_settle_low for row in still_open)
    if not math.isfinite(wanted) or wanted > MOST_SEEDS:
        return _another_setting(analysis, words)
    seeds = max(round(wanted), n + 1)
    return f"about {seeds} seeds in all would settle it: {_with_seeds(words, analysis, seeds)}"


def _with_seeds(words: Sequence[str], analysis: "Analysis", seeds: int) -> str:
    """Write the command with so many seeds; those that do not begin at 0 are extended from their first."""
    first = min(analysis.seeds, default=0)
    word = f"seeds={seeds}" if first == 0 else f"seeds={first}-{first + seeds - 1}"
    return shlex.join([*words, word])


def _compared(words: Sequence[str], analysis: "Analysis") -> str:
    """Propose to compare a recipe alone with dropout, or with no dropout."""
    if any(word.startswith(("experiment=", "variants.")) for word in words):
        return "another question: dropout-lab list experiments"
    (variant, *_) = analysis.experiment.variants
    kept = [word for word in words if not word.startswith(("name=", "dropout.rate="))]
    swept = "dropout.rate=0,0.2,0.5"
    if any(word.startswith("dropout") for word in kept):
        kept, swept = (
            [word for word in kept if not word.startswith("dropout=")],
            f"dropout=none,{variant.name}",
        )
    if any(word.startswith("dropout") for word in kept):  # parameters that `none` has not
        return "another question: dropout-lab list experiments"
    at = kept.index("run") + 1 if "run" in kept else len(kept)
    return (
        f"compare it: {shlex.join([*kept[:at], '-m', *kept[at:], swept])} seeds={max(5, len(analysis.seeds))}"
    )


def _another_setting(analysis: "Analysis", words: Sequence[str]) -> str:
    """Propose the same question under another optimizer, where all variants have one and none was named."""
    names = {variant.recipe.optimizer.name for variant in analysis.experiment.variants}
    if len(names) > 1 or any("optimizer" in word for word in words):
        return "another question: dropout-lab list experiments"
    other = "sgd" if names != {"sgd"} else "adam"
    kept = [word for word in words if not word.startswith("name=")]
    return f"change one key: {shlex.join([*kept, f'optimizer={other}'])}"


def how_to_open(name: str, folder: Path) -> str:
    """Return the command that opens the page of a results folder."""
    inside = local(folder.parent.parent) == folder.parent
    results = folder.parent.parent if inside else folder.parent
    return shlex.join(
        ["dropout-lab", "report", name, "--open", *(["--results", str(results)] * (results != PUBLISHED))]
    )


def where_the_program_is() -> str:
    """Say how the program of a checkout is called where its name alone is no command; else nothing."""
    script = Path(sys.executable).parent / "dropout-lab"
    if shutil.which("dropout-lab") or not script.is_file() or not script.is_relative_to(Path.cwd()):
        return ""
    shown = script.relative_to(Path.cwd())
    return f"dropout-lab is {shown} here; to type its name alone: . {shown.parent / 'activate'}"
