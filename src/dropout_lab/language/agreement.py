"""Published and yours in lines for the terminal."""

from collections.abc import Iterator

from dropout_lab.evidence import Agreement, Analysis, Gap
from dropout_lab.experiment import comparison_label
from dropout_lab.language.answers import answer
from dropout_lab.language.catalogue import ENGLISH
from dropout_lab.language.comparisons import decision_word, found_text
from dropout_lab.language.metrics import SHOWN
from dropout_lab.language.values import difference_shown, interval_text


def agreement_lines(found: Agreement) -> list[str]:
    """Say how a reader's runs agree with the published ones.

    Returns:
        Both estimates; how many weight digests agree, run by run; and, where none do, whether the
        estimates differ by more than the noise of their seeds.
    """
    digests = f"{found.equal} of {found.shared} runs have the published weights, bit for bit"
    if not found.shared:
        digests = "no run stands in both; nothing to compare bit by bit"
    return [
        *(f"published  {line}" for line in _estimates(found.published)),
        *(f"yours      {line}" for line in _estimates(found.yours)),
        f"digests    {digests}",
        *(f"noise      {_gap(gap)}" for gap in found.gaps),
    ]


def _estimates(analysis: Analysis) -> Iterator[str]:
    if analysis.comparisons.empty:
        yield answer(analysis)
    for row in analysis.compared:
        count = ENGLISH("units.pairs", n=row.n_pairs)
        head = f"{row.label}, {SHOWN[row.metric].name}: "
        yield f"{head}{found_text(row)}, {count}, {decision_word(row)}"


def _gap(gap: Gap) -> str:
    shown = SHOWN[gap.metric]
    head = f"{comparison_label(*gap.sides)}, {shown.name}: "
    if gap.interval is None:
        return head + "too few pairs to tell a difference from noise"
    said = "MORE than the noise of the seeds explains"
    if gap.within_noise:
        said = "within the noise of the seeds (a difference inside that interval would not have shown)"
    low, mean, high = gap.interval
    return (
        f"{head}yours is {difference_shown(gap.metric, mean)} from the published, "
        f"95 % interval {interval_text(gap.metric, low, high)}: {said}"
    )
