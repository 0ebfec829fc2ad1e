"""`dropout-lab` with workers that train nothing and reports without pictures: for tests of what is around."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # for workers too, which load a file of the tests
    from dropout_lab.cli import main
    from dropout_lab.runner import cluster
    from tests.e2e.undrawn import leave_out_pictures

    cluster.SETTINGS["distributed.worker.preload"] = ["dropout_lab.runner.worker", "tests.e2e.light_engine"]
    leave_out_pictures(setattr)
    main()
