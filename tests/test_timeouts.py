"""A test that hangs ends, whatever it hangs in."""

import subprocess
import sys
from pathlib import Path

import pytest

HANGS = "import ctypes\n\n\ndef test_that_keeps_pythons_lock():\n    ctypes.PyDLL(None).sleep(100)\n"


@pytest.mark.slow
def test_a_test_that_keeps_pythons_lock_is_ended_and_its_stack_is_shown(tmp_path):
    """A timer of Python's own threads would wait for the lock for ever."""
    (tmp_path / "test_hangs.py").write_text(HANGS)
    words = ("-p", "tests.conftest", "--rootdir", str(tmp_path), "--timeout", "1", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Timeout (0:00:01)!" in done.stderr
    assert "test_that_keeps_pythons_lock" in done.stderr
