"""What would be without effect: a metric that sees no difference, a schedule that the training never ends."""

from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE, EVALUATION_METRIC
from dropout_lab.recipe import Recipe


def refuse_unseen(experiment: Experiment) -> None:
    """Refuse to compare evaluations by a metric that is measured the usual way, equal on both sides.

    Raises:
        ConfigError: the comparison, with the metric that sees a difference.
    """
    recipes = {variant.name: variant.recipe for variant in experiment.variants}
    for pair in experiment.comparisons:
        ours, theirs = recipes[pair.treatment], recipes[pair.control]
        alike = ours.model_copy(update={"evaluation": theirs.evaluation}) == theirs
        if pair.minus or not alike or ours.evaluation == theirs.evaluation:
            continue
        for metric in pair.metrics:
            if not CATALOGUE[metric].needs_evaluation:
                seen = f"evaluation_{CATALOGUE[metric].measure}"
                use = seen if seen in CATALOGUE else EVALUATION_METRIC
                raise ConfigError(
                    f"{pair.name}: differ in the evaluation alone, and {metric} is measured the usual way, "
                    f"equal on both sides; compare {use}: metrics: [{use}]"
                )


def refuse_cut_short(recipe: Recipe) -> None:
    """Refuse a schedule whose last factor the training never reaches.

    Raises:
        ConfigError: the schedule, its steps and those of the training.
    """
    steps, epochs = recipe.steps_an_epoch, recipe.training.epochs
    for key, schedule in recipe.schedule.items():
        needed = schedule.shortest(steps)
        if needed > steps * epochs:
            raise ConfigError(
                f"schedule.{key}: {schedule.name} takes {needed:,} steps, and training.epochs={epochs} has "
                f"{steps * epochs:,} steps; choose training.epochs={-(-needed // steps)} or more, or a "
                "shorter schedule"
            )
