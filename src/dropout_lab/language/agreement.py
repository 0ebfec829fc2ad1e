"""Published and yours in lines for the terminal."""

from collections.abc import Iterator

from dropout_lab.evidence import Agreement, Analysis, Gap
from dropout_lab.experiment import comparison_label
from dropout_lab.language.answers import answer
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.comparisons import decision_word, found_text
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.values import difference_shown, interval_text


def agreement_lines(found: Agreement, words: Words = ENGLISH) -> list[str]:
    """Say how a reader's runs agree with the published ones.

    Returns:
        Both estimates; how many weight digests agree, run by run; and, where none do, whether the
        estimates differ by more than the noise of their seeds.
    """

    def line(key: str, said: str) -> str:
        return words(f"terminal.agreement.{key}", said=said)

    digests = words("terminal.agreement.equal", equal=found.equal, shared=found.shared)
    if not found.shared:
        digests = words("terminal.agreement.unshared")
    return [
        *(line("published", said) for said in _estimates(found.published, words)),
        *(line("yours", said) for said in _estimates(found.yours, words)),
        line("digests", digests),
        *(line("noise", _gap(gap, words)) for gap in found.gaps),
    ]


def _estimates(analysis: Analysis, words: Words) -> Iterator[str]:
    if analysis.comparisons.empty:
        yield answer(analysis, words)
    for row in analysis.compared:
        yield words(
            "terminal.agreement.estimate",
            label=row.label,
            metric=metrics_in(words)[row.metric].name,
            found=found_text(row, words),
            count=words("units.pairs", n=row.n_pairs),
            decision=decision_word(row, words),
        )


def _gap(gap: Gap, words: Words) -> str:
    told = {"label": comparison_label(*gap.sides), "metric": metrics_in(words)[gap.metric].name}
    if gap.interval is None:
        return words("terminal.agreement.few", **told)
    low, mean, high = gap.interval
    return words(
        f"terminal.agreement.{'within' if gap.within_noise else 'beyond'}",
        **told,
        difference=difference_shown(gap.metric, mean, words=words),
        interval=interval_text(gap.metric, low, high, words=words),
    )
