"""The pictures of a report: from the file that an earlier one left, else from the data set here."""

import base64
import binascii
import json
from contextlib import suppress
from pathlib import Path

from dropout_lab.data import load_what_is_here
from dropout_lab.datasets import facts_of
from dropout_lab.errors import ConfigError, DataError, ResultsError
from dropout_lab.evidence import Analysis
from dropout_lab.gallery import Gallery, Pixels, Place, gallery_places, make_gallery, pixels_of
from dropout_lab.results_folder.digests import read_file
from dropout_lab.results_folder.folders import read_provenance

GALLERY = "gallery.json"


def gallery_at_hand(analysis: Analysis, folder: Path, cache_dir: Path | None = None) -> Gallery | None:
    """Make the gallery from files of this machine, fetching nothing; None where pixels are lacking.

    Args:
        analysis: what was found.
        folder: of an earlier report, whose gallery.json may have the pixels.
        cache_dir: folder with the data sets, in place of the user's cache.
    """
    places, pixels, data = gallery_places(analysis), {}, {}
    with suppress(ResultsError):  # a report goes without its pictures rather than not at all
        pixels = read_pixels(folder)
    for name in sorted({name for name, position in places if (name, position) not in pixels}):
        with suppress(DataError):
            data[name] = load_what_is_here(name, cache_dir)
    here = {name: images for name, images in data.items() if images is not None}
    return make_gallery(analysis, {**pixels, **pixels_of(places, here)})


def read_pixels(folder: Path) -> dict[Place, Pixels]:
    """Read the test examples that a results folder shows; none where it has no gallery.json.

    Raises:
        ResultsError: a gallery.json that is none of ours, or not as it was written.
    """
    path = folder / GALLERY
    if not path.exists():
        return {}
    content = read_file(folder, GALLERY, read_provenance(folder))
    try:
        document = json.loads(content.decode())
        found = {
            (str(image["dataset"]), int(image["position"])): Pixels(
                str(image["dataset"]), int(image["label"]), base64.b64decode(image["pixels"], validate=True)
            )
            for image in document["images"]
        }
        for (name, position), image in found.items():
            _check(name, position, image)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error, ConfigError) as error:
        raise ResultsError(f"{path}: cannot be read: {error}") from None
    return found


def _check(name: str, position: int, image: Pixels) -> None:
    """Hold an example from a file to the facts of the data set that it claims to be of."""
    facts = facts_of(name)
    if len(image.pixels) != facts.inputs:
        raise ValueError(f"{name} {position} has {len(image.pixels)} bytes, should have {facts.inputs}")
    if not 0 <= image.label < facts.outputs:
        raise ValueError(f"{name} {position} has the label {image.label}, should be 0 to {facts.outputs - 1}")
