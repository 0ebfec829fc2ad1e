"""Where the time of a program goes on a GPU, by the names of its kernels."""

import re
from collections import Counter
from pathlib import Path

MOST = 40


def seconds_by_kernel(folder: Path) -> list[tuple[str, float, int]]:
    """Read the trace that `jax.profiler` wrote into a folder.

    Returns:
        Name, seconds and number of launches of each kind of kernel, the dearest first.
    """
    from jax.profiler import ProfileData

    seconds, launches = Counter[str](), Counter[str]()
    for file in folder.rglob("*.xplane.pb"):
        for plane in ProfileData.from_file(str(file)).planes:
            if "/device:GPU" not in plane.name:
                continue
            for line in plane.lines:
                if "Stream" not in line.name:
                    continue
                for event in line.events:
                    name = re.sub(r"\s+", " ", event.name)[:160]
                    seconds[name] += event.duration_ns / 1e9
                    launches[name] += 1
    return [(name, taken, launches[name]) for name, taken in seconds.most_common(MOST)]
