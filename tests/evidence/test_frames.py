"""Tables that are stacked of parts."""

import numpy as np
import pandas as pd

from dropout_lab.evidence.frames import stacked


def test_parts_are_stacked_as_frames_of_them_would_be():
    """One value stands in all rows of its part; kinds of columns stay."""
    parts = [
        {"name": "a", "n": 3, "held": np.array([True, False]), "sd": np.nan, "x": np.array([1.5, 2.5])},
        {"name": "b", "n": 4, "held": np.array([True]), "sd": np.array([0.5]), "x": np.array([3.5])},
    ]
    columns = ["x", "name", "held", "n", "sd"]
    wanted = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)[columns]
    pd.testing.assert_frame_equal(stacked(parts, columns), wanted)
    assert list(stacked([], columns)) == columns
