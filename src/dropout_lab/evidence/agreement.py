"""Published and yours: whether a reader's runs agree with those that were published."""

import math
from dataclasses import dataclass

import numpy as np

from dropout_lab.evidence.analyse import Analysis
from dropout_lab.evidence.by_seed import metric_unit
from dropout_lab.stats import Interval, means_interval

KEYS = ["treatment", "control", "minus_treatment", "minus_control", "metric"]


@dataclass(frozen=True)
class Gap:
    """Your mean difference minus the published one, for one comparison and metric.

    ``sides``: the two variants, or the four of an interaction. ``interval``: at 95 %, None under two pairs on
    either side.
    """

    sides: tuple[str, ...]
    metric: str
    interval: Interval | None

    @property
    def within_noise(self) -> bool:
        """Whether the noise of the seeds explains the gap."""
        return self.interval is not None and self.interval.ci_low <= 0 <= self.interval.ci_high


@dataclass(frozen=True)
class Agreement:
    """How two analyses of one experiment agree.

    ``shared``: runs that stand in both; ``equal``: those of them whose weights have one digest; ``gaps``: per
    comparison and metric, where no digest agrees.
    """

    published: Analysis
    yours: Analysis
    shared: int
    equal: int
    gaps: tuple[Gap, ...]


def agreement(published: Analysis, yours: Analysis) -> Agreement:
    """Set published runs beside a reader's own of the same experiment."""
    mine, theirs = _digests(yours), _digests(published)
    shared = mine.keys() & theirs.keys()
    equal = sum(mine[run_id] == theirs[run_id] for run_id in shared)
    return Agreement(published, yours, len(shared), equal, () if equal else _gaps(published, yours))


def _digests(analysis: Analysis) -> dict[str, str]:
    runs = analysis.runs
    done = runs[runs["status"] == "done"].drop_duplicates("run_id").dropna(subset="weights_sha256")
    return dict(zip(done["run_id"], done["weights_sha256"], strict=True))


def _gaps(published: Analysis, yours: Analysis) -> tuple[Gap, ...]:
    """Compare the two means of paired differences, comparison by comparison."""
    theirs = dict(list(published.pairs.groupby(KEYS)["difference"]))
    gaps = []
    for (*names, metric), ours in yours.pairs.groupby(KEYS, sort=False)["difference"]:
        sides, other = tuple(filter(None, names)), theirs.get((*names, metric))
        interval = None
        if other is not None and min(len(ours), len(other)) > 1:
            unit = metric_unit(yours.experiment, metric, *sides) * math.sqrt(len(sides) / 2)
            interval = means_interval(np.asarray(ours), np.asarray(other), unit)
        gaps.append(Gap(sides, metric, interval))
    return tuple(gaps)
