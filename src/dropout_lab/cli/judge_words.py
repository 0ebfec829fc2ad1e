"""What people type at `judge` who know other programs: the option that is meant, proposed and never taken."""

import shlex
from collections.abc import Callable, Sequence
from typing import TypeVar

from dropout_lab.errors import ConfigError

N = TypeVar("N", int, float)

OTHERS = {
    "--treatment": ("compare", "candidate", "new", "challenger", "ours", "treat", "treatments"),
    "--control": ("baseline", "base", "reference", "ref", "vs", "against", "versus", "theirs", "controls"),
    "--variant": ("method", "model", "algorithm", "algo", "group", "groups", "group-by", "groupby", "column"),
    "--seed": ("seeds", "pair", "pair-by", "paired-by", "pairs", "subject", "fold", "run", "repeat", "block"),
    "--metric": (
        "value",
        "score",
        "y",
        "target",
        "measure",
        "outcome",
        "dv",
        "metrics",
        "column-metric",
        "on",
    ),
    "--where": ("filter", "query", "select", "subset", "only"),
    "--by": ("stratify", "per", "split-by", "facet", "dataset"),
    "--at": ("epoch", "step", "last", "final"),
    "--margin": ("rope", "sesoi", "delta", "epsilon", "eps", "tost", "equivalence", "threshold", "bounds"),
    "--report": ("output", "out", "html", "page", "o", "save", "output-dir", "dir"),
    "--json": ("format", "as-json", "output-format"),
    "--unpaired": ("welch", "independent", "ttest-ind", "not-paired", "no-paired"),
    "--paired": ("ttest-rel", "dependent"),
    "--percent": ("percentage", "pct", "in-percent"),
    "--ranks": ("rank", "ranking", "leaderboard", "sort"),
    "--better lower": ("lower-is-better", "lower", "minimize", "minimise", "min", "smaller-is-better"),
    "--better higher": ("higher-is-better", "higher", "maximize", "maximise", "max", "greater-is-better"),
    "--claim": ("published", "expected", "reported", "paper"),
}
"""Options of ours, each with what others call it."""

FLAGS = ("--json", "--unpaired", "--paired", "--percent", "--ranks", "--better lower", "--better higher")

NOT_HERE = {
    "every interval holds at 95 %, of several comparisons together": (
        *(
            "alpha",
            "level",
            "confidence",
            "conf",
            "ci",
            "significance",
            "p",
            "correction",
            "bonferroni",
            "holm",
        ),
    ),
    "intervals are those of t and Welch, one-sided ones nowhere": (
        *(
            "test",
            "bootstrap",
            "n-boot",
            "wilcoxon",
            "permutation",
            "alternative",
            "one-sided",
            "mannwhitney",
        ),
    ),
    "cells are read as they are; the delimiter, the encoding and the header are found": (
        *("sep", "delimiter", "encoding", "header", "decimal", "skiprows", "index-col", "sheet"),
    ),
}
"""What cannot be said here, each with the words that others say it by."""

HIGHER = ("max", "maximum", "maximize", "maximise", "high", "up", "greater", "larger", "bigger", "more", "+")
LOWER = ("min", "minimum", "minimize", "minimise", "low", "down", "less", "smaller", "fewer", "-")


def refuse_others(words: Sequence[str]) -> None:
    """Refuse words that no option took.

    Raises:
        ConfigError: with the option that is meant, where it is known.
    """
    if not words:
        return
    word, following = words[0], next(iter(words[1:2]), "")
    if not word.startswith("-") or word == "-":
        named = f"--treatment {shlex.quote(word)}"
        raise ConfigError(f"{word}: stands alone; one table is judged, and each treatment named: {named}")
    name, equals, value = word.lstrip("-").partition("=")
    plain = name.replace("_", "-").casefold()
    for said, others in NOT_HERE.items():
        if plain in others:
            raise ConfigError(f"--{name}: no such option; {said}")
    ours = next((option for option, others in OTHERS.items() if plain in others), None)
    if ours is None:
        raise ConfigError(f"--{name}: no such option; see dropout-lab judge --help")
    given = value if equals else "" if following.startswith("-") else following
    typed = ours if ours in FLAGS else f"{ours} {shlex.quote(given) if given else '...'}"
    raise ConfigError(f"--{name}: no such option; type {typed}")


def number_typed(option: str, text: str | None, kind: Callable[[str], N]) -> N | None:
    """Read the number of an option.

    Args:
        option: its name, without dashes.
        text: as typed; None: not given.
        kind: of number.

    Raises:
        ConfigError: a text that is none, with the number that may be meant.

    >>> number_typed("margin", "1e-3", float), number_typed("unit", None, float)
    (0.001, None)
    >>> number_typed("claim-runs", "3", int)
    3
    """
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        pass
    wanted = "a whole number, such as 3" if kind is int else "a number, such as 0.005"
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        kind(plain)
    except ValueError:
        raise ConfigError(f"--{option} {text}: should be {wanted}") from None
    if "%" in text:
        fraction = f"{float(plain) / 100:.12g}"
        raise ConfigError(
            f"--{option} {text}: should be a number in the unit of the column: {fraction} of a fraction, "
            f"{plain} where the column is in percent"
        )
    raise ConfigError(f"--{option} {text}: a point stands before decimals; type --{option} {plain}")


def better_typed(text: str | None) -> bool | None:
    """Read which way is good; None: not given.

    Raises:
        ConfigError: another word than higher or lower, with the one that is meant.
    """
    if text in (None, "higher", "lower"):
        return None if text is None else text == "higher"
    word = text.strip().casefold()
    meant = "higher" if word in (*HIGHER, "higher") else "lower" if word in (*LOWER, "lower") else None
    tail = f"; type --better {meant}" if meant else ""
    raise ConfigError(f"--better {text}: should be higher or lower{tail}")
