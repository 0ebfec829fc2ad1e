"""`dropout-lab run`: plan, train what is missing, report."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand

from dropout_lab.cli.completion import complete_overrides
from dropout_lab.cli.say import say, say_object
from dropout_lab.errors import ConfigError
from dropout_lab.foreign import visible
from dropout_lab.interruption import Interrupted

if TYPE_CHECKING:  # Dask, Hydra and SciPy wait until the words are known to be a run
    from dropout_lab.cli.progress import LiveWatch
    from dropout_lab.config import Command
    from dropout_lab.experiment import Experiment
    from dropout_lab.plan import Plan
    from dropout_lab.runner import Expected
    from dropout_lab.store import Runs, Store


EXAMPLES = (
    "dropout-lab: run: what? alone it would train MNIST five times; type seeds=5 for that, or such as",
    "  dropout-lab run experiment=quickstart      # a whole question in a minute, offline",
    "  dropout-lab run -m dropout.rate=0,0.2,0.5  # a sweep against its first value",
    "  dropout-lab run dataset=digits seeds=4     # one recipe over four seeds",
)
"""What ``run`` without a word says."""


class RunCommand(TyperCommand):
    """`run`, which takes a word such as ``-batch_size`` for one option, and for no row of letters."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; one dash before several letters is as good as two."""
        return super().parse_args(ctx, [f"-{word}" if LONG.match(word) else word for word in args])


LONG = re.compile(r"-(?!m?c(job|hydra|all)?$)[A-Za-z][\w-]+")
"""A word of several letters behind one dash; ``-m`` and ``-c job`` may stand together."""


def run(
    overrides: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words of Hydra's grammar, such as experiment=tutorial_claim seeds=10 dropout.rate=0.2.",
            autocompletion=complete_overrides,
        ),
    ] = None,
    multirun: Annotated[
        bool, typer.Option("--multirun", "-m", help="Sweep keys with several values.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan; train and write nothing.")
    ] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Also write results/NAME at the end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    config_dir: Annotated[Path | None, typer.Option(help="A folder of your own choices, as conf/.")] = None,
    cfg: Annotated[str, typer.Option("--cfg", "-c", help="Show the configuration: job, hydra or all.")] = "",
    info: Annotated[str, typer.Option("--info", help="Show Hydra's state: defaults, searchpath...")] = "",
    hydra_help: Annotated[bool, typer.Option("--hydra-help", help="Show Hydra's own help.")] = False,
    rerun: Annotated[str, typer.Option("--experimental-rerun", hidden=True)] = "",
) -> None:
    """Train an experiment, a sweep or one recipe over many seeds; only what is missing is trained."""
    words = list(overrides or [])
    if rerun:
        raise ConfigError("--experimental-rerun: refused, since it runs what a pickle file says")
    if not (words or dry_run or cfg or info or hydra_help):
        say(*EXAMPLES, err=True)
        raise typer.Exit(2)
    from dropout_lab.config import answer_by_hydra, job_text, read_command

    shown_by_hydra = {"all": "hydra"}.get(cfg, cfg)  # the job is shown by us, as it is trained
    flags = [*(["--cfg", shown_by_hydra] if cfg else []), *(["--info", info] if info else [])]
    if hydra_help:
        answer_by_hydra(["--hydra-help"], words, config_dir)
        return
    command = read_command(words, multirun=multirun, config_dir=config_dir)
    if cfg in ("job", "all"):
        say(*job_text(command).removesuffix("\n").split("\n"))
    if flags and flags != ["--cfg", "job"]:
        answer_by_hydra(flags, [] if multirun else words, config_dir)
    if flags:
        return
    if publish and command.smoke:
        raise ConfigError("--publish: debug=smoke stores nothing to publish; leave one of them out")
    from dropout_lab.campaign import plan_command

    plan = plan_command(command)
    if dry_run:
        (_print_plan_object if as_json else _print_plan)(command, plan)
        return
    _carry_out(command, plan, as_json=as_json, publish=publish)


def _print_plan(
    command: "Command",
    plan: "Plan",
    there: int | None = None,
    cost: "tuple[int, Expected | None] | None" = None,
) -> None:
    from dropout_lab import campaign
    from dropout_lab.cli.plan_words import INDENT, plan_lines
    from dropout_lab.cli.terminal import print_folded

    workers, seconds = cost or campaign.cost(command, plan, there)
    for line in plan_lines(command, plan, workers, seconds, there):
        print_folded(line, INDENT if line.startswith(" ") else 0, err=True)


def _print_plan_object(command: "Command", plan: "Plan") -> None:
    cells = [
        {"variant": cell.variant.name, "seed": cell.seed, "run_id": cell.run_id} for cell in plan.missing
    ]
    shown = {
        "experiment": plan.experiment.name,
        "plan_hash": plan.experiment.plan_hash,
        "store": str(command.store_path),
        "planned": plan.n_runs,
        "missing": cells,
    }
    say_object(shown)


def _carry_out(command: "Command", plan: "Plan", *, as_json: bool, publish: bool) -> None:
    from dropout_lab import campaign
    from dropout_lab.cli.look import cause_lines
    from dropout_lab.cli.messages import messages
    from dropout_lab.store import Store

    if not command.smoke:
        _look_at_places(command, plan, publish)
    there = campaign.prepare(command, plan)
    for caution in campaign.cautions(command, plan, there):
        say(f"dropout-lab: {caution}", err=True)
    with ExitStack() as opened:  # nothing waits for a reader until all is written
        opened.enter_context(messages())
        store = None
        if not command.smoke:
            store = opened.enter_context(Store.open(command.store_path, write=True))
        # Measured before the workers start, which would be counted as others.
        cost = None if as_json else campaign.cost(command, plan, there)
        show = partial(_print_plan, command, plan, there, cost) if cost else lambda: None
        plan, failures = _train(command, plan, store, opened, show)
        causes = store.failures(cell.run_id for cell in plan.cells) if store is not None else {}
    if command.smoke:
        _end_smoke(command, failures, as_json)
        return
    _report(command, plan, as_json=as_json, publish=publish)
    failed = sum(causes.values())
    if failed:
        count = f"{failed} run{'s' * (failed != 1)}"
        say(*(f"dropout-lab: {line}" for line in cause_lines(causes)), err=True)
        say(f"dropout-lab: {count} failed twice; {_where_why(command)}", err=True)
        raise typer.Exit(1)


