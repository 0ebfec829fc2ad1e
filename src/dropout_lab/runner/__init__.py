"""Plan -> workers -> results; the only room that knows Dask."""

from dropout_lab.runner.address import check_address, open_to, without_workers
from dropout_lab.runner.closed import private_folder
from dropout_lab.runner.cluster import check_memory, connect, local_workers
from dropout_lab.runner.limits import allow_open_files
from dropout_lab.runner.loop import Watch, run_tasks
from dropout_lab.runner.machine_speed import Expected, expected_seconds
from dropout_lab.runner.tasks import Failure, Reply, Task

__all__ = [
    "Expected",
    "Failure",
    "Reply",
    "Task",
    "Watch",
    "allow_open_files",
    "check_address",
    "check_memory",
    "connect",
    "expected_seconds",
    "local_workers",
    "open_to",
    "private_folder",
    "run_tasks",
    "without_workers",
]
