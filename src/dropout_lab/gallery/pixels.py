"""Test images of a data set -> the pixels that a gallery shows."""

from collections.abc import Iterable, Mapping

from dropout_lab.data import Images
from dropout_lab.gallery.pictures import Pixels, Place


def pixels_of(places: Iterable[Place], data: Mapping[str, Images]) -> dict[Place, Pixels]:
    """Take test examples out of data sets; those of other data sets are left out.

    Args:
        places: data sets and positions in their test sets.
        data: the arrays of each data set, by its name.
    """
    return {
        (name, position): Pixels(
            name, int(data[name].test_labels[position]), data[name].test_images[position].tobytes()
        )
        for name, position in places
        if name in data and position < len(data[name].test_labels)
    }
