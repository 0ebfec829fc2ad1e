"""Test images behind an accuracy: the misclassified ones of each seed, and what they alone explain."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import Cells
from dropout_lab.evidence.frames import Frame, stacked
from dropout_lab.evidence.pairs import pair_up
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import WrongImages, crossed_interval, image_noise, rescued_and_broken

MOVED_COLUMNS = [
    "treatment", "control", "moved", "image", "treatment_errors_even", "control_errors_even", "n_even",
    "treatment_errors_odd", "control_errors_odd", "n_odd", "held", "reliable",
]  # fmt: skip

ERROR = 0.05
"""How often a page of variants that do not differ may say that images are moved."""


class Errors(NamedTuple):
    """Misclassified test images of the treatment and of the control, by seed, and the test images in all."""

    treatment: Sequence[NDArray[np.uint16]] | WrongImages
    control: Sequence[NDArray[np.uint16]] | WrongImages
    n_images: int


def paired_errors(
    experiment: Experiment, table: Cells, treatment: str, control: str, complete: NDArray[np.bool_]
) -> Errors | None:
    """Return the errors of the complete pairs; None where a run has not kept them, or test sets differ.

    Args:
        experiment: the question.
        table: its runs.
        treatment: name of the one variant.
        control: name of the other.
        complete: bool, shape (n_seeds,): the seeds to take.
    """
    sides = [variant_errors(experiment, table, name, complete) for name in (treatment, control)]
    datasets = {experiment.variant(name).recipe.dataset.name for name in (treatment, control)}
    if len(datasets) > 1 or sides[0] is None or sides[1] is None:
        return None
    return Errors(sides[0], sides[1], test_images(experiment, treatment))


def variant_errors(
    experiment: Experiment, table: Cells, variant: str, chosen: NDArray[np.bool_]
) -> WrongImages | None:
    """Return the errors of the chosen seeds of a variant; None where they do not add up to its accuracy."""
    errors, n_images = table.errors[variant], test_images(experiment, variant)
    wrong = errors.by_seed[chosen]
    if (wrong < 0).any():
        return None
    accuracies = [table.values[variant][row.name][chosen] for row in CATALOGUE.values() if row.of_errors]
    agree = [np.abs(1 - wrong / n_images - accuracy) < 0.5 / n_images for accuracy in accuracies]
    return errors.of_seeds(chosen) if np.all(agree) else None


def test_images(experiment: Experiment, variant: str) -> int:
    """Size of the test set of a variant."""
    return experiment.variant(variant).recipe.dataset.facts.test_examples


def image_spread(experiment: Experiment, table: Cells, variant: str) -> tuple[float, float]:
    """Spread of a variant's accuracy between seeds: what image noise alone makes, and what lies beyond.

    Returns:
        (image_noise, sd_beyond_images), fractions: the spread if each image were right or wrong by a coin
        of its own; and the square root of the variance that this leaves unexplained, 0 where there is
        none. NaN under 2 runs, or where errors were not kept.
    """
    done = table.ends[variant].done
    errors = variant_errors(experiment, table, variant, done) if done.sum() > 1 else None
    if errors is None:
        return math.nan, math.nan
    n_images = test_images(experiment, variant)
    beyond = crossed_interval(errors, WrongImages.none(len(errors), n_images), n_images).spread_beyond_images
    return image_noise(errors, n_images), math.sqrt(max(0.0, beyond))


def moved_frame(experiment: Experiment, table: Cells) -> Frame:
    """Candidates for images that each planned comparison's treatment rescues or breaks.

    One row per comparison and candidate, ``moved`` being rescued or broken: chosen on the ``n_even`` even
    seeds; the counts say how many of these, and of the ``n_odd`` odd ones, got it wrong on each side.
    ``held``: moved the same way on the odd seeds. ``reliable``: the candidates of this comparison and kind
    moved together on the odd seeds by more than chance explains. All that is said of images on a page is one
    family: without a difference anything is reliable in at most 5 % of experiments. What is both is shown.
    """
    compared = dict.fromkeys(
        (c.treatment, c.control)
        for c in experiment.comparisons
        if not c.minus and any(CATALOGUE[metric].of_errors for metric in c.metrics)
    )
    parts = []
    for treatment, control in compared:
        complete = pair_up(table, treatment, control).complete
        errors = paired_errors(experiment, table, treatment, control, complete)
        if errors is None:
            continue
        seeds = np.asarray(table.seeds)[complete].tolist()
        found = rescued_and_broken(errors.treatment, errors.control, seeds, errors.n_images)
        for word, candidates in (("rescued", found.rescued), ("broken", found.broken)):
            columns = candidates._asdict()
            part: dict[str, Any] = {
                "treatment": treatment,
                "control": control,
                "moved": word,
                "image": columns.pop("images"),
                "n_even": found.n_even,
                "n_odd": found.n_odd,
                "reliable": columns.pop("p_value") <= ERROR / (2 * len(compared)),
                **columns,
            }
            if len(part["image"]):
                parts.append(part)
    return stacked(parts, MOVED_COLUMNS)
