"""Runs -> numbers: tidy frames, paired estimates, decisions and verdicts. It holds no words."""

from dropout_lab.evidence.agreement import Agreement, Gap, agreement
from dropout_lab.evidence.analyse import Analysis, analyse
from dropout_lab.evidence.by_seed import SMOOTH_UNIT, Cells, cells_table, metric_unit
from dropout_lab.evidence.claims import Judged, judge_claim
from dropout_lab.evidence.compare_stored import Explored, Find, explore
from dropout_lab.evidence.comparisons import Compared, compare_unpaired, compare_values
from dropout_lab.evidence.costs import CHEAP, Cost, Costs
from dropout_lab.evidence.directions import Direction
from dropout_lab.evidence.drawable import Drawable
from dropout_lab.evidence.earlier_states import earlier_states
from dropout_lab.evidence.environments import Mixed, set_apart
from dropout_lab.evidence.fewer_seeds import RUN_ONCE_COLUMNS, readings_by_size
from dropout_lab.evidence.frames import CURVE_COLUMNS, RUN_COLUMNS, Frame
from dropout_lab.evidence.from_store import analyse_stored, read_kept
from dropout_lab.evidence.images import Errors
from dropout_lab.evidence.interval_choice import Look, LookKind
from dropout_lab.evidence.kept import Kept
from dropout_lab.evidence.metric_kinds import (
    as_fraction,
    direction_of,
    in_percent,
    is_measured,
    plain_name,
    row_of,
    unit_of,
)
from dropout_lab.evidence.pairs import means_reached
from dropout_lab.evidence.plan_ages import (
    NO_HISTORY,
    History,
    PlanAge,
    Planned,
    Plans,
    plan_items,
    plans_of,
)
from dropout_lab.evidence.ranking import Rank, ranked
from dropout_lab.evidence.replies import (
    Reply,
    asked_of,
    first_reply,
    needed,
    of_streams,
    reply_of,
    rows_reply,
)
from dropout_lab.evidence.seeds_needed import stored_so_far
from dropout_lab.evidence.selection import chooses_by_test_set
from dropout_lab.evidence.standings import by_standing, standing
from dropout_lab.evidence.summary import columns_beside, described, learning_metrics, metrics_of
from dropout_lab.evidence.sweeps import Sweep, find_sweep
from dropout_lab.evidence.swept import Stretch, Swept, stretches, swept_of
from dropout_lab.evidence.undecided import undecided
from dropout_lab.evidence.variance import POKE

__all__ = [
    "CHEAP",
    "CURVE_COLUMNS",
    "NO_HISTORY",
    "POKE",
    "RUN_COLUMNS",
    "RUN_ONCE_COLUMNS",
    "SMOOTH_UNIT",
    "Agreement",
    "Analysis",
    "Cells",
    "Compared",
    "Cost",
    "Costs",
    "Direction",
    "Drawable",
    "Errors",
    "Explored",
    "Find",
    "Frame",
    "Gap",
    "History",
    "Judged",
    "Kept",
    "Look",
    "LookKind",
    "Mixed",
    "PlanAge",
    "Planned",
    "Plans",
    "Rank",
    "Reply",
    "Stretch",
    "Sweep",
    "Swept",
    "agreement",
    "analyse",
    "analyse_stored",
    "as_fraction",
    "asked_of",
    "by_standing",
    "cells_table",
    "chooses_by_test_set",
    "columns_beside",
    "compare_unpaired",
    "compare_values",
    "described",
    "direction_of",
    "earlier_states",
    "explore",
    "find_sweep",
    "first_reply",
    "in_percent",
    "is_measured",
    "judge_claim",
    "learning_metrics",
    "means_reached",
    "metric_unit",
    "metrics_of",
    "needed",
    "of_streams",
    "plain_name",
    "plan_items",
    "plans_of",
    "ranked",
    "read_kept",
    "readings_by_size",
    "reply_of",
    "row_of",
    "rows_reply",
    "set_apart",
    "standing",
    "stored_so_far",
    "stretches",
    "swept_of",
    "undecided",
    "unit_of",
]
