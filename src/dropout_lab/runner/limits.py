"""Limits that a shell sets for its processes, looked at before workers are started."""

import resource

from dropout_lab.errors import ConfigError

FILES, FILES_A_WORKER = 64, 16
"""Files that main has open with the report's libraries, and more of them for each worker: pipes, sockets."""


def allow_open_files(workers: int) -> None:
    """Let this process and its workers open as many files as they need, as far as the shell allows it.

    Raises:
        ConfigError: the shell allows fewer.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = FILES + FILES_A_WORKER * workers
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise ConfigError(
            f"executor.workers={workers}: needs about {needed} open files, and this shell allows {hard}; "
            f"type `ulimit -n {max(1024, needed)}` first, or start dropout-lab from another shell"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
