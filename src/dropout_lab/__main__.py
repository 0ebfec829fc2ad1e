"""`python -m dropout_lab` is `dropout-lab`."""

import os
import sys

if sys.path[0] in ("", os.getcwd()):
    del sys.path[0]  # the current folder, where modules of anybody may lie: law 12

from dropout_lab.cli import main

if __name__ == "__main__":
    main()
