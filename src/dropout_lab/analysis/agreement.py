"""Published and yours: whether a reader's runs agree with those in a results folder."""

import math
from pathlib import Path

from dropout_lab.analysis.analyse import Analysis, analyse
from dropout_lab.analysis.cells import metric_unit
from dropout_lab.analysis.comparisons import Compared
from dropout_lab.analysis.folder import read_experiment, read_results
from dropout_lab.analysis.labels import label_text
from dropout_lab.analysis.shown import SHOWN
from dropout_lab.analysis.words import difference_text, interval_text
from dropout_lab.stats import means_interval
from dropout_lab.words import ENGLISH


def published_and_yours(folder: Path, analysis: Analysis) -> list[str]:
    """Set the published estimate beside one's own, in lines for the terminal.

    Args:
        folder: a results folder, as committed.
        analysis: one's own runs of the same experiment.

    Returns:
        Both estimates; how many weight digests agree, run by run; and, where none do, whether the
        estimates differ by more than the noise of their seeds.

    Raises:
        ResultsError: a folder that cannot be read.
    """
    experiment, seeds = read_experiment(folder)
    published = analyse(experiment, read_results(folder), seeds)
    lines = [
        *(f"published  {line}" for line in _estimates(published)),
        *(f"yours      {line}" for line in _estimates(analysis)),
    ]
    mine, theirs = _digests(analysis), _digests(published)
    shared = mine.keys() & theirs.keys()
    equal = sum(mine[run_id] == theirs[run_id] for run_id in shared)
    if not shared:
        return [
            *lines,
            "digests    no run stands in both; nothing to compare bit by bit",
            *_noise(published, analysis),
        ]
    lines.append(f"digests    {equal} of {len(shared)} runs have the published weights, bit for bit")
    return lines if equal else [*lines, *_noise(published, analysis)]


def _estimates(analysis: Analysis) -> list[str]:
    lines = []
    for values in analysis.comparisons.to_dict("records"):
        row = Compared(**values)
        unit = SHOWN[row.metric].difference_unit
        mean = difference_text(row.metric, row.mean_difference)
        interval = interval_text(row.metric, row.ci_low, row.ci_high)
        lines.append(
            f"{row.label}, {SHOWN[row.metric].name}: {mean}{unit} {interval}, "
            f"{ENGLISH('units.pairs', n=row.n_pairs)}, {row.decision}"
        )
    return lines or [analysis.answer]


def _digests(analysis: Analysis) -> dict[str, str]:
    done = (
        analysis.runs[analysis.runs["status"] == "done"]
        .drop_duplicates("run_id")
        .dropna(subset="weights_sha256")
    )
    return dict(zip(done["run_id"], done["weights_sha256"], strict=True))


def _noise(published: Analysis, analysis: Analysis) -> list[str]:
    """Compare the two means of paired differences, comparison by comparison."""
    keys = ["treatment", "control", "minus_treatment", "minus_control", "metric"]
    theirs = dict(list(published.pairs.groupby(keys)["difference"]))
    lines = []
    for sides, ours in analysis.pairs.groupby(keys, sort=False)["difference"]:
        other, metric, variants = theirs.get(sides), sides[-1], [name for name in sides[:-1] if name]
        head = f"{'noise':<11}{label_text(*sides[:-1])}, {SHOWN[metric].name}: "
        if other is None or min(len(ours), len(other)) < 2:
            lines.append(head + "too few pairs to tell a difference from noise")
            continue
        unit = metric_unit(analysis.experiment, metric, *variants) * math.sqrt(len(variants) / 2)
        low, mean, high = means_interval(ours.to_numpy(), other.to_numpy(), unit)
        within = low <= 0 <= high
        said = (
            "within the noise of the seeds (a difference inside that interval would not have shown)"
            if within
            else "MORE than the noise of the seeds explains"
        )
        shown = SHOWN[metric].difference_unit
        lines.append(
            f"{head}yours is {difference_text(metric, mean)}{shown} from the published, 95 % interval "
            f"{interval_text(metric, low, high)}: {said}"
        )
    return lines
