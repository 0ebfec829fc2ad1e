"""A stack in training: orders go to the device while it is busy, metrics come back, weights stay there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines import metrics
from dropout_lab.engines.base import Ending, OutOfDeviceMemory, Split, probe_size
from dropout_lab.engines.compiled import chunks_of
from dropout_lab.engines.jax.metrics import Measured
from dropout_lab.engines.jax.program import Program, State
from dropout_lab.errors import first_line
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe


class DeviceData:
    """A data set on every device: the images to train on, and each split cut into chunks, with labels."""

    def __init__(self, images: Images, program: Program) -> None:
        self.source = images
        labels = images.train_labels.astype(np.int32)
        self.train = program.on_each(images.train_images), program.on_each(labels)
        probe = probe_size(images)
        splits: dict[Split, tuple[NDArray[np.uint8], NDArray[np.integer]]] = {
            "train_probe": (images.train_images[:probe], labels[:probe]),
            "validation": (images.validation_images, images.validation_labels),
            "test": (images.test_images, images.test_labels),
        }
        self.splits = {
            split: (program.on_each(chunks_of(pixels)), program.on_each(wanted.astype(np.int32)))
            for split, (pixels, wanted) in splits.items()
            if len(wanted)
        }


class Stack:
    """Several runs of one program in training.

    Args:
        program: theirs.
        data: that they train on.
        runs: recipes with their seeds.
        size: places on the device; those beyond the runs train the first of them once more.
    """

    def __init__(
        self, program: Program, data: DeviceData, runs: Sequence[tuple[Recipe, int]], size: int
    ) -> None:
        self.program, self._data, self._n_runs = program, data, len(runs)
        self.size, self._epochs = size, runs[0][0].training.epochs
        self._streams = [Streams.of(seed, r.randomness, r.training.order) for r, seed in runs]
        self._ahead = ThreadPoolExecutor(1)
        with plainly(), program.context():
            self._state = program.empty(size)
            for place in range(size):
                run = place if place < len(runs) else 0
                self.put(place, program.first(runs[run][0], self._streams[run]))
        self._test: Measured | None = None
        self.go_to(0)

    def train_epoch(self) -> Mapping[str, NDArray[np.float64]]:
        """Train the next epoch of every run and measure it; return each metric, shape (runs,)."""
        with plainly(), self.program.context():
            order = self._order.result()
            self._state, losses, last = self.program.epoch(self._state, order, self._data.train)
            self.go_to(self._epochs_done + 1)
            seen = {
                split: self.program.evaluate(self._state, None, data)
                for split, data in self._data.splits.items()
            }
            self._test = seen["test"]
            loss = self._mean_loss(np.asarray(losses), np.asarray(last))
            by_split: dict[str, Callable[[str], Any]] = {"training": lambda _: loss}
            by_split |= {split: of_split.value for split, of_split in seen.items()}
            values = metrics.measured(by_split)
            if self.program.learned is not None:
                values |= self.program.learned(self._state, None, None)
            return {name: np.asarray(value, np.float64)[: self._n_runs] for name, value in values.items()}

    def evaluation(self) -> Mapping[str, NDArray[np.float64]]:
        """Measure the recipes' evaluation on the test images; return each metric, shape (runs,)."""
        with plainly(), self.program.context():
            seen = self.program.evaluated(self._state, None, self._data.splits["test"])
            values = metrics.measured({"evaluation": seen.value})
            return {name: np.asarray(value, np.float64)[: self._n_runs] for name, value in values.items()}

    def ending(self, place: int) -> Ending:
        """Return what is kept of a run after the epoch just trained."""
        test = self._test = jax.tree.map(np.asarray, self._test)  # fetched once for all endings of an epoch
        given = test.predictions[place]
        finite = test.finite[place]
        wrong = np.flatnonzero(given != self._data.source.test_labels) if finite else np.empty(0, np.int64)
        return Ending(
            error_images=wrong.astype(np.uint16),
            error_labels=given[wrong],
            weights_sha256=metrics.weights_sha256(self.take(place).weights),
            reliability=test.reliability[place].astype(np.float64) if finite else np.empty((0, 3)),
        )

    def take(self, place: int) -> State:
        """Return the state of one run, in NumPy."""
        with plainly(), self.program.context():
            return jax.tree.map(np.asarray, self.program.take(self._state, np.int32(place)))

    def put(self, place: int, state: State) -> None:
        """Set the state of one run."""
        with plainly(), self.program.context():
            self._state = self.program.put(self._state, state, np.int32(place))

    def go_to(self, epochs_done: int) -> None:
        """Say how many epochs the state has behind it, and let the next one's orders be drawn."""
        self._epochs_done = epochs_done
        if epochs_done < self._epochs:
            self._order: Future[Any] = self._ahead.submit(self._orders, epochs_done)
        else:
            self._ahead.shutdown(wait=False)

    def _orders(self, epoch: int) -> Any:
        """Draw an epoch's orders, in 16 bits where they fit, and send them to the devices."""
        n_images = len(self._data.source.train_images)
        orders = np.empty((self.size, n_images), np.uint16 if n_images <= 2**16 else np.uint32)
        for place, streams in enumerate(self._streams):
            orders[place] = streams.epoch_order(epoch, n_images)
        orders[self._n_runs :] = orders[0]
        return self.program.shared_out(orders)

    def _mean_loss(self, losses: NDArray[Any], last: NDArray[Any]) -> NDArray[np.float64]:
        """Mean over images: of whole batches, shape (size, steps), and the rest, shape (size,)."""
        n_images, in_batches = len(self._data.source.train_images), losses.shape[1] * self.program.batch
        total = losses.astype(np.float64).sum(axis=1) * self.program.batch
        total += last.astype(np.float64) * (n_images - in_batches)
        return np.where(np.isfinite(total), total / n_images, np.nan)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn the device's word for a lack of memory into ours."""
    try:
        yield
    except jax.errors.JaxRuntimeError as error:
        if "RESOURCE_EXHAUSTED" in str(error):
            raise OutOfDeviceMemory(first_line(error)) from None
        raise
