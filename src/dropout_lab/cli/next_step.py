"""What to type after a result: what would settle it, or another setting of it; and how its page is seen."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dropout_lab.cli.places import Places
from dropout_lab.results_folder import ELSEWHERE

if TYPE_CHECKING:
    from dropout_lab.evidence import Analysis
    from dropout_lab.language import Words

LEFT_OUT = ("seeds=", "--publish", "--json", "--dry-run")
"""Beginnings of words that are no part of what was asked."""


def next_step(analysis: "Analysis", typed: Sequence[str], places: Places, language: "Words") -> list[str]:
    """Return what to do next with the command for it, after a line of what would settle what is open.

    Args:
        analysis: what was found.
        typed: words of the command that asked; empty: unknown. One on record may lack places of another
            machine, and then no shell could run it.
        places: where runs and results are.
        language: what it is said in.
    """
    from dropout_lab.language import change_of, change_sentence

    words = [word for word in typed if not word.startswith(LEFT_OUT)]
    words = [] if any(word.endswith(ELSEWHERE) for word in words) else words and places.added(words)
    change, sentence = change_of(analysis), change_sentence(analysis, language)
    open_line = [language("terminal.settle", said=sentence)] if sentence else []
    if not words:
        step = _another(language)
    elif not analysis.is_whole:
        step = shlex.join([*words, *(word for word in typed if word.startswith("seeds="))])
    elif not analysis.compared:
        step = _compared(words, analysis, language)
    elif change is None or change.enough is None:
        step = _another_setting(analysis, words, language)
    else:
        step = _with_seeds(words, analysis, len(analysis.seeds) + change.enough - change.n)
    return [*open_line, language("terminal.next", said=step)]


def _another(language: "Words") -> str:
    return language("terminal.another", command="dropout-lab list experiments")


def _with_seeds(words: Sequence[str], analysis: "Analysis", seeds: int) -> str:
    """Write the command with so many seeds; those that do not begin at 0 are extended from their first."""
    first = min(analysis.seeds, default=0)
    word = f"seeds={seeds}" if first == 0 else f"seeds={first}-{first + seeds - 1}"
    return shlex.join([*words, word])


def _compared(words: Sequence[str], analysis: "Analysis", language: "Words") -> str:
    """Propose to compare a recipe alone with dropout, or with no dropout."""
    if any(word.startswith(("experiment=", "variants.")) for word in words):
        return _another(language)
    (variant, *_) = analysis.experiment.variants
    kept = [word for word in words if not word.startswith(("name=", "dropout.rate=", "dropout="))]
    if any(word.startswith("dropout.") for word in kept):  # parameters that `none` has not
        return _another(language)
    chosen = any(word.startswith("dropout=") for word in words) and variant.name != "none"
    swept = f"dropout=none,{variant.name}" if chosen else "dropout.rate=0,0.2,0.5"
    at = kept.index("run") + 1 if "run" in kept else len(kept)
    command = [*kept[:at], "-m", *kept[at:], swept, f"seeds={max(5, len(analysis.seeds))}"]
    return language("terminal.compared", command=shlex.join(command))


def _another_setting(analysis: "Analysis", words: Sequence[str], language: "Words") -> str:
    """Propose the same question under another optimizer, where all variants have one and none was named."""
    names = {variant.recipe.optimizer.name for variant in analysis.experiment.variants}
    if len(names) > 1 or any("optimizer" in word for word in words):
        return _another(language)
    other = "sgd" if names != {"sgd"} else "adam"
    kept = [word for word in words if not word.startswith("name=")]
    return language("terminal.changed", command=shlex.join([*kept, f"optimizer={other}"]))


def where_the_program_is() -> str:
    """Say how the program of a checkout is called where its name alone is no command; else nothing."""
    script = Path(sys.executable).parent / "dropout-lab"
    if shutil.which("dropout-lab") or not script.is_file() or not script.is_relative_to(Path.cwd()):
        return ""
    shown = script.relative_to(Path.cwd())
    return f"dropout-lab is {shown} here; to type its name alone: . {shown.parent / 'activate'}"
