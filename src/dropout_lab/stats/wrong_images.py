"""Misclassified test images of some runs, laid out over seeds and images once for every estimate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class WrongImages:
    """The errors of some runs, one seed after the other; made by `of`, which checks them."""

    images: NDArray[np.integer]  # shape (n_errors,): the image of each error, one seed after the other
    by_seed: NDArray[np.int64]  # shape (n_seeds,): errors of each run
    n_images: int
    _counted: dict[bytes, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, errors: "Sequence[ArrayLike] | WrongImages", n_images: int, name: str) -> "WrongImages":
        """Lay out errors, all at once: seed by seed takes ten times longer.

        Args:
            errors: one integer array of shape (n_errors,) a seed: misclassified images, 0 to n_images - 1,
                each once; empty where all are right. Or errors that are laid out already.
            n_images: size of the test set.
            name: what an error calls `errors`.

        Raises:
            ValueError: another shape, no integers, a position outside the test set, or one that stands twice.
        """
        if isinstance(errors, WrongImages):
            if errors.n_images != n_images:
                raise ValueError(f"{name} is of {errors.n_images} images; there are {n_images} images")
            return errors
        arrays = [np.asarray(positions) for positions in errors]
        for array in arrays:
            if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
                raise ValueError(
                    f"{name} has shape {array.shape} of {array.dtype}; needs one axis of integers"
                )
        by_seed = np.fromiter(map(len, arrays), np.int64, len(arrays))
        images = np.concatenate([np.zeros(0, np.int64), *arrays], dtype=np.int64, casting="unsafe")
        return cls.end_to_end(images, by_seed, n_images, name)

    @classmethod
    def end_to_end(
        cls, images: NDArray[np.integer], by_seed: NDArray[np.int64], n_images: int, name: str
    ) -> "WrongImages":
        """Lay out errors whose arrays stand in one, with how many of them each seed has.

        Raises:
            ValueError: a position outside the test set, or one that stands twice.
        """
        if images.size and not 0 <= images.min() <= images.max() < n_images:
            raise ValueError(
                f"{name} has positions {images.min()} to {images.max()}; there are {n_images} images"
            )
        wrong = cls(images, by_seed, n_images)
        rises = images[1:] > images[:-1]
        between = wrong.ends[(wrong.ends > 0) & (wrong.ends < images.size)]
        rises[between - 1] = True
        if not rises.all():  # a run's errors may stand in any order
            cells = np.sort(wrong.cells)
            if (cells[1:] == cells[:-1]).any():
                raise ValueError(f"{name} names an image twice")
        return wrong

    @classmethod
    def none(cls, n_seeds: int, n_images: int) -> "WrongImages":
        """Lay out runs that got every image right."""
        return cls(np.zeros(0, np.int64), np.zeros(n_seeds, np.int64), n_images)

    def __len__(self) -> int:
        """Return the number of seeds."""
        return self.by_seed.size

    @property
    def cells(self) -> NDArray[np.int64]:
        """Place of each error in a table of seeds and images, row by row: shape (n_errors,)."""
        return np.repeat(np.arange(len(self)) * self.n_images, self.by_seed) + self.images

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where the errors of each seed end, shape (n_seeds,)."""
        return np.cumsum(self.by_seed)

    @cached_property
    def by_image(self) -> NDArray[np.int64]:
        """Runs that got each image wrong, shape (n_images,)."""
        return np.bincount(self.images, minlength=self.n_images)

    @cached_property
    def _bits(self) -> NDArray[np.uint8]:
        """The table of seeds and images, row by row, wrong or right: eight places a byte."""
        table = np.zeros(len(self) * self.n_images, np.bool_)
        table[self.cells] = True
        return np.packbits(table, bitorder="little")

    def of_seeds(self, chosen: NDArray[np.bool_]) -> "WrongImages":
        """Return the errors of some of the seeds, shape (n_seeds,)."""
        if chosen.all():
            return self
        kept = self.images[np.repeat(chosen, self.by_seed)]
        return WrongImages(kept, self.by_seed[chosen], self.n_images)

    def by_image_among(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the runs that got each image wrong among some of the seeds: shape (n_images,)."""
        key = chosen.tobytes()
        if key not in self._counted:
            self._counted.clear()  # the next comparison asks for the same seeds, or nobody
            self._counted[key] = self.of_seeds(chosen).by_image
        return self._counted[key]

    def among(self, *groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count for each seed how many images of each group it got wrong.

        Args:
            groups: images, none in two of them.

        Returns:
            Shape (n_groups, n_seeds).
        """
        group_of = np.zeros(self.n_images, np.uint8)
        for number, images in enumerate(groups, 1):
            group_of[images] = number
        found = group_of[self.images]
        places = np.flatnonzero(found)
        seeds = np.searchsorted(self.ends, places, side="right")
        cells = (found[places].astype(np.int64) - 1) * len(self) + seeds
        return np.bincount(cells, minlength=len(groups) * len(self)).reshape(len(groups), -1)

    def shared_with(self, other: "WrongImages") -> int:
        """Count the errors, seed by seed, that both have."""
        cells = self.cells
        there = other._bits[cells >> 3] >> (cells & 7).astype(np.uint8)
        return int(np.count_nonzero(there & 1))
