"""Where runs and results are, in the words of a command: what a verb proposes finds what the verb found."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dropout_lab.results_folder import PUBLISHED


class Places(NamedTuple):
    """The folder of results, and the database of runs where it is another than that of the results.

    >>> Places(Path("mine")).run("experiment=quickstart")
    'dropout-lab run experiment=quickstart results.path=mine'
    >>> Places(store=Path("runs.sqlite")).look("report", "quickstart", "--open")
    'dropout-lab report quickstart --open --store runs.sqlite'
    """

    results: Path = PUBLISHED
    store: Path | None = None

    @classmethod
    def of(cls, results: Path, store: Path) -> "Places":
        """Return the places of a folder of results and a database of runs."""
        return cls(results, None if store == results / "store.sqlite" else store)

    @property
    def keys(self) -> list[str]:
        """The keys of `run` that name them; none where they are the usual ones."""
        named = [f"results.path={self.results}"] if self.results != PUBLISHED else []
        return [*named, *([f"store.path={self.store}"] if self.store else [])]

    def run(self, *words: str) -> str:
        """Return a command of `run` that keeps to these places.

        Args:
            words: behind ``dropout-lab run``; keys of places among them stay the only ones.
        """
        return shlex.join(["dropout-lab", "run", *self.added(words)])

    def added(self, words: Sequence[str]) -> list[str]:
        """Return words of `run` with the keys of these places, where they name none."""
        named = {word.partition("=")[0] for word in words}
        return [*words, *(key for key in self.keys if key.partition("=")[0] not in named)]

    def look(self, verb: str, *words: str) -> str:
        """Return the command of a verb that looks at these places."""
        results = ["--results", str(self.results)] if self.results != PUBLISHED else []
        store = ["--store", str(self.store)] if self.store else []
        return shlex.join(["dropout-lab", verb, *words, *results, *store])
