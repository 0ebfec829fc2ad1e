"""An experiment and what the store holds -> the runs that are missing, and what they cost and show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from dropout_lab.datasets import facts_of
from dropout_lab.engines.compiled import EVALUATION_ROWS
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.metrics import PROBE_EXAMPLES
from dropout_lab.recipe import Jax, Recipe

MOST_STACKED = 512
"""Runs of an automatic stack: more are no faster on an H100 (4.45 ms a model-epoch, 4.39 with 1,024), and an
interruption loses more."""


class Cell(NamedTuple):
    """One place of the plan: a variant and a seed, and the run that fills it."""

    variant: Variant
    seed: int
    run_id: str


@dataclass(frozen=True)
class Plan:
    """The cells of a campaign in the order of training, and those still to be trained."""

    experiment: Experiment
    seeds: tuple[int, ...]
    cells: tuple[Cell, ...]
    missing: tuple[Cell, ...]

    @property
    def n_runs(self) -> int:
        """Different runs; variants with equal recipes share theirs."""
        return len({cell.run_id for cell in self.cells})


def plan_cells(experiment: Experiment, seeds: Sequence[int]) -> tuple[Cell, ...]:
    """Lay out the cells in the order of training.

    Variants in no planned comparison come first; then the seeds advance together over the others, so
    that a pair is complete after two trainings and a stop at any time leaves pairs.
    """
    references = [variant for variant in experiment.variants if variant.name not in experiment.compared]
    compared = [variant for variant in experiment.variants if variant.name in experiment.compared]
    first = [cell for variant in references for cell in variant_cells(variant, seeds)]
    by_seed = zip(*(variant_cells(variant, seeds) for variant in compared), strict=True)
    return (*first, *(cell for of_seed in by_seed for cell in of_seed))


def variant_cells(variant: Variant, seeds: Sequence[int]) -> list[Cell]:
    """Lay out the cells of one variant, in the order of the seeds."""
    return list(map(Cell, repeat(variant), seeds, variant.run_ids(seeds)))


def plan_runs(
    experiment: Experiment, seeds: Sequence[int], cells: Sequence[Cell], statuses: Mapping[str, str]
) -> Plan:
    """Keep what is missing: each run once; failed runs again, done and diverged ones never (law 5).

    Args:
        experiment: the question.
        seeds: the seeds asked for.
        cells: from `plan_cells`.
        statuses: run_id -> ``done``, ``diverged`` or ``failed``, for the runs that the store has.
    """
    missing: dict[str, Cell] = {}
    for cell in cells:
        if statuses.get(cell.run_id) not in ("done", "diverged"):
            missing.setdefault(cell.run_id, cell)
    return Plan(experiment, tuple(seeds), tuple(cells), tuple(missing.values()))


def epoch_flops(recipe: Recipe) -> float:
    """Return the floating-point operations of the matrix products of one epoch and its evaluation.

    Per example and layer 2 x inputs x units forward at each place, the same for the kernel's gradient, and
    for the input's gradient on all layers but the first, once for each pass of a step; test and probe
    examples go forward once for each pass of inference.

    Raises:
        ConfigError: the data set's task is no classification.
    """
    facts = facts_of(recipe.dataset.name)
    layers = [2.0 * layer.inputs * layer.units * layer.places for layer in recipe.model.layers(facts)]
    examples = recipe.dataset.n_train
    evaluated = (
        recipe.dataset.facts.test_examples + min(PROBE_EXAMPLES, examples) + recipe.dataset.validation_size
    )
    dropout, n_hidden = recipe.dropout, recipe.model.n_hidden
    first = dropout.repeated_from(n_hidden)
    repeated = layers[first - n_hidden - 1 :] if first else layers
    again = 3 * sum(repeated) - (0 if first else layers[0])
    whole = (3 * sum(layers) - layers[0]) * (2 if dropout.against_inference else 1)
    trained = whole + (dropout.passes() - 1) * again
    return examples * trained + evaluated * dropout.infer_passes() * sum(layers)


def stored_bytes(cells: Sequence[Cell]) -> int:
    """Estimate what runs take on the disk, in bytes: their rows, and a stack's checkpoint where one is kept.

    A run of 20 epochs takes 3 kB in a store; twice that is allowed for.
    """
    rows = sum(2_000 + 200 * cell.variant.recipe.training.epochs for cell in cells)
    kept = [
        run_bytes(cell.variant.recipe, cell.variant.engine.precision)
        for cell in cells
        if isinstance(cell.variant.engine, Jax) and cell.variant.engine.checkpoint_epochs
    ]
    return rows + sum(kept[:MOST_STACKED])


def run_bytes(recipe: Recipe, precision: str) -> int:
    """Estimate the device memory of one run in a stack, in bytes.

    Weights, their gradients and the optimizer's slots; beside them either the activations of a batch, twice,
    or those of an evaluation with its logits; the order. A convolution's activations are its patches too.
    XLA's own account for a CPU (`memory_analysis`) is four fifths of it for the tutorial's net with RMSprop
    and with Adam.
    """
    facts = facts_of(recipe.dataset.name)
    layers = recipe.model.layers(facts)
    weights = sum((layer.inputs + 1) * layer.units for layer in layers)
    made = sum(layer.places * layer.units for layer in layers)
    made += sum(layer.places * layer.inputs for layer in layers if layer.places > 1)
    training = recipe.training.batch_size * 2 * (facts.inputs + made)
    evaluation = EVALUATION_ROWS * made + 2 * facts.outputs * facts.test_examples
    numbers = weights * (2 + recipe.optimizer.slots()) + max(training, evaluation)
    return numbers * (8 if precision == "float64" else 4) + 2 * recipe.dataset.n_train * 2
