"""The pictures of a report follow from the runs, and its masks are those that the layers draw."""

import json
from dataclasses import replace

import numpy as np
import pytest
from keras import ops

from dropout_lab.dropout import masks
from dropout_lab.errors import ResultsError
from dropout_lab.evidence import analyse
from dropout_lab.gallery import (
    Pixels,
    drawn_lanes,
    gallery_document,
    gallery_places,
    kept_units,
    make_gallery,
    pixels_of,
)
from dropout_lab.randomness import Streams
from dropout_lab.results_folder import gallery_at_hand, read_pixels
from dropout_lab.training import models
from tests.evidence.synthetic import diverge
from tests.gallery.examples import MNIST, TEST_IMAGES, analysed
from tests.over import over


def gallery_of(analysis):
    """Its gallery, with pixels from the data set."""
    return make_gallery(analysis, pixels_of(gallery_places(analysis), {"mnist": MNIST}))


@over("units", [1, 3, 10, 301, 512, 784])
@over(("mask_seed", "site", "call", "row"), [(0, 0, 0, 0), (2**32 - 1, 1, 468, 127)])
def test_the_lanes_are_those_of_the_layers(mask_seed, site, call, row, units):
    """NumPy draws what `dropout.masks` draws, bit for bit, for each image of a batch."""
    words = [ops.convert_to_tensor(word, "uint32") for word in (mask_seed, call)]
    drawn = ops.convert_to_numpy(masks.lanes(words[0], site, words[1], row + 1, units))
    np.testing.assert_array_equal(drawn_lanes(mask_seed, site, call, row, units), drawn[row])


def test_the_strip_shows_what_the_layer_keeps_in_a_run():
    """Five training calls of the net's own noise, as a run of that seed begins."""
    analysis = analysed()
    (row,) = gallery_of(analysis).masks
    variant = analysis.experiment.variant(row.variant)
    net = models.Net(variant.recipe)
    models.reset_model(net, variant.recipe, Streams.of(row.seed, variant.recipe.randomness))
    ones = ops.ones((128, variant.recipe.model.hidden_units[0]))
    assert (row.variant, row.site, len(row.kept)) == ("dropout", 1, 5)
    for kept in row.kept:
        np.testing.assert_array_equal(
            kept, ops.convert_to_numpy(net.noise.disturbed(row.site, ones, None, None))[0] > 0
        )
        net.noise.called()


def test_the_rate_is_what_is_dropped():
    """A lane below round(65536 rate) drops its unit."""
    lanes = np.array([0, 13_106, 13_107, 65_535], np.uint32)
    assert kept_units(lanes, 0.2).tolist() == [False, False, True, True]


def test_the_gallery_shows_what_was_rescued_and_broken_and_what_each_variant_says():
    """Pixels and label are the data set's; answers are counted over all runs that are done."""
    gallery = gallery_of(analysed())
    rescued, broken = gallery.moved
    assert [(m.kind, m.picture.position, m.n_odd) for m in gallery.moved] == [
        ("rescued", 7, 5),
        ("broken", 8, 5),
    ]
    assert (rescued.treatment_errors_even, rescued.control_errors_even, rescued.n_even) == (0, 5, 5)
    assert (rescued.treatment_errors_odd, rescued.control_errors_odd) == (0, 5)
    assert rescued.picture.image == Pixels("mnist", 7, TEST_IMAGES[7].tobytes())
    assert rescued.picture.image.gray.tolist() == TEST_IMAGES[7].reshape(28, 28).tolist()
    assert rescued.picture.says == {"none": ((1, 10),), "dropout": ((7, 10),), "linear": ((1, 10),)}
    assert broken.picture.says == {"none": ((8, 10),), "dropout": ((1, 10),), "linear": ((2, 10),)}


def test_a_diverged_run_says_nothing_of_an_image():
    """Counts are out of the runs that are done, the most frequent answer first."""
    analysis = analysed()
    records = list(analysis.records.values())
    lost = next(record for record in records if 7 in record.error_images)
    other = next(record for record in records if 7 in record.error_images and record is not lost)
    changed = {lost.run_id: diverge(lost), other.run_id: replace(other, error_labels=np.uint8([4, 2, 3]))}
    kept = [changed.get(record.run_id, record) for record in records]
    says = gallery_of(analyse(analysis.experiment, kept, range(10))).moved[0].picture.says
    assert says["none"] == ((1, 8), (4, 1))


def test_only_what_is_not_as_the_facts_say_is_refused(tmp_path):
    """784 bytes and a label of ten are an example of MNIST."""
    (tmp_path / "gallery.json").write_text(of_file())
    assert read_pixels(tmp_path)["mnist", 1].label == 3


def test_a_gallery_is_made_again_from_the_file_that_it_left(tmp_path):
    """gallery.json holds the pixels: the data set is not needed twice."""
    analysis = analysed()
    first = gallery_document(gallery_of(analysis))
    (tmp_path / "gallery.json").write_text(json.dumps(first))
    assert gallery_document(make_gallery(analysis, read_pixels(tmp_path))) == first


def test_without_pixels_there_is_no_gallery(tmp_path):
    """An old folder on a machine without the data: the report goes without, and nothing fails."""
    assert make_gallery(analysed(), read_pixels(tmp_path)) is None
    assert make_gallery(analysed(), pixels_of([("mnist", 7)], {"mnist": MNIST})) is None


def test_nothing_dropped_and_nothing_compared_shows_nothing():
    """No image moved and no mask drawn: no gallery either."""
    analysis = analysed(variants=("none", "linear"), comparisons=[])
    assert gallery_places(analysis) == ()
    assert gallery_of(analysis) is None


def test_masks_alone_are_shown_on_the_first_test_image():
    """Dropout compared with nothing still has masks to show."""
    gallery = gallery_of(analysed(comparisons=[]))
    assert (gallery.moved, gallery.background.position, len(gallery.masks)) == ((), 0, 1)


def of_file(**changes):
    """A gallery.json with one example that is not as its data set's facts say."""
    image = {"dataset": "mnist", "position": 1, "label": 3, "pixels": "A" * 1046 + "=="}
    return json.dumps({"images": [{**image, **changes}]})


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[]", '{"images": [{"position": 1}]}', '{"images": 3}'),
        of_file(dataset="cifar"),
        of_file(label=10),
        of_file(label=-1),
        of_file(dataset="digits"),
        of_file(pixels="AAAA"),
    ],
)
def test_a_gallery_file_that_is_none_is_named(tmp_path, text):
    """One line, with the file's name."""
    (tmp_path / "gallery.json").write_text(text)
    with pytest.raises(ResultsError, match=r"gallery\.json: cannot be read"):
        read_pixels(tmp_path)


def test_what_is_at_hand_is_used_and_nothing_is_fetched(tmp_path, monkeypatch):
    """The data set in the cache, else the pixels of the earlier report, else no gallery."""
    analysis, asked = analysed(), []

    def here(name, cache_dir):
        asked.append(name)
        return MNIST if len(asked) == 1 else None

    monkeypatch.setattr("dropout_lab.results_folder.gallery_file.load_what_is_here", here)
    made = gallery_at_hand(analysis, tmp_path)
    assert gallery_document(made) == gallery_document(gallery_of(analysis))
    assert gallery_at_hand(analysis, tmp_path) is None
    (tmp_path / "gallery.json").write_text(json.dumps(gallery_document(made)))
    assert gallery_document(gallery_at_hand(analysis, tmp_path)) == gallery_document(made)
    assert asked == ["mnist", "mnist"]
