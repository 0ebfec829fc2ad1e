"""Where the pixels of a gallery come from: an earlier gallery.json, else the data set on this machine."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropout_lab.analysis.gallery import Pixels, Place
from dropout_lab.data import Images
from dropout_lab.errors import ResultsError


def read_pixels(folder: Path) -> dict[Place, Pixels]:
    """Read the test images that a results folder shows; none where it has no gallery.json.

    Raises:
        ResultsError: a gallery.json that is none of ours.
    """
    path = folder / "gallery.json"
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {
            (str(image["dataset"]), int(image["position"])): Pixels(
                int(image["label"]), base64.b64decode(image["pixels"], validate=True)
            )
            for image in document["images"]
        }
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise ResultsError(f"{path}: cannot be read: {error}") from None


def pixels_of(places: Iterable[Place], data: Mapping[str, Images]) -> dict[Place, Pixels]:
    """Take test images out of data sets; those of other data sets are left out.

    Args:
        places: data sets and positions in their test sets.
        data: the images of each data set, by its name.
    """
    return {
        (name, position): Pixels(
            int(data[name].test_labels[position]), data[name].test_images[position].tobytes()
        )
        for name, position in places
        if name in data
    }
