"""What a run shows while it trains: a bar with counts and the time left, and the estimate as it forms.

On a terminal two lines; into a pipe one plain line at each tenth of the work. All of it goes to stderr.
"""

from collections.abc import Callable, Iterable

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TaskProgressColumn
from rich.table import Table
from rich.text import Text

from dropout_lab.experiment import Experiment
from dropout_lab.foreign import visible
from dropout_lab.plan import Plan
from dropout_lab.progress import RoundWatch, Values, estimate
from dropout_lab.tables import folded


class Bar(Progress):
    """A bar with its counts beside it, where the terminal has room, and the estimate below."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bar, then what has no room beside it, no number of it cut."""
        for task in self.tasks:
            counted, estimate = task.description, str(task.fields.get("estimate", ""))
            beside = BAR_ROOM + len(counted) <= self.console.width
            row = Table.grid(padding=(0, 1))
            row.add_row(self.make_tasks_table([task]), *([Text(counted)] if beside else []))
            yield row
            for text in filter(None, [estimate] if beside else [counted, estimate]):
                yield from map(Text, folded(text, self.console.width))


BAR_ROOM = 35
"""Columns of the spinner, the bar and its percents, with the blanks between them."""


class WholePercent(TaskProgressColumn):
    """Percents that are done whole: 100 are all."""

    def render(self, task: Task) -> Text:
        """Return them as the bar's text."""
        return Text(f"{int(task.percentage + 1e-6):>3}%", style="progress.percentage")


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
            WholePercent(),
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

    def show(self, counted: str, estimate: str) -> None:
        """Move the bar; into a pipe print each new tenth."""
        self._bar.update(self._task, completed=self.worked, description=counted, estimate=estimate)
        tenth = int(10 * self.worked / self.total + 1e-6)
        if not self._console.is_terminal and tenth > self._tenth:
            self._tenth = tenth
            line = " | ".join(filter(None, [f"{10 * self._tenth:3d} %", counted, estimate]))
            self._console.print(line, soft_wrap=True, markup=False, highlight=False)
