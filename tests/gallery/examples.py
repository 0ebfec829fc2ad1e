"""Test images with the shape of MNIST, and an experiment whose errors show on them; no backend."""

from dataclasses import replace

import numpy as np

from dropout_lab.data import Images
from dropout_lab.evidence import analyse
from tests.evidence.synthetic import make_experiment, make_records

NOTHING = np.zeros((0, 784), np.uint8)
TEST_IMAGES = np.random.default_rng(0).integers(0, 256, (10_000, 784)).astype(np.uint8)
TEST_LABELS = (np.arange(10_000) % 10).astype(np.uint8)
MNIST = Images(NOTHING, TEST_LABELS[:0], NOTHING, TEST_LABELS[:0], TEST_IMAGES, TEST_LABELS)


def analysed(n=10, **more):
    """A synthetic experiment of n seeds in which dropout rescues image 7 and breaks image 8."""
    experiment = make_experiment(planned=n, **more)
    hit = {
        "none": np.array([7, 20, 30], np.uint16),
        "dropout": np.array([8, 20, 30], np.uint16),
        "linear": np.array([7, 8, 20], np.uint16),
    }
    by_id = {
        run_id: hit[variant.name] for variant in experiment.variants for run_id in variant.run_ids(range(n))
    }
    records = [
        replace(
            record,
            error_images=by_id[record.run_id],
            error_labels=np.array([1, 2, 3], np.uint8),
            metrics={**record.metrics, "test_accuracy": 0.9997},
        )
        for record in make_records(experiment, range(n))
    ]
    return analyse(experiment, records, range(n))
