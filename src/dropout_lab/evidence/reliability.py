"""How confident each variant is at its end, and how often right: the reliability diagram's numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dropout_lab.evidence.frames import Frame
from dropout_lab.plan import Cell
from dropout_lab.store import RunRecord

RELIABILITY_COLUMNS = ["variant", "bin", "n", "confidence", "accuracy", "accuracy_sd"]


def reliability_frame(cells: Sequence[Cell], found: Mapping[str, RunRecord]) -> Frame:
    """One row per variant and bin of equal mass, by rising confidence; none for runs that kept no bins.

    ``n`` runs; ``confidence`` and ``accuracy`` are means over them, fractions; ``accuracy_sd`` is their
    standard deviation (n - 1), NaN for one run.
    """
    by_variant: dict[str, list[np.ndarray]] = {}
    for cell in cells:
        record = found.get(cell.run_id)
        if record is not None and record.status == "done" and record.reliability is not None:
            by_variant.setdefault(cell.variant.name, []).append(record.reliability)
    parts = []
    for variant, bins in by_variant.items():
        if len({len(of_run) for of_run in bins}) > 1:
            continue  # no bin of the one has its like in the other
        runs = np.stack(bins)
        spread = runs[:, :, 2].std(axis=0, ddof=1) if len(runs) > 1 else np.nan
        part = {
            "variant": variant,
            "bin": np.arange(1, runs.shape[1] + 1),
            "n": len(runs),
            "confidence": runs[:, :, 1].mean(axis=0),
            "accuracy": runs[:, :, 2].mean(axis=0),
            "accuracy_sd": spread,
        }
        parts.append(pd.DataFrame(part))
    empty = pd.DataFrame(columns=RELIABILITY_COLUMNS)
    return pd.concat(parts, ignore_index=True)[RELIABILITY_COLUMNS] if parts else empty
