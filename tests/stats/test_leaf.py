"""The room of estimates stays light and by itself."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_estimates_load_numpy_and_scipy_special_alone():
    """Neither pandas nor a backend nor the rest of ours, nor scipy.stats, which takes a second to load."""
    code = (
        "import sys, dropout_lab.stats\n"
        "heavy = {'pandas', 'scipy.stats', 'tensorflow', 'keras', 'hydra', 'pydantic'} & set(sys.modules)\n"
        "ours = {m for m in sys.modules if m.startswith('dropout_lab.') and 'stats' not in m}\n"
        "ours -= {'dropout_lab.faces'}  # of the package itself\n"
        "sys.exit(f'{heavy} {ours}' if heavy or ours else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
