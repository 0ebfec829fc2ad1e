"""The floor of a stack on an accelerator: the bytes that a step has to move, at the speed of a plain copy.

Nothing of one run is of use to another: each step reads and writes every run's weights, gradients, slots.
"""

from itertools import pairwise

from dropout_lab.datasets import facts_of
from dropout_lab.recipe import Recipe

FLOAT = 4  # bytes


def traffic(recipe: Recipe) -> dict[str, tuple[int, int, str]]:
    """Return, by item, the numbers it has, how often a step moves each, and when; for RMSprop in float32."""
    facts = facts_of(recipe.dataset.name)
    inputs, *units = recipe.model.widths(facts)
    layers = [a * b + b for a, b in pairwise([inputs, *units])]
    weights, batch = sum(layers), recipe.training.batch_size
    return {
        "weights, all layers": (weights, 3, "read forward; read and written by the optimizer"),
        "weights, all but the first layer": (weights - layers[0], 1, "read backward"),
        "gradients": (weights, 2, "written backward, read by the optimizer"),
        "RMSprop's velocities": (weights, 2, "read and written by the optimizer"),
        "a batch of images, as numbers": (batch * inputs, 3, "written, read forward and backward"),
        "activations": (batch * sum(units), 3, "written forward, read forward and backward"),
        "their gradients": (batch * sum(units), 3, "written, read for weights and for inputs"),
    }


def bytes_per_step(recipe: Recipe) -> int:
    """Return the bytes that one step of one run moves."""
    return sum(FLOAT * numbers * times for numbers, times, _ in traffic(recipe).values())


def floor_seconds(recipe: Recipe, bytes_per_second: float) -> float:
    """Return the seconds that an epoch's training of one run takes at least, without its evaluation."""
    return bytes_per_step(recipe) * recipe.steps_an_epoch / bytes_per_second


def traffic_table(recipe: Recipe) -> str:
    """Return the arithmetic as a Markdown table."""
    rows = [
        f"| {item} | {numbers:,} | {times} | {when} | {FLOAT * numbers * times / 1e6:.2f} |"
        for item, (numbers, times, when) in traffic(recipe).items()
    ]
    total = f"| one step | | | | {bytes_per_step(recipe) / 1e6:.2f} |"
    head = ["| item | numbers | times moved | when | MB a step |", "|---|---:|---:|---|---:|"]
    return "\n".join([*head, *rows, total])
