"""`dropout-lab` whose workers are held while they import; each imports this script first."""

import os
import sys
import time
from pathlib import Path

if __name__ == "__mp_main__":
    (Path("importing") / str(os.getpid())).touch()
    time.sleep(600)

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))
    from dropout_lab.cli import main

    Path("importing").mkdir()
    main()
