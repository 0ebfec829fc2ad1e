"""What a metric's name says where it is none of ours: a fraction or not, and which way is better."""

import re

from dropout_lab.metrics import CATALOGUE

FRACTIONS = frozenset({"auc", "auroc", "ece", "f1", "precision", "recall"})
LOWER = ("loss", "nll", "err", "brier", "perplexity", "ppl", "divergence", "regret", "entropy")
LOWER_WORDS = frozenset({"ece", "mae", "mse", "rmse", "fid"})


def is_fraction(metric: str) -> bool:
    """Whether a metric is a fraction, as files hold it: people read it in %.

    >>> is_fraction("test_accuracy"), is_fraction("valAcc"), is_fraction("eval/loss")
    (True, True, False)
    """
    return "acc" in metric.lower() or not FRACTIONS.isdisjoint(_words(metric))


def is_accuracy_like(metric: str) -> bool:
    """Whether the margin that matters for accuracy, 0.1 percentage points, fits this metric too.

    >>> is_accuracy_like("valAcc"), is_accuracy_like("ece")
    (True, False)
    """
    return "acc" in metric.lower()


def higher_is_better(metric: str) -> bool:
    """Which way is better: ours are known, another name is guessed from its words.

    >>> higher_is_better("test_nll"), higher_is_better("val_loss"), higher_is_better("top5_acc")
    (False, False, True)
    """
    if metric in CATALOGUE:
        return CATALOGUE[metric].higher_is_better
    if "acc" in metric.lower():
        return True
    lower = any(part in metric.lower() for part in LOWER)
    return not lower and LOWER_WORDS.isdisjoint(_words(metric))


def _words(metric: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", metric.lower()))