def _report(command: "Command", plan: "Plan", *, as_json: bool, publish: bool) -> None:
    """Write the folder of results, say what is in it, and what to type next."""
    from dropout_lab.cli.messages import messages
    from dropout_lab.cli.next_step import where_the_program_is
    from dropout_lab.cli.outcome import print_outcome
    from dropout_lab.cli.places import Places
    from dropout_lab.language import ENGLISH
    from dropout_lab.publication import write_campaign

    path, name, results = command.store_path, plan.experiment.name, command.results_path
    with messages():
        written = write_campaign(path, name, results=results)
        if publish:  # what is told is then of this folder: there is no other to set beside it
            written = write_campaign(path, name, publish=True, results=results)
    if publish:
        say(f"published: {written.folder}/report.html", err=as_json)
    asked, shown = len(command.seeds), len(written.analysis.seeds)
    if shown > asked:
        say(
            f"note: {asked} seed{'s' * (asked != 1)} asked for; all {shown} that are stored are shown",
            err=True,
        )
    print_outcome(written, ["dropout-lab", *sys.argv[1:]], Places.of(results, path), ENGLISH, as_json=as_json)
    if not as_json and (where := where_the_program_is()):
        say(where)


def _look_at_places(command: "Command", plan: "Plan", publish: bool) -> None:
    """See, before hours of training, that what comes of it can be published and written."""
    from dropout_lab import campaign
    from dropout_lab.publication import check_place, refuse_unpublishable

    if publish:
        seeds = campaign.seeds_asked_for(command, plan)
        refuse_unpublishable(plan.experiment, seeds, altered=command.altered)
    for line in check_place(command.results_path, plan.experiment.name, publish=publish):
        say(f"dropout-lab: {line}", err=True)


def _end_smoke(command: "Command", failures: Sequence[str], as_json: bool) -> None:
    if failures:
        say(f"dropout-lab: {failures[0]}; their messages: {_newest_log(command)}", err=True)
        raise typer.Exit(1)
    say("smoke: every variant trained for an epoch; nothing is stored", err=as_json)


def _train(
    command: "Command", plan: "Plan", store: "Store | None", opened: ExitStack, show: Callable[[], None]
) -> tuple["Plan", list[str]]:
    """Show the plan while the workers start, and train what is missing.

    Returns:
        The plan of the last round, and the errors of runs that failed twice.
    """
    from dropout_lab import campaign
    from dropout_lab.spawning import end_children

    failures: list[str] = []

    def leave(interruption: Interrupted) -> NoReturn:
        kept = f"finished runs are stored. To go on, type it again:\n  {_typed()}"
        sys.stderr.write(f"\ndropout-lab: interrupted; {kept if store else 'nothing is stored'}\n")
        opened.close()
        end_children()
        os._exit(interruption.exit_code)

    @contextmanager
    def watching(plan: "Plan") -> "Iterator[LiveWatch]":
        from dropout_lab.cli.progress import LiveWatch
        from dropout_lab.progress import known_values

        if store is not None:
            _load_in_idle_time("dropout_lab.publication.publish")
        known: Mapping[tuple[str, int], float] = {}
        if store is not None:
            run_ids = [cell.run_id for cell in plan.cells]
            known = known_values(plan.experiment, plan.cells, store.columns(run_ids, ["run_id", "metrics"]))
        with LiveWatch(plan, known) as watch:
            yield watch
        failures.extend(watch.failures)

    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    log = campaign.logs(command) / f"{plan.experiment.name}-{stamp}.log"
    last = campaign.carry_out(
        command,
        plan,
        store,
        watching=watching,
        undecided=_still_open,
        log=log,
        leave=leave,
        meanwhile=show,
    )
    return last, failures


def _load_in_idle_time(module: str) -> None:
    """Import what the end of a run needs, in a thread, while main waits for its workers."""

    def load() -> None:
        with suppress(Exception):  # raised again by who uses it
            import_module(module)

    Thread(target=load, name=f"loads {module}", daemon=True).start()


def _still_open(experiment: "Experiment", records: "Runs", seeds: Sequence[int]) -> Sequence[str]:
    """Name what a round of ``seeds=auto`` leaves inconclusive, and say so."""
    from dropout_lab.evidence import undecided
    from dropout_lab.experiment import ROUND

    names = undecided(experiment, records, seeds)
    total, most = len(experiment.comparisons), len(experiment.planned_seeds)
    left = f"{len(names)} of {total} inconclusive, so {ROUND} more" if names else "settled"
    say(f"seeds=auto: {len(seeds)} of at most {most} seeds: {left}", err=True)
    return names


def _newest_log(command: "Command") -> object:
    from dropout_lab import campaign

    return max(campaign.logs(command).glob(f"{command.experiment.name}-*.log"), default="no log")


def _where_why(command: "Command") -> str:
    return f"the same command tries them again; their messages: {_newest_log(command)}"


def _typed() -> str:
    return visible(shlex.join(["dropout-lab", *sys.argv[1:]]))
