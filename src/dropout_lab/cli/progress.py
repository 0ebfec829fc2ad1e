"""What a run shows while it trains: a bar with the time left and the estimate as it forms.

On a terminal a bar; into a pipe one plain line at each tenth of the work. All of it goes to stderr.
"""

from collections.abc import Callable, Iterable

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn
from rich.text import Text

from dropout_lab.experiment import Experiment
from dropout_lab.foreign import visible
from dropout_lab.plan import Plan
from dropout_lab.progress import RoundWatch, Values, estimate
from dropout_lab.tables import folded


class Bar(Progress):
    """A bar, and below it what it stands for, in as many lines as the terminal needs."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bar, then the description, no number of it cut."""
        yield self.make_tasks_table(self.tasks)
        for task in self.tasks:
            for line in folded(task.description, self.console.width):
                yield Text(line)


class LiveWatch(RoundWatch):
    """Looks on for a person; a context manager that clears its bar at the end."""

    def __init__(
        self, plan: Plan, values: Values, describe: Callable[[Experiment, Values], str] = estimate
    ) -> None:
        super().__init__(plan, values, describe)
        self._tenth = 0
        self._console = Console(stderr=True)
        self._bar = Bar(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("starting the workers", total=self.total)

    def __enter__(self) -> "LiveWatch":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def note(self, line: str) -> None:
        """Something goes another way than planned: a line above the bar."""
        self._console.print(visible(f"dropout-lab: {line}"), soft_wrap=True, markup=False, highlight=False)

    def show(self, line: str) -> None:
        """Move the bar; into a pipe print each new tenth."""
        self._bar.update(self._task, completed=self.worked, description=line)
        if not self._console.is_terminal and int(10 * self.worked / self.total) > self._tenth:
            self._tenth = int(10 * self.worked / self.total)
            self._console.print(
                f"{10 * self._tenth:3d} % | {line}", soft_wrap=True, markup=False, highlight=False
            )
