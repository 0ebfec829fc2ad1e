"""What a shell completes: experiments, choices and keys of `run`; experiments and lists of the other verbs.

Files of conf/ are read as text, so that no library of configurations, numbers or training is loaded.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from itertools import pairwise

import typer

from dropout_lab.cli.say import say
from dropout_lab.config_files import bundled, experiment_files, groups
from dropout_lab.foreign import visible

WORDS = (
    "seeds=5",
    "seeds=10",
    "seeds=auto",
    "debug=smoke",
    "name=",
    "control=",
    "results.path=",
    "store.path=",
)
"""Words that no file of conf/ has with a value that one would type."""

USUAL_GROUPS = {
    "dataset": "mnist",
    "model": "mlp",
    "dropout": "standard",
    "optimizer": "rmsprop",
    "training": "default",
    "engine": "tensorflow",
    "executor": "local",
}
"""Groups whose keys are completed, with the choice whose keys they are where none is typed."""


def complete_overrides(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the words of ``run``: experiments, choices of groups, and the keys of what is chosen."""
    typed = context.params.get("overrides") or ()
    return matching([*_choices(), *_keys(typed), *WORDS], incomplete)


def complete_experiments(incomplete: str) -> list[str]:
    """Complete the names of results folders, published and one's own."""
    from dropout_lab.results_folder import PUBLISHED, local, results_folders

    roots = (PUBLISHED, local())
    return matching([folder.name for root in roots for folder in results_folders(root)], incomplete)


def complete_lists(incomplete: str) -> list[str]:
    """Complete what there are lists of."""
    return matching(["experiments", "claims", *groups()], incomplete)


def matching(words: Iterable[str], incomplete: str) -> list[str]:
    """Return the words that begin so, each once, without any that would act on a terminal."""
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete) and word == visible(word)]


def _choices() -> list[str]:
    words = [f"experiment={name}" for name in experiment_files()]
    return words + [f"{group}={choice}" for group, choices in groups().items() for choice in choices]


def _keys(typed: Sequence[str]) -> list[str]:
    """Return the keys of the chosen groups with the values that they have without a word."""
    pairs = [word.partition("=") for word in typed if "=" in word]
    chosen = {**USUAL_GROUPS, **{key: value for key, _, value in pairs}}
    found = []
    for group in USUAL_GROUPS:
        file = bundled("conf") / group / f"{chosen[group]}.yaml"
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        for key, value in re.findall(r"^([a-z_0-9]+): *([^#\n]*)", text, re.MULTILINE):
            if key != "name" and not value.startswith("$"):
                found.append(f"{group}.{key}={value.strip().replace(', ', ',')}")
    return found


BREAKS = ("=", ":")
"""Letters at which bash cuts the words that are typed."""


@contextmanager
def whole_words() -> Iterator[None]:
    """Let bash be answered as it asks: it takes ``experiment=qu`` for three words, and replaces the last.

    What is printed in the block is what completes ``COMP_WORDS``; of each line is printed what stands after
    the letter at which bash cut.
    """
    if os.environ.get("_DROPOUT_LAB_COMPLETE") != "complete_bash":
        yield
        return
    cut_words = os.environ.get("COMP_WORDS", "").split("\n")
    words, place, before = joined(cut_words, int(os.environ.get("COMP_CWORD") or 0))
    os.environ.update(COMP_WORDS="\n".join(words), COMP_CWORD=str(place))
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            yield
    finally:
        for line in printed.getvalue().splitlines():
            say(line.removeprefix(before))


def joined(words: Sequence[str], place: int) -> tuple[list[str], int, str]:
    """Put together the words that bash cut.

    Args:
        words: as bash has them.
        place: of the one under the cursor.

    Returns:
        The words as typed, the place of the one under the cursor, and what of it bash does not replace.

    >>> joined(["run", "experiment", "=", "qu"], 3)
    (['run', 'experiment=qu'], 1, 'experiment=')
    >>> joined(["run", "experiment", "="], 2), joined(["run", "opt"], 1)
    ((['run', 'experiment='], 1, 'experiment='), (['run', 'opt'], 1, ''))
    """
    whole, places = list[str](), list[int]()
    for before, word in pairwise(["", *words]):
        if whole and (word in BREAKS or before in BREAKS):
            whole[-1] += word
        else:
            whole.append(word)
        places.append(len(whole) - 1)
    if place >= len(words):
        return [*whole, ""], len(whole), ""
    piece = "" if words[place] in BREAKS else words[place]
    return whole, places[place], whole[places[place]].removesuffix(piece)
