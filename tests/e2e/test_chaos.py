"""A campaign that is struck again and again loses nothing and leaves nothing (laws 5, 6)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHAOS = Path(__file__).with_name("chaos.py")
ROUNDS = int(os.environ.get("DROPOUT_LAB_ROUNDS", "6"))
FIRST = 16
"""The kinds that begin there are those of no other test: readers that go or never read, closed streams, a
full disk, two starts, a signal while a folder is written. From 25 rounds on each kind has its turn."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 120 * ROUNDS)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
def test_rounds_of_interruptions_lose_no_run_and_leave_no_process_and_no_file():
    """`DROPOUT_LAB_ROUNDS=300` plays as many, with real processes; training itself is light."""
    played = subprocess.run(
        [sys.executable, CHAOS, str(ROUNDS), "--first", str(FIRST)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stderr[-2000:]
    said = json.loads(played.stdout)
    assert said["faults"] == []
    assert said["rounds"] == ROUNDS
    assert said["runs"] > 0
