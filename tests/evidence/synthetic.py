"""Runs that look like real ones, made in a moment: for the tests of analysis, figures and report."""

import hashlib
from dataclasses import replace

import numpy as np

from dropout_lab.experiment import Experiment
from dropout_lab.metrics import measured_metrics
from dropout_lab.plan import plan_cells
from dropout_lab.store import RunRecord

LEVELS = {"none": 0.9825, "dropout": 0.9830, "linear": 0.926}
EPOCHS = 20


def make_experiment(variants=("none", "dropout", "linear"), planned=10, comparisons=None, **more):
    """An experiment on MNIST whose variants differ in name and rate."""
    if comparisons is None:
        comparisons = [{"treatment": "dropout", "control": "none"}]
    recipes = []
    for place, name in enumerate(variants):
        hidden = [] if name == "linear" else [512, 512]
        rate = round(0.9 * place / len(variants), 3) if hidden and name != "none" else 0
        dropout = {"name": "standard", "rate": rate} if rate else {"name": "none"}
        recipe = {
            "dataset": {"name": "mnist", "validation_size": more.get("validation", 0)},
            "model": {"hidden_units": hidden},
            "dropout": dropout,
            "optimizer": {"name": "rmsprop"},
            "training": {"epochs": more.get("epochs", EPOCHS)},
        }
        recipes.append({"name": name, "recipe": recipe, "engine": {"name": "tensorflow"}})
    return Experiment.parse(
        {
            "name": more.get("name", "synthetic"),
            "question": "Does dropout raise the test accuracy?",
            "variants": recipes,
            "planned_seeds": list(range(planned)),
            "comparisons": comparisons,
            "claims": more.get("claims", []),
        }
    )


def make_records(experiment, seeds, levels=LEVELS, spread=0.0008):
    """One done run for each variant and seed."""
    return [
        make_run(
            cell.run_id,
            cell.seed,
            cell.variant,
            levels.get(cell.variant.name, 0.982),
            spread,
        )
        for cell in plan_cells(experiment, seeds)
    ]


def make_run(run_id, seed, variant, level, spread):
    """A run that overfits unless it drops units; accuracies are multiples of one image."""
    draws = np.random.default_rng([int(run_id[:8], 16), seed])
    shared = np.random.default_rng(seed).normal(0, spread / 2)
    epochs = variant.recipe.training.epochs
    time = np.arange(1, epochs + 1)
    approach = 0.03 * np.exp(-time / 3)
    test = level + shared - approach + draws.normal(0, spread, epochs)
    gap = 0.002 if level < 0.95 else 0.0155 if variant.recipe.dropout.name == "none" else 0.012
    train = np.minimum(1.0, level + gap - approach * 1.3 + draws.normal(0, spread / 3, epochs))
    accuracy = np.round(test * 10_000) / 10_000
    wrong = 10_000 - round(float(accuracy[-1]) * 10_000)
    curves = {
        "train_loss": 0.3 * np.exp(-time / 4) + 0.01,
        "train_accuracy": np.round(train * 10_000) / 10_000,
        "test_accuracy": accuracy,
        "test_nll": 0.06 + 0.2 * np.exp(-time / 3) + 0.002 * time + draws.normal(0, 0.002, epochs),
        "ece": 0.01 + draws.uniform(0, 0.002, epochs),
        "brier": 0.03 + draws.uniform(0, 0.002, epochs),
    }
    for row in measured_metrics():  # one that joined later has a value within its bounds, too
        if row.is_usual and row.name not in curves:
            curves[row.name] = np.clip(np.full(epochs, 0.5), row.low, row.high)
    last = {metric: float(curve[-1]) for metric, curve in curves.items()}
    if variant.recipe.dataset.validation_size:
        held_out = accuracy + draws.normal(0, spread, epochs)
        curves["validation_accuracy"] = np.round(held_out * 5_000) / 5_000
        curves["validation_nll"] = curves["test_nll"] + 0.001
    return RunRecord(
        run_id=run_id,
        recipe=variant.recipe.canonical(),
        engine=variant.engine.canonical(),
        seed=seed,
        status="done",
        epochs=epochs,
        attempts=1,
        metrics=last,
        seconds=31.5 + seed / 8,
        weights_sha256=hashlib.sha256(run_id.encode()).hexdigest(),
        finished_at=f"2026-11-23T10:{seed % 60:02d}:00+00:00",
        environment={"python": "3.11", "tensorflow": "2.21.0"},
        curves=curves,
        error_images=np.sort(draws.choice(10_000, wrong, replace=False)).astype(np.uint16),
        error_labels=draws.integers(0, 10, wrong).astype(np.uint8),
    )


def diverge(record, epoch=4):
    """The same run, ended by a loss that was not finite."""
    return replace(
        record,
        status="diverged",
        epochs=epoch,
        diverged_epoch=epoch,
        metrics={},
        weights_sha256=None,
        curves={metric: curve[: epoch - 1] for metric, curve in record.curves.items()},
        error_images=record.error_images[:0],
        error_labels=record.error_labels[:0],
    )


def fail(record):
    """The same run, failed twice."""
    return replace(
        diverge(record),
        status="failed",
        diverged_epoch=None,
        curves={},
        error_images=None,
        error_labels=None,
        error="MemoryError",
        attempts=2,
    )
