"""The pictures of a report: test examples that a treatment rescues or breaks, and real masks on one.

Which examples, and what each variant says of them, follows from the runs; the bytes and the true labels
come from the data set, or from the gallery.json that an earlier report left.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.datasets import facts_of
from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.evidence import Analysis
from dropout_lab.experiment import Variant
from dropout_lab.gallery.masks import drawn_lanes, kept_units
from dropout_lab.randomness import Streams

SHOWN = 8
"""Examples shown of each kind and comparison."""

DRAWS = 5

COUNTS = (
    "treatment_errors_even", "control_errors_even", "n_even",
    "treatment_errors_odd", "control_errors_odd", "n_odd",
)  # fmt: skip

Place = tuple[str, int]
"""A data set and a position in its test set."""


@dataclass(frozen=True)
class Pixels:
    """A test example as published: bytes row by row, 0 black to the data set's scale white, and its label."""

    dataset: str
    label: int
    pixels: bytes

    @property
    def gray(self) -> NDArray[np.uint8]:
        """The picture, uint8 of shape (rows, columns), 0 black to 255 white; one dimension makes one row."""
        facts, pixels = facts_of(self.dataset), np.frombuffer(self.pixels, np.uint8)
        rows = facts.shape[0] if len(facts.shape) > 1 else 1
        return np.rint(pixels * (255 / facts.scale)).astype(np.uint8).reshape(rows, -1)

    def name_of(self, label: int) -> str:
        """Return what a class of the example's data set is called: its name, else its number."""
        names = facts_of(self.dataset).class_names
        return names[label] if names else str(label)


@dataclass(frozen=True)
class Picture:
    """A test example and what each variant says of it at the end.

    ``says``: variant -> answers, (label, runs that gave it), the most frequent first. All runs that are done
    count, also those of the seeds by which the example was chosen.
    """

    dataset: str
    position: int
    image: Pixels
    says: Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Moved:
    """A picture that a comparison's treatment rescues or breaks: chosen on even seeds, held on odd ones."""

    treatment: str
    control: str
    kind: str  # rescued or broken
    picture: Picture
    treatment_errors_even: int
    control_errors_even: int
    n_even: int
    treatment_errors_odd: int
    control_errors_odd: int
    n_odd: int


@dataclass(frozen=True)
class MaskRow:
    """What dropout keeps of one layer in five training steps of one run, for the first example of a batch."""

    variant: str
    seed: int
    site: int  # 0 the input, 1 the first hidden layer
    rate: float
    kept: tuple[NDArray[np.bool_], ...]  # shape (units,) each


@dataclass(frozen=True)
class Gallery:
    """All pictures of a report. The masks of the input are shown on ``background``."""

    moved: tuple[Moved, ...]
    background: Picture | None
    masks: tuple[MaskRow, ...]


def gallery_places(analysis: Analysis) -> tuple[Place, ...]:
    """Name the test examples that the gallery of an analysis needs, each once, in the order of the page."""
    places = [_place(analysis, row.treatment, int(row.image)) for row in _shown(analysis)]
    if _mask_rows(analysis) and not places:
        places = [_background(analysis)]
    return tuple(dict.fromkeys(places))


def _background(analysis: Analysis) -> Place:
    """The first candidate, which an earlier gallery.json may have, else the first test example."""
    for row in analysis.moved.itertuples():
        return _place(analysis, row.treatment, int(row.image))
    return analysis.experiment.variants[0].recipe.dataset.name, 0


def make_gallery(analysis: Analysis, pixels: Mapping[Place, Pixels]) -> Gallery | None:
    """Put the pictures together; None where pixels are lacking or there is nothing to show.

    Args:
        analysis: what was found.
        pixels: test examples by data set and position, at least those of `gallery_places`.
    """
    places = gallery_places(analysis)
    if not places or any(place not in pixels for place in places):
        return None
    pictures = _pictures(analysis, {place: pixels[place] for place in places})
    moved = tuple(
        Moved(
            treatment=str(row.treatment),
            control=str(row.control),
            kind=str(row.moved),
            picture=pictures[_place(analysis, row.treatment, int(row.image))],
            **{name: int(getattr(row, name)) for name in COUNTS},
        )
        for row in _shown(analysis)
    )
    return Gallery(moved, pictures[places[0]], _mask_rows(analysis))


