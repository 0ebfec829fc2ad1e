"""Claims as a frame, for notebooks."""

import pandas as pd

from dropout_lab.analysis.analyse import Analysis
from dropout_lab.analysis.claims import Judged
from dropout_lab.analysis.frames import Frame


def claims_frame(analysis: Analysis) -> Frame:
    """One row per claim: the keys of claims.json; ``says`` in English, ``source`` as one text."""
    rows = [
        {
            **judged.model_dump(),
            "says": judged.says.en,
            "source": ", ".join(filter(None, [judged.source.text, judged.source.section])),
        }
        for judged in analysis.claims
    ]
    return pd.DataFrame(rows, columns=list(Judged.model_fields))
