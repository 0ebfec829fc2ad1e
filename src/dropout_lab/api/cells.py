"""What a notebook shows while a cell trains: one line, in place."""

import sys
import time
import warnings
from collections.abc import Callable
from html import escape
from typing import Any

from dropout_lab.foreign import visible
from dropout_lab.language import duration_words
from dropout_lab.plan import Plan
from dropout_lab.progress import RoundWatch, Values
from dropout_lab.runner import Failure, Reply, Task

OnRun = Callable[[int, int], None]
"""Told after each run: how many have ended, of how many; of this round, with ``seeds=auto``."""

AGAIN_SECONDS = 0.25
"""Between two changes of the line: epochs end by the thousand, and each change is a message."""


def notebook_display() -> Callable[..., Any] | None:
    """Return IPython's `display` where a notebook's kernel runs this process; None: elsewhere.

    IPython is asked only where somebody has loaded it.
    """
    ipython = sys.modules.get("IPython")
    shell = getattr(ipython, "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        return None
    return sys.modules["IPython.display"].display


class CellWatch(RoundWatch):
    """Tells whoever asked after each run, and keeps one line of a notebook up to date.

    Args:
        plan: what the round trains.
        values: of the runs that the store already has.
        on_run: told after each run; None: nobody.
        display: IPython's; None: nothing is shown.
    """

    def __init__(
        self, plan: Plan, values: Values, on_run: OnRun | None, display: Callable[..., Any] | None
    ) -> None:
        super().__init__(plan, values)
        self._on_run = on_run
        self._started = self._shown = time.monotonic()
        self._line = f"{self.runs} runs to train, starting the workers"
        self._handle = None if display is None else display(self._bundle(), raw=True, display_id=True)

    def __enter__(self) -> "CellWatch":
        return self

    def __exit__(self, *_: object) -> None:
        took = duration_words(time.monotonic() - self._started)
        self._line = _joined(f"{self.ended} of {self.runs} runs in {took}", visible(self.estimate))
        self._update()

    def finished(self, task: Task, result: Reply | Failure) -> None:
        """A run is recorded."""
        super().finished(task, result)
        if self._on_run is not None:
            self._on_run(self.ended, self.runs)

    def note(self, line: str) -> None:
        """Something goes another way than planned: a warning, as a library gives it."""
        warnings.warn(line, stacklevel=2)

    def show(self, counted: str, estimate: str) -> None:
        """Change the line, not more often than an eye follows."""
        self._line = _joined(counted, estimate)
        if time.monotonic() - self._shown >= AGAIN_SECONDS:
            self._update()

    def _update(self) -> None:
        self._shown = time.monotonic()
        if self._handle is not None:
            self._handle.update(self._bundle(), raw=True)

    def _bundle(self) -> dict[str, str]:
        """The line as a notebook takes it: with a bar, and as plain text."""
        share = self.worked / self.total if self.total else 1.0
        bar = f'<progress value="{share:.3f}" max="1" aria-label="runs"></progress>'
        return {
            "text/plain": f"{100 * share:3.0f} % | {self._line}",
            "text/html": f"<div>{bar} {escape(self._line)}</div>",
        }


def _joined(*parts: str) -> str:
    return " | ".join(filter(None, parts))