def _shown(analysis: Analysis) -> list:
    """The first reliable candidates that held, of each comparison and kind, as named tuples."""
    if not len(analysis.moved):
        return []
    kept = analysis.moved[analysis.moved["held"] & analysis.moved["reliable"]]
    return list(kept.groupby(["treatment", "control", "moved"], sort=False).head(SHOWN).itertuples())


def _place(analysis: Analysis, variant: str, position: int) -> Place:
    return analysis.experiment.variant(variant).recipe.dataset.name, position


def _pictures(analysis: Analysis, pixels: Mapping[Place, Pixels]) -> dict[Place, Picture]:
    """Set beside each example how many runs of each variant gave it which label."""
    counts: dict[Place, dict[str, NDArray[np.int64]]] = {place: {} for place in pixels}
    for cell in analysis.cells:
        record, dataset = analysis.records.get(cell.run_id), cell.variant.recipe.dataset
        if record is None or record.status != "done" or record.error_images is None:
            continue
        given = np.full(dataset.facts.test_examples, -1)
        given[record.error_images] = record.error_labels
        classes = facts_of(dataset.name).outputs
        for (name, position), by_variant in counts.items():
            if name == dataset.name:
                said = given[position] if given[position] >= 0 else pixels[name, position].label
                by_variant.setdefault(cell.variant.name, np.zeros(classes, np.int64))[said] += 1
    return {
        (name, position): Picture(
            name,
            position,
            pixels[name, position],
            {variant: _answers(said) for variant, said in by_variant.items()},
        )
        for (name, position), by_variant in counts.items()
    }


def _answers(counts: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Labels that were given and how often, the most frequent first, the lower label first among equals."""
    order = np.argsort(-counts, kind="stable")
    return tuple((int(label), int(counts[label])) for label in order if counts[label])


def _mask_rows(analysis: Analysis) -> tuple[MaskRow, ...]:
    """The first variant that drops inputs, and the first that drops units of the first hidden layer."""
    rows = []
    for site in (0, 1):
        for variant in analysis.experiment.variants:
            dropout = variant.recipe.dropout
            ours = isinstance(dropout, Standard) and dropout.source == "harness"
            if ours and len(dropout.site_rates) > site and dropout.site_rates[site] and analysis.seeds:
                rows.append(_mask_row(variant, analysis.seeds[0], site))
                break
    return tuple(rows)


def _mask_row(variant: Variant, seed: int, site: int) -> MaskRow:
    recipe = variant.recipe
    units = recipe.model.widths(recipe.dataset.facts)[site]
    streams = Streams.of(seed, recipe.randomness, recipe.training.order)
    rate = recipe.dropout.site_rates[site]
    kept = (kept_units(drawn_lanes(streams.mask_seed, site, call, 0, units), rate) for call in range(DRAWS))
    return MaskRow(variant.name, seed, site, rate, tuple(kept))


def gallery_document(gallery: Gallery) -> dict[str, object]:
    """Return what gallery.json holds: plain data; pixels and masks (a bit a unit) in base64."""
    pictures: dict[Place, Picture] = {}
    for picture in (*(moved.picture for moved in gallery.moved), *filter(None, [gallery.background])):
        pictures[picture.dataset, picture.position] = picture
    return {
        "images": [
            {
                "dataset": picture.dataset,
                "position": picture.position,
                "label": picture.image.label,
                "pixels": base64.b64encode(picture.image.pixels).decode("ascii"),
                "says": {name: dict(answers) for name, answers in picture.says.items()},
            }
            for picture in pictures.values()
        ],
        "moved": [
            {
                "treatment": moved.treatment,
                "control": moved.control,
                "kind": moved.kind,
                "dataset": moved.picture.dataset,
                "position": moved.picture.position,
                **{name: getattr(moved, name) for name in COUNTS},
            }
            for moved in gallery.moved
        ],
        "masks": [
            {
                "variant": row.variant,
                "seed": row.seed,
                "site": row.site,
                "rate": row.rate,
                "units": len(row.kept[0]),
                "kept": [base64.b64encode(np.packbits(kept).tobytes()).decode("ascii") for kept in row.kept],
            }
            for row in gallery.masks
        ],
    }
