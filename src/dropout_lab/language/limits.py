"""What an answer is limited by, in words: the images that it was measured on."""

from dropout_lab.evidence import Analysis
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.digits import Digits
from dropout_lab.language.metrics import metrics_in


def noise_sentence(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say how far the choice of test images alone moves the primary metric; empty where none has such noise.

    One standard deviation, from the least to the most noisy variant.
    """
    experiment, shown = analysis.experiment, metrics_in(words)[analysis.metric]
    rows = analysis.summary[analysis.summary["metric"] == analysis.metric]
    noises = shown.factor * rows["image_noise"].dropna()
    if noises.empty:
        return ""
    ends = dict.fromkeys(Digits(shown.decimals).text(end) for end in (noises.min(), noises.max()))
    low, *high = ends
    noise = words("units.range", low=low, high=high[0]) if high else low
    sizes = sorted({variant.recipe.dataset.facts.test_examples for variant in experiment.variants})
    n = words("units.join.comma").join(f"{size:,}" for size in sizes)
    return words("page.images.noise", n=n, noise=noise + shown.difference_unit)
