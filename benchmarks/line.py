"""How a measured process talks with the benchmark's main process."""

import json
import os
import resource
import sys
from pathlib import Path

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def peak_bytes() -> int:
    """Return the largest resident memory that this program has ever had.

    Linux's own word where there is one: a process begins with the `ru_maxrss` of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT


class Line:
    """The talk with the benchmark's main process, out of reach of what libraries print."""

    def __init__(self) -> None:
        self._answers = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)

    def say(self, **answer: object) -> None:
        """Send one line of JSON."""
        self._answers.write(json.dumps(answer) + "\n")

    def hear(self) -> str:
        """Wait for a word; answer `peak` here, and leave when nobody is there any more."""
        while (word := sys.stdin.readline().strip()) == "peak":
            self.say(bytes=peak_bytes())
        if not word:
            os._exit(0)
        return word
