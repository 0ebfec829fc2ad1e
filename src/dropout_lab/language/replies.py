"""What an experiment answers in plain words: one word, and one sentence that a newcomer reads."""

from collections.abc import Callable, Iterable, Mapping

from dropout_lab.evidence import Analysis, Compared, Reply, reply_of
from dropout_lab.experiment import Experiment
from dropout_lab.headline import Headline
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.comparisons import mean_digits
from dropout_lab.language.labels import effect_labels, labels_of
from dropout_lab.language.limits import test_images
from dropout_lab.language.reply_evidence import epochs, levels, ranks, selection, shares
from dropout_lab.language.reply_parts import Telling
from dropout_lab.language.reply_rows import sentence, word
from dropout_lab.stats import FEWEST_PAIRS


def headline(analysis: Analysis, words: Words = ENGLISH) -> Headline:
    """Answer what an experiment asks in one word and one sentence.

    Both follow from the decisions and the joint intervals of all that the question needs, and say no more.
    """
    reply = reply_of(analysis)
    telling = telling_of(analysis.experiment, analysis.reached, analysis.compared, words)
    ways: Mapping[str, Callable[[Analysis, Reply, Telling], tuple[str, str]]] = {
        "how much": shares,
        "epochs": epochs,
        "selection": selection,
        "ranks": ranks,
        "levels": levels,
    }
    if reply.groups:
        return headline_of(reply, telling)
    if reply.kind == "few":
        said = telling.say("few", fewest=FEWEST_PAIRS)
        return Headline(reply.kind, word(reply, telling), said)
    return Headline(reply.kind, *ways[reply.asks](analysis, reply, telling))


def headline_of(reply: Reply, telling: Telling) -> Headline:
    """Say what comparisons answer."""
    return Headline(reply.kind, word(reply, telling), sentence(reply, telling))


def telling_of(
    experiment: Experiment,
    reached: Mapping[tuple[str, ...], tuple[float, float]],
    rows: Iterable[Compared],
    words: Words = ENGLISH,
) -> Telling:
    """Return what comparisons of an experiment are told with.

    Args:
        experiment: has the labels.
        reached: means of both sides, from `means_reached`.
        rows: comparisons that stand beside the answer; an effect is written as its own row has it.
        words: the language.
    """
    given = {pair.variants: pair.label for pair in experiment.comparisons}
    return Telling(
        words,
        labels_of(experiment, words),
        {
            **effect_labels(experiment, words),
            **{names: label.said_in(words.language) for names, label in given.items() if label},
        },
        reached,
        test_images(experiment),
        written={(*row.sides, row.metric): mean_digits(row) for row in rows if row.n},
    )
