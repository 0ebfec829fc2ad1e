"""A plain loop in PyTorch, where it is installed: the same net, batches and evaluation, all cores."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.recipes import RATE, recipe
from dropout_lab.data import load

BATCH = 128


def torch_epochs(dataset: str) -> dict[str, Callable[[], object]]:
    """Return what trains the next epoch and evaluates the test set."""
    torch: Any = importlib.import_module("torch")  # no package of ours: timed where somebody has it
    nn, images = torch.nn, load(recipe(dataset, "none").dataset)
    train, test = (
        torch.from_numpy(pixels.astype(np.float32) / 255)
        for pixels in (images.train_images, images.test_images)
    )
    wanted = torch.from_numpy(images.train_labels.astype(np.int64))
    test_wanted = torch.from_numpy(images.test_labels.astype(np.int64))
    net = nn.Sequential(
        *(nn.Linear(train.shape[1], 512), nn.ReLU(), nn.Dropout(RATE)),
        *(nn.Linear(512, 512), nn.ReLU(), nn.Dropout(RATE), nn.Linear(512, 10)),
    )
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3, alpha=0.9)
    loss_of = nn.CrossEntropyLoss()

    def epoch() -> float:
        net.train()
        for rows in torch.randperm(len(train)).split(BATCH):
            optimizer.zero_grad()
            loss_of(net(train[rows]), wanted[rows]).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            return (net(test).argmax(dim=1) == test_wanted).float().mean().item()

    return {"torch": epoch}
