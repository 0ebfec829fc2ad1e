"""`dropout_lab.run`: the words of the command line, from a script or a notebook."""

import threading
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from dropout_lab import campaign
from dropout_lab.api.cells import CellWatch, OnRun, notebook_display
from dropout_lab.api.main_guard import refuse_unguarded
from dropout_lab.api.reading import Place, Results, spoken
from dropout_lab.config import Command, read_command
from dropout_lab.errors import ConfigError
from dropout_lab.evidence import analyse_stored, undecided
from dropout_lab.interruption import Interrupted
from dropout_lab.plan import Plan
from dropout_lab.progress import known_values
from dropout_lab.spawning import end_children
from dropout_lab.store import Store


class Stopped(KeyboardInterrupt):
    """The user's interruption of a run; a notebook shows it in one line."""

    def _render_traceback_(self) -> list[str]:
        return ["interrupted; finished runs are stored, and the same cell goes on"]


def run(
    *overrides: str,
    multirun: bool = False,
    config_dir: str | Path | None = None,
    store: str | Path | None = None,
    on_run: OnRun | None = None,
    language: str = "en",
    **keys: object,
) -> Results:
    """Train what is missing of an experiment, a sweep or one recipe, and return its results.

    A script calls this under ``if __name__ == "__main__":``, as workers import the script again. In a
    notebook a line shows how far it is.

    Args:
        overrides: the words of `dropout-lab run`, such as ``"experiment=quickstart"`` and ``"seeds=5"``.
        multirun: sweep keys with several values, as ``-m`` does.
        config_dir: a folder of your own choices, as ``conf/``.
        store: the database of runs; None: as the configuration says (results/store.sqlite).
        on_run: told after each run how many have ended, of how many; with ``seeds=auto`` of this round.
        language: of answer, sentences, notes and pictures: ``en`` or ``zh``.
        keys: none; a key of the command line written so is answered with how it is written.

    Returns:
        The results of everything that is stored of it, as `results` reads them.

    Raises:
        ConfigError: words that cannot be, a script without its guard, or ``debug=smoke``.
        DataError: a data set that cannot be had.
        StoreError: a store that cannot be written.
        ClusterError: workers that cannot be started or reached.
        Stopped: a KeyboardInterrupt; finished runs are stored, the same call goes on.
    """
    words = spoken(language)
    _refuse_other_ways(overrides, keys)
    lines = [*overrides, *([] if store is None else [f"store.path={_quoted(store)}"])]
    command = read_command(lines, multirun=multirun, config_dir=Path(config_dir) if config_dir else None)
    if command.smoke:
        raise ConfigError(
            "debug=smoke: stores nothing, so there are no results to return; type it as a command"
        )
    if command.executor.address is None:
        refuse_unguarded()
    if threading.current_thread() is not threading.main_thread():
        raise ConfigError("run: call it from the main thread, which is told when to stop")
    plan = campaign.plan_command(command)
    there = campaign.prepare(command, plan)
    for caution in campaign.cautions(command, plan, there):
        warnings.warn(caution, stacklevel=2)
    with Store.open(command.store_path, write=True) as opened:
        _train(command, plan, opened, on_run)
    place = Place(store=command.store_path, results=command.results_path)
    return Results(analyse_stored(command.store_path, plan.experiment.name)[0], place, words)


def _refuse_other_ways(overrides: Sequence[object], keys: Mapping[str, object]) -> None:
    """Refuse words that are no texts, keys given as Python's arguments, and the option of a sweep.

    Raises:
        ConfigError: with what to write.
    """
    for key, value in keys.items():
        raise ConfigError(f'run({key}=...): keys are given as texts; write "{key}={value}"')
    for word in overrides:
        if not isinstance(word, str):
            raise ConfigError(f'run({word!r}): no text; write keys as texts, such as "seeds=3"')
        if word in ("-m", "--multirun"):
            raise ConfigError(f'run("{word}"): from Python a sweep is asked for by multirun=True')


def _train(command: Command, plan: Plan, store: Store, on_run: OnRun | None) -> None:
    display = notebook_display()

    def watching(plan: Plan) -> CellWatch:
        columns = store.columns([cell.run_id for cell in plan.cells], ["run_id", "metrics"])
        known = known_values(plan.experiment, plan.cells, columns)
        return CellWatch(plan, known, on_run, display)

    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    log = campaign.logs(command) / f"{plan.experiment.name}-{stamp}.log"
    campaign.carry_out(command, plan, store, watching=watching, undecided=undecided, log=log, leave=_leave)


def _leave(interruption: Interrupted) -> NoReturn:
    end_children()
    raise Stopped from interruption


def _quoted(path: str | Path) -> str:
    """Write a path so that Hydra's grammar reads it as one text."""
    text = str(path).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
