"""Claims as a frame, for notebooks."""

import pandas as pd

from dropout_lab.evidence import Analysis, Frame
from dropout_lab.language import ClaimObject, claim_object


def claims_frame(analysis: Analysis) -> Frame:
    """Return one row per claim: the keys of claims.json; ``says`` in English, ``source`` as one text."""
    rows = [
        {
            **claim.model_dump(),
            "says": claim.says.en,
            "source": ", ".join(filter(None, [claim.source.text, claim.source.section])),
        }
        for claim in map(claim_object, analysis.claims)
    ]
    return pd.DataFrame(rows, columns=list(ClaimObject.model_fields))
