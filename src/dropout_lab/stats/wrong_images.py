"""Misclassified test images of some runs, laid out over seeds and images once for every estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class WrongImages:
    """The errors of some runs, one seed after the other; made by `of`, which checks them."""

    cells: NDArray[np.int64]  # shape (n_errors,): seed's place times n_images plus image, rising
    by_seed: NDArray[np.int64]  # shape (n_seeds,): errors of each run
    n_images: int

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
        cells = np.repeat(np.arange(by_seed.size) * n_images, by_seed) + images
        steps = np.diff(cells)
        if (steps <= 0).any():
            cells.sort()
            steps = np.diff(cells)
        if (steps == 0).any():
            raise ValueError(f"{name} names an image twice")
        return cls(cells, by_seed, n_images)

    @classmethod
    def none(cls, n_seeds: int, n_images: int) -> "WrongImages":
        """Lay out runs that got every image right."""
        return cls(np.zeros(0, np.int64), np.zeros(n_seeds, np.int64), n_images)

    def __len__(self) -> int:
        """Return the number of seeds."""
        return self.by_seed.size

    @cached_property
    def images(self) -> NDArray[np.int64]:
        """The image of each error, shape (n_errors,)."""
        return self.cells - np.repeat(np.arange(len(self)) * self.n_images, self.by_seed)

    @cached_property
    def by_image(self) -> NDArray[np.int64]:
        """Runs that got each image wrong, shape (n_images,)."""
        return np.bincount(self.images, minlength=self.n_images)

    def of_seeds(self, chosen: NDArray[np.bool_]) -> "WrongImages":
        """Return the errors of some of the seeds, shape (n_seeds,)."""
        if chosen.all():
            return self
        kept, by_seed = self.images[np.repeat(chosen, self.by_seed)], self.by_seed[chosen]
        return WrongImages(
            np.repeat(np.arange(by_seed.size) * self.n_images, by_seed) + kept, by_seed, self.n_images
        )

    def among(self, images: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count for each seed how many of some images it got wrong: shape (n_seeds,)."""
        wanted = np.zeros(self.n_images, np.bool_)
        wanted[images] = True
        seeds = np.repeat(np.arange(len(self)), self.by_seed)
        return np.bincount(seeds[wanted[self.images]], minlength=len(self))

    def shared_with(self, other: "WrongImages") -> int:
        """Count the errors, seed by seed, that both have."""
        both = np.concatenate([self.cells, other.cells])
        both.sort(kind="stable")  # two rising parts: a merge
        return int(np.count_nonzero(both[1:] == both[:-1]))
